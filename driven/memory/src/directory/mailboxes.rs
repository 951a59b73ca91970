use std::collections::{HashMap, VecDeque};

use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Timestamp};
use causerie_usecases::ports::{
    Acknowledgements, Mail, MailDepth, MailItem, MailNumber, MailTerms, Mailbox, MailboxEnd,
    Mailboxes, NotAcknowledged, NotDeposited, Outgoing, Room, StoredMail, Unavailable,
};

use super::{MemoryDirectory, Records};
use crate::lock::lock;

/// How many envelopes expire at once.
const MOST: usize = 1_000;

/// What lies in one mailbox.
#[derive(Default)]
pub(super) struct Lying {
    /// The number of the last item there ever was.
    last: u64,
    items: VecDeque<Kept>,
}

struct Kept {
    item: MailItem,
    at: Timestamp,
}

#[async_trait]
impl Mailboxes for MemoryDirectory {
    async fn deposit(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Outgoing>,
        terms: &MailTerms,
        at: Timestamp,
    ) -> Result<(), NotDeposited> {
        let mut records = lock(&self.records);
        let mut refused = Vec::new();
        // Why there was no room for an envelope: those behind it are not to overtake it.
        let mut shut = HashMap::new();
        for sent in envelopes {
            let (id, to) = (sent.envelope.id, sent.envelope.recipient.clone());
            if let Err(cause) = records.put(from, sent, shut.get(&to), terms, at) {
                refused.push((id, cause.clone()));
                shut.insert(to, cause);
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(NotDeposited::Refused(refused)) }
    }

    async fn expire(&self, deposited_before: Timestamp, at: Timestamp) -> Result<(), Unavailable> {
        lock(&self.records).expire(deposited_before, at);
        Ok(())
    }
}

#[async_trait]
impl Mailbox for MemoryDirectory {
    async fn pending(
        &self,
        of: &DeviceAddress,
        after: MailNumber,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<MailItem>, Unavailable> {
        let records = lock(&self.records);
        let Some(lying) = records.mail.get(of) else { return Ok(Vec::new()) };
        let mut told = Vec::new();
        let mut total = 0;
        for Kept { item, .. } in lying.items.iter().filter(|kept| kept.item.number > after) {
            total += item.mail.bytes();
            if !told.is_empty() && (told.len() >= items || total > bytes) {
                break;
            }
            told.push(item.clone());
        }
        Ok(told)
    }
}

#[async_trait]
impl MailboxEnd for MemoryDirectory {
    async fn last(&self, of: &DeviceAddress) -> Result<MailNumber, Unavailable> {
        Ok(MailNumber(lock(&self.records).mail.get(of).map_or(0, |lying| lying.last)))
    }
}

#[async_trait]
impl MailDepth for MemoryDirectory {
    async fn depth(&self) -> Result<StoredMail, Unavailable> {
        let records = lock(&self.records);
        let Room { envelopes, bytes } = used(records.mail.values().flat_map(Lying::envelopes));
        Ok(StoredMail { envelopes, bytes })
    }
}

#[async_trait]
impl Acknowledgements for MemoryDirectory {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        let mut records = lock(&self.records);
        let last = records.mail.get(of).map_or(0, |lying| lying.last);
        if up_to.0 > last {
            return Err(NotAcknowledged::Ahead);
        }
        if let Some(lying) = records.mail.get_mut(of) {
            lying.items.retain(|kept| kept.item.number > up_to);
        }
        Ok(())
    }
}

impl Records {
    fn put(
        &mut self,
        from: &DeviceAddress,
        sent: Outgoing,
        shut: Option<&Cause>,
        terms: &MailTerms,
        at: Timestamp,
    ) -> Result<(), Cause> {
        let to = sent.envelope.recipient.clone();
        if !self.has_device(&to) {
            return Err(Cause::UNKNOWN_DEVICE);
        }
        if let Some(lying) = self.mail.get_mut(&to) {
            if lying.has(from, &sent.envelope) {
                return Ok(());
            }
            lying.withdraw(from, sent.envelope.id);
        }
        if let Some(cause) = shut {
            return Err(cause.clone());
        }
        let bytes = sent.envelope.sealed.as_bytes().len() as u64;
        let of_sender = used(self.mail.values().flat_map(|lying| lying.envelopes_from(from)));
        let of_box = self.mail.get(&to).map(|lying| used(lying.envelopes())).unwrap_or_default();
        if !fits(of_sender, bytes, terms.per_depositor) {
            return Err(Cause::TOO_MUCH_WAITING);
        }
        if !fits(of_box, bytes, terms.per_mailbox) {
            return Err(Cause::MAILBOX_FULL);
        }
        let mail = Mail::Envelope { from: from.clone(), sent };
        self.mail.entry(to).or_default().push(mail, at);
        Ok(())
    }

