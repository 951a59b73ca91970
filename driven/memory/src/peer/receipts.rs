use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, Conversation, DeliveryState, DeviceAddress, EnvelopeId, Message,
    MessageId, MessageRef, Path, Receipt, Timestamp,
};
use causerie_usecases::ports::{
    Addressed, Cursor, DueReceipts, Outcome, Receipts, Retry, Sealing, Unavailable,
};

use super::{Cargo, Kept, MemoryPeer, Queued, early::Early, history::place};
use crate::lock::lock;

/// How many devices are named at once.
const MOST: usize = 1_000;

#[async_trait]
impl Receipts for MemoryPeer {
    async fn mark_read(
        &self,
        with: &Conversation,
        up_to: Cursor,
        others: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let mut read = Vec::new();
        let up_to = place(up_to);
        let earlier = kept.standing_in_order().take_while(|(_, record)| record.place <= up_to);
        let said = earlier.filter(|(_, it)| it.message.conversation(&self.me) == *with);
        let mut last = None;
        for (index, record) in said {
            last = Some(record.place);
            if record.message.author != self.me && record.state != DeliveryState::Read {
                read.push((index, record.message.reference()));
            }
        }
        if let Some(last) = last {
            let read_to = kept.read_to.entry(with.clone()).or_insert(last);
            *read_to = last.max(*read_to);
        }
        for (index, MessageRef { id, author }) in read {
            kept.advance(index, DeliveryState::Read, at);
            kept.note_read(&author, id);
            for other in &others {
                let seen = &mut kept.receipts.entry(other.clone()).or_default().seen;
                add(seen, (author.clone(), id));
            }
        }
        Ok(())
    }

    async fn send_receipts(
        &self,
        to: &DeviceAddress,
        id: MessageId,
        sealing: Arc<dyn Sealing>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let envelope = EnvelopeId::of(id, to);
        if kept.outbox.iter().any(|queued| queued.to.id == envelope) {
            return Ok(());
        }
        let Some(due) = kept.receipts.get_mut(to) else { return Ok(()) };
        let receipt = cut(due);
        if due.is_empty() {
            kept.receipts.remove(to);
        }
        if receipt.refused.iter().any(|(_, cause)| *cause == Cause::NOT_ACCEPTED) {
            // It comes again from here on, or never.
            kept.unopened.retain(|it| it.from != *to || it.cause != Cause::NOT_ACCEPTED);
        }
        let message = Message {
            id,
            author: self.me.clone(),
            recipient: to.person.clone().into(),
            sent_at: at,
            body: Body::Receipt(receipt),
            reply_to: None,
            expires_at: None,
        };
        let to = Addressed { id: envelope, recipient: to.clone(), trace: None };
        let sealed = kept.seal(&message, &to, None, &*sealing);
        kept.outbox.push(Queued {
            to,
            sealed,
            cargo: Cargo::Receipt(Box::new(message)),
            in_room: false,
            stored: false,
            refusals: 0,
        });
        Ok(())
    }
}

#[async_trait]
impl DueReceipts for MemoryPeer {
    async fn due_receipts(&self, strangers: bool) -> Result<Vec<DeviceAddress>, Unavailable> {
        let kept = lock(&self.kept);
        let is_told = |to: &&DeviceAddress| {
            let known = kept.contacts.get(&to.person);
            known.map_or(strangers, |known| known.standing.is_accepted())
        };
        let mut due: Vec<_> = kept.receipts.keys().filter(is_told).cloned().collect();
        due.sort_unstable_by_key(ToString::to_string);
        due.truncate(MOST);
        Ok(due)
    }

    async fn receipts_allowed(&self, to: &Address) -> Result<bool, Unavailable> {
        Ok(!lock(&self.kept).untold.contains(to))
    }
}

/// The first of each kind, taken off.
fn cut(due: &mut Receipt) -> Receipt {
    fn first<T>(of: &mut Vec<T>, most: usize) -> Vec<T> {
        let rest = of.split_off(of.len().min(most));
        std::mem::replace(of, rest)
    }
    Receipt {
        delivered: first(&mut due.delivered, Receipt::MOST),
        read: first(&mut due.read, Receipt::MOST),
        refused: first(&mut due.refused, Receipt::MOST),
        seen: first(&mut due.seen, Receipt::MOST_SEEN),
        chosen: first(&mut due.chosen, Receipt::MOST_CHOSEN),
    }
}

impl Kept {
    pub(super) fn note_delivered(&mut self, from: &DeviceAddress, message: MessageId) {
        if !self.untold.contains(&from.person) {
            add(&mut self.receipts.entry(from.clone()).or_default().delivered, message);
        }
    }

    /// A message came: the other devices of its author are to know too.
    pub(super) fn note_delivered_to_others(&mut self, from: &DeviceAddress, message: MessageId) {
        for other in self.told(&from.person).into_iter().filter(|it| it != from) {
            self.note_delivered(&other, message);
        }
    }

    /// The devices of a person that get answers by themselves: none of somebody who is not known here, or whose account key is in doubt.
    fn told(&self, who: &Address) -> Vec<DeviceAddress> {
        let known = self.contacts.get(who).filter(|known| known.offered.is_none());
        known.iter().flat_map(|known| known.person.addressees()).collect()
    }

    pub(super) fn note_refused(&mut self, from: &DeviceAddress, id: EnvelopeId, cause: Cause) {
        let refused = &mut self.receipts.entry(from.clone()).or_default().refused;
        refused.retain(|(known, _)| *known != id);
        refused.push((id, cause));
    }

