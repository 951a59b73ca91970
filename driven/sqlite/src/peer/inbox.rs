use std::{cell::RefCell, sync::Arc};

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, Conversation, DeviceAddress, Envelope, EnvelopeId, Message, MessageId,
    Path, Person, Standing, Timestamp,
};
use causerie_session::Sessions;
use causerie_usecases::ports::{
    Inbox, Known, KnownIdentity, NotTaken, Opened, Opening, Spent, Unavailable, Wanted,
};

use super::{SqlitePeer, messages::NewMessage, news::Teller, tables::Tables, taken::Taken};
use crate::columns::millis;

#[async_trait]
impl Inbox for SqlitePeer {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        let (sender, own, known) = (from.clone(), self.own, self.known.clone());
        let me = self.me.clone();
        let (refused, changed) = self
            .write(move |tables| {
                let device = tables.device_ref(&sender)?;
                let from = Teller { own, device, from: &sender };
                let changed = RefCell::default();
                let taking =
                    Taking { tables, me: &me, from, opening: &*opening, path, at, changed };
                let refused = taking.all(&envelopes)?;
                let changed = taking.changed.into_inner();
                for who in &changed {
                    known.forget(who);
                }
                Ok((refused, changed))
            })
            .await?;
        // Somebody may have read the former state before all of this was in the file.
        for who in &changed {
            self.known.forget(who);
        }
        if refused.is_empty() { Ok(()) } else { Err(NotTaken::Refused(refused)) }
    }

    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let (from, ids) = (from.clone(), ids.to_vec());
        self.write(move |tables| {
            let device = tables.device_ref(&from)?;
            if tables.is_put_off(device)? {
                return Ok(());
            }
            for id in ids.iter().copied() {
                if matches!(tables.was_taken(id, device)?, Taken::Never) {
                    tables.set_aside(&from, id, &[], &Cause::NOT_ACCEPTED, at)?;
                    return tables.note_refused(device, id, &Cause::NOT_ACCEPTED, None);
                }
            }
            Ok(())
        })
        .await
    }

    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let from = from.clone();
        self.write(move |tables| match tables.was_taken(id, tables.device_ref(&from)?)? {
            Taken::Before(_) => Ok(()),
            Taken::Never => tables.set_aside(&from, id, &[], &Cause::EXPIRED, at),
        })
        .await
    }
}

/// Envelopes of one device being taken, in one transaction.
struct Taking<'a> {
    tables: Tables<'a>,
    me: &'a Address,
    from: Teller<'a>,
    opening: &'a dyn Opening,
    path: Path,
    at: Timestamp,
    /// Of whom something else is known now.
    changed: RefCell<Vec<Address>>,
}

type Refused = Vec<(EnvelopeId, Cause)>;