    fn expire(&mut self, before: Timestamp, at: Timestamp) {
        for lying in self.mail.values_mut() {
            lying.items.retain(|kept| kept.at >= before || kept.is_envelope());
        }
        let due = self.mail.iter().flat_map(|(of, lying)| {
            let due = lying.items.iter().filter(|kept| kept.at < before && kept.is_envelope());
            due.map(|kept| (kept.at, of.clone(), kept.item.number))
        });
        let mut due: Vec<_> = due.collect();
        due.sort();
        due.truncate(MOST);
        for (_, of, number) in due {
            self.expire_one(&of, number, at);
        }
    }

    fn expire_one(&mut self, of: &DeviceAddress, number: MailNumber, at: Timestamp) {
        let mut items = self.mail.get_mut(of).into_iter().flat_map(|lying| &mut lying.items);
        let Some(kept) = items.find(|kept| kept.item.number == number) else { return };
        let Mail::Envelope { from, sent } = &kept.item.mail else { return };
        let (id, from) = (sent.envelope.id, from.clone());
        let gone = Mail::Expired { id, from: from.clone(), to: of.clone() };
        *kept = Kept { item: MailItem { number, mail: gone.clone() }, at };
        if self.has_device(&from) {
            self.mail.entry(from).or_default().push(gone, at);
        }
    }

    pub(super) fn has_device(&self, device: &DeviceAddress) -> bool {
        let person = self.people.get(&device.person);
        person.is_some_and(|person| person.devices.iter().any(|own| own.id == device.device))
    }
}

impl Kept {
    fn is_envelope(&self) -> bool {
        matches!(self.item.mail, Mail::Envelope { .. })
    }
}

impl Lying {
    fn push(&mut self, mail: Mail, at: Timestamp) {
        self.last += 1;
        let number = MailNumber(self.last);
        self.items.push_back(Kept { item: MailItem { number, mail }, at });
    }

    fn has(&self, from: &DeviceAddress, envelope: &Envelope) -> bool {
        self.envelopes_from(from).any(|sent| sent.envelope == *envelope)
    }

    fn withdraw(&mut self, depositor: &DeviceAddress, id: EnvelopeId) {
        self.items.retain(|kept| match &kept.item.mail {
            Mail::Envelope { from, sent } => from != depositor || sent.envelope.id != id,
            Mail::Expired { .. } => true,
        });
    }

    fn envelopes_from(&self, device: &DeviceAddress) -> impl Iterator<Item = &Outgoing> {
        self.items.iter().filter_map(move |kept| match &kept.item.mail {
            Mail::Envelope { from, sent } if from == device => Some(sent),
            _ => None,
        })
    }

    fn envelopes(&self) -> impl Iterator<Item = &Outgoing> {
        self.items.iter().filter_map(|kept| match &kept.item.mail {
            Mail::Envelope { sent, .. } => Some(sent),
            Mail::Expired { .. } => None,
        })
    }
}

fn used<'a>(envelopes: impl Iterator<Item = &'a Outgoing>) -> Room {
    envelopes.fold(Room::default(), |used, sent| Room {
        envelopes: used.envelopes + 1,
        bytes: used.bytes + sent.envelope.sealed.as_bytes().len() as u64,
    })
}

fn fits(used: Room, bytes: u64, room: Room) -> bool {
    used.envelopes < room.envelopes && used.bytes + bytes <= room.bytes
}