    /// Whether the device is to be told of something that was refused.
    pub(super) fn is_refused(&self, from: &DeviceAddress) -> bool {
        self.receipts.get(from).is_some_and(|due| !due.refused.is_empty())
    }

    /// Whether the device is to be told that something of it was put off: it sends all of it again then.
    pub(super) fn is_put_off(&self, from: &DeviceAddress) -> bool {
        let put_off = |(_, cause): &(EnvelopeId, Cause)| *cause == Cause::NOT_ACCEPTED;
        self.receipts.get(from).is_some_and(|due| due.refused.iter().any(put_off))
    }

    fn note_read(&mut self, author: &Address, message: MessageId) {
        if self.untold.contains(author) {
            return;
        }
        for device in self.told(author) {
            add(&mut self.receipts.entry(device).or_default().read, message);
        }
    }

    /// Does what a receipt of `from` says, to what was sent to them.
    pub(super) fn apply(
        &mut self,
        me: &Address,
        from: &DeviceAddress,
        receipt: Receipt,
        at: Timestamp,
    ) {
        let Receipt { delivered, read, refused, seen, chosen } = receipt;
        let news =
            [(delivered, DeliveryState::Delivered(Path::Mailbox)), (read, DeliveryState::Read)];
        for (ids, state) in news {
            for id in ids {
                let Some(index) = self.by_id.get(&(me.clone(), id)).copied() else {
                    let (author, teller) = (me.clone(), from.person.clone());
                    self.hold(me, Early { author, message: id, teller, news: state.clone() });
                    continue;
                };
                let is_to_them = self.is_to(index, &from.person);
                if is_to_them || from.person == *me {
                    let before = self.outbox.len();
                    self.outbox.retain(|queued| {
                        queued.cargo != Cargo::Message(index) || queued.to.recipient != *from
                    });
                    if self.outbox.len() < before {
                        self.retries.remove(from);
                    }
                }
                if is_to_them {
                    self.advance_with(index, &from.person, state.clone(), at);
                }
            }
        }
        for chosen in chosen.iter().filter(|_| from.person == *me) {
            self.was_chosen(me, chosen, at);
        }
        let seen = seen.into_iter().filter(|(author, _)| from.person == *me && author != me);
        for (author, id) in seen {
            let (teller, news) = (me.clone(), DeliveryState::Read);
            if let Some(index) = self.by_id.get(&(author.clone(), id)).copied() {
                self.advance(index, news, at);
            } else {
                self.hold(me, Early { author, message: id, teller, news });
            }
        }
        let before = self.retries.get(from).cloned();
        let mut was_put_off = false;
        for (id, cause) in refused {
            // One stands for all.
            if cause == Cause::NOT_ACCEPTED && std::mem::replace(&mut was_put_off, true) {
                continue;
            }
            match Outcome::of_refusal(cause.clone()) {
                again @ (Outcome::SealAnew | Outcome::SendAgain) => {
                    if cause != Cause::NOT_ACCEPTED && self.refused_in_room(from, id, &cause, at) {
                        let (before, refusals) = (before.as_ref(), self.refusals(from));
                        let spread = Outcome::spread(id);
                        let retry = Retry::after_refusal(before, refusals, cause, at, spread);
                        self.retries.insert(from.clone(), retry);
                        continue;
                    }
                    let anew = again == Outcome::SealAnew;
                    let Some(queued) = self.refused(from, id, &cause) else { continue };
                    queued.refusals += 1;
                    let id = queued.to.id;
                    // That this receipt came shows that there is a session that works. Refused again, it is not the one in use.
                    if anew && queued.refusals > 1 {
                        self.retire_sessions(from);
                    }
                    if anew {
                        self.unseal_all(|device| device == from);
                    } else {
                        self.send_again(from, id, cause == Cause::NOT_ACCEPTED);
                    }
                    let (before, refusals) = (before.as_ref(), self.refusals(from));
                    let spread = Outcome::spread(id);
                    let retry = Retry::after_refusal(before, refusals, cause, at, spread);
                    self.retries.insert(from.clone(), retry);
                }
                outcome => drop(self.settle_one(from, id, outcome, at)),
            }
        }
    }

    /// What the device refused, of what is to be sent to it. What it put off may be here no more, and stands for all that it put off then: so
    /// the first does in its place.
    fn refused(
        &mut self,
        by: &DeviceAddress,
        id: EnvelopeId,
        cause: &Cause,
    ) -> Option<&mut Queued> {
        let theirs = |it: &Queued| it.to.recipient == *by;
        let named = self.outbox.iter().position(|it| theirs(it) && it.to.id == id);
        let place = if *cause == Cause::NOT_ACCEPTED {
            named.or_else(|| self.outbox.iter().position(theirs))
        } else {
            named
        };
        self.outbox.get_mut(place?)
    }

    /// How often the device refused what it refused most often of what is to be sent to it.
    fn refusals(&self, by: &DeviceAddress) -> u32 {
        let theirs = self.outbox.iter().filter(|queued| queued.to.recipient == *by);
        theirs.map(|queued| queued.refusals).max().unwrap_or_default()
    }
}

fn add<T: PartialEq>(ids: &mut Vec<T>, id: T) {
    if !ids.contains(&id) {
        ids.push(id);
    }
}