impl Taking<'_> {
    /// Which were refused.
    fn all(&self, envelopes: &[Envelope]) -> rusqlite::Result<Refused> {
        let mut refused = Vec::new();
        // Read once and written once, however many envelopes come together: all of it is one transaction.
        let Teller { device, from, .. } = self.from;
        let mut row = self.tables.sessions(from)?;
        let mut contact = self.tables.contact(&from.person)?;
        let tells = self.path == Path::Mailbox;
        let is_told = self.tables.receipts_allowed(&from.person)?;
        let tells_delivered = tells && is_told;
        let mut others = self.others(contact.as_ref(), is_told)?;
        for envelope in envelopes {
            if let Taken::Before(message) = self.tables.was_taken(envelope.id, device)? {
                // One that was revoked since is told nothing.
                let is_gone = contact.as_ref().is_some_and(|it| it.person.is_without(&from.device));
                if let Some(message) = message.filter(|_| tells_delivered && !is_gone) {
                    self.tables.note_delivered(device, message, None)?;
                }
                continue;
            }
            let person = contact.as_ref().map(|known| known.person.clone());
            let mut opened = self.open(envelope, &mut row.sessions, person)?;
            if let Some(sessions) = opened.sessions.take() {
                row.put(sessions, opened.spent.is_some());
            }
            if let Ok(Message { body: Body::Receipt(receipt), .. }) = &opened.reading {
                let chosen = receipt.chosen.iter();
                let about = chosen.filter_map(|chosen| chosen.about.person().cloned());
                self.changed.borrow_mut().extend(about);
                if self.tables.apply(self.from, receipt, self.at)? {
                    row.retire();
                }
            }
            let is_fleeting = opened.reading.as_ref().is_ok_and(|it| it.body.is_fleeting());
            let has_met = opened.met.is_some();
            let kept = self.keep(opened)?;
            if has_met {
                self.changed.borrow_mut().push(from.person.clone());
                contact = self.tables.contact(&from.person)?;
                others = self.others(contact.as_ref(), is_told)?;
            }
            match kept {
                // It is worth nothing later, and nobody sends it again.
                Ok(_) if is_fleeting => {}
                Ok(message) => {
                    self.tables.mark_taken(envelope.id, device, message)?;
                    for other in &others {
                        message
                            .map_or(Ok(()), |it| self.tables.note_delivered(*other, it, None))?;
                    }
                    if let Some(message) = message.filter(|_| tells_delivered) {
                        self.tables.note_delivered(device, message, None)?;
                    }
                }
                Err(cause) => {
                    let sealed = envelope.sealed.as_bytes();
                    if cause != Cause::EARLIER_MISSING || !self.tables.waits_for_one(device)? {
                        self.tables.set_aside(from, envelope.id, sealed, &cause, self.at)?;
                    }
                    if tells && cause == Cause::CANNOT_OPEN {
                        row.retire_confirmed();
                    }
                    // One that was revoked is told nothing.
                    if tells && cause != Cause::DEVICE_REVOKED {
                        let standing = contact.as_ref().map(|known| known.standing);
                        let is_contact = standing.is_some_and(Standing::is_accepted);
                        self.tables.note_refusal(device, envelope.id, &cause, is_contact, None)?;
                    }
                    refused.push((envelope.id, cause));
                }
            }
        }
        self.tables.keep_sessions(&row)?;
        Ok(refused)
    }

    /// What is in the envelope. Where it changes nothing about the sessions, they are left as they were.
    fn open(
        &self,
        envelope: &Envelope,
        sessions: &mut Option<Sessions>,
        contact: Option<Person>,
    ) -> rusqlite::Result<Opened> {
        let wanted = self.opening.wants(envelope);
        // What begins a session that is there asks for nothing any more: its first messages go on saying so until they are answered.
        let begun = |wanted: &Wanted| sessions.as_ref().is_some_and(|it| it.has(wanted.session));
        let wanted = wanted.filter(|wanted| !begun(wanted));
        let shelved = |wanted| self.tables.shelved(wanted);
        let (signed, one_time, was_begun) = wanted.map(shelved).transpose()?.unwrap_or_default();
        let before = sessions.as_ref().map(Sessions::encode);
        let known = Known { sessions: sessions.take(), contact, signed, one_time, was_begun };
        let opened = self.in_order(self.opening.open(envelope, known))?;
        if opened.sessions.is_none() {
            *sessions = before.and_then(|bytes| Sessions::decode(&bytes).ok());
        }
        Ok(opened)
    }

    /// What was opened, unless an earlier envelope that was neither taken nor refused for good is to be taken before it. One who is not known
    /// begins with what is taken first: what was put off before comes again once they are accepted.
    fn in_order(&self, opened: Opened) -> rusqlite::Result<Opened> {
        let is_shown = matches!(&opened.reading, Ok(it) if !matches!(it.body, Body::Receipt(_)) && !it.body.is_fleeting());
        let Some(earlier) = opened.after.filter(|_| is_shown) else { return Ok(opened) };
        let Teller { device, from, .. } = self.from;
        let is_here = matches!(self.tables.was_taken(earlier, device)?, Taken::Before(_));
        if is_here || self.tables.was_given_up(earlier, device)? {
            return Ok(opened);
        }
        let is_stranger = || -> rusqlite::Result<bool> {
            let decided = self.tables.decided_before(&from.person, Standing::REQUESTED)?;
            Ok(self.tables.contact(&from.person)?.is_none() && !decided.is_accepted())
        };
        if self.tables.is_put_off(device)? && is_stranger()? {
            return Ok(opened);
        }
        Ok(Opened::refused(Cause::EARLIER_MISSING))
    }

    /// Keeps the message, who was met and what was spent; which message it was, unless it was a receipt.
    fn keep(&self, opened: Opened) -> rusqlite::Result<Result<Option<MessageId>, Cause>> {
        let Opened { reading, met, spent, .. } = opened;
        if let Some(met) = met {
            let own = self.from.own;
            let is_contact = self.tables.person_ref(&met.address)? == own
                || self.tables.has_written_to(own, &met.address)?;
            let standing = if is_contact { Standing::ACCEPTED } else { Standing::REQUESTED };
            self.tables.meet(&met, standing)?;
        }
        match spent {
            Some(Spent::OneTime(number)) => self.tables.spend_one_time(number)?,
            Some(Spent::LastResort { session, generation }) => {
                self.tables.mark_begun(session, generation)?;
            }
            None => {}
        }
        match reading {
            Ok(it) if matches!(it.body, Body::Receipt(_)) || it.body.is_fleeting() => Ok(Ok(None)),
            Ok(message) => {
                let kept = self.message(&message)?;
                if kept.is_ok() {
                    self.tables.hear_request(self.me, self.from.from, &message)?;
                }
                Ok(kept.map(|()| Some(message.id)))
            }
            Err(cause) => Ok(Err(cause)),
        }
    }

    fn message(&self, message: &Message) -> rusqlite::Result<Result<(), Cause>> {
        let Conversation::Person(recipient) = &message.recipient else {
            return Ok(Err(Cause::WRONG_RECIPIENT));
        };
        if let Err(cause) = self.tables.admit(self.me, message)? {
            return Ok(Err(cause));
        }
        if self.tables.has_expired(self.me, message, self.at)? {
            return Ok(Ok(()));
        }
        let author = self.tables.person_ref(&message.author)?;
        let own = self.from.own;
        // Another device of this person sent it, and delivers it.
        let is_copy = author == own && self.tables.person_ref(recipient)? != own;
        let new = NewMessage {
            message,
            seq: None,
            author,
            person: if is_copy { self.tables.person_ref(recipient)? } else { author },
            kept_at: (!is_copy).then_some(millis(self.at)),
            envelopes: is_copy.then_some(0),
            by_mailbox: !is_copy && self.path == Path::Mailbox,
        };
        match new.insert(self.tables)? {
            Ok(seq) => {
                if is_copy {
                    self.tables.accept_reader(recipient)?;
                    self.changed.borrow_mut().push(recipient.clone());
                }
                let between = (author, new.person);
                self.tables.catch_up(own, between, message.id, seq, self.at)?;
                self.tables.take_effect(self.me, seq, message).map(Ok)
            }
            Err(known) if new.is(&known) => Ok(Ok(())),
            Err(_) => Ok(Err(Cause::ID_IN_USE)),
        }
    }

    /// The other devices of the author, that are told of what comes from this one.
    fn others(&self, contact: Option<&KnownIdentity>, is_told: bool) -> rusqlite::Result<Vec<i64>> {
        if !is_told || self.tables.is_own(self.from)? {
            return Ok(Vec::new());
        }
        let told = self.tables.told(contact)?.into_iter();
        Ok(told.filter(|device| *device != self.from.device).collect())
    }
}
