use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, Conversation, DeliveryState, DeviceAddress, Envelope, EnvelopeId,
    Message, MessageId, Path, Receipt, RoomId, Standing, Timestamp,
};
use causerie_usecases::ports::{
    Inbox, Known, NotTaken, Opened, Opening, Outcome, Spent, Unavailable, Unopened,
    UnopenedEnvelope,
};

use super::{Kept, MemoryPeer, room_receipts::Noted};
use crate::lock::lock;

#[async_trait]
impl Inbox for MemoryPeer {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        let mut kept = lock(&self.kept);
        let mut refused = Vec::new();
        for envelope in envelopes {
            match kept.take(&self.me, from, &envelope, &*opening, path, at) {
                // One that was revoked since it was taken is told nothing.
                Ok(Some(message)) if path == Path::Mailbox && !kept.is_gone(from) => {
                    kept.note_delivered(from, message, None);
                }
                Ok(_) => {}
                Err(cause) => {
                    let bytes = envelope.sealed.as_bytes().len() as u64;
                    if cause != Cause::EARLIER_MISSING || !kept.waits_for_one(from) {
                        kept.set_aside(from, envelope.id, bytes, cause.clone(), at);
                    }
                    if path == Path::Mailbox {
                        if cause == Cause::CANNOT_OPEN {
                            kept.retire_confirmed(from);
                        }
                        // One that was revoked is told nothing.
                        if cause != Cause::DEVICE_REVOKED {
                            kept.note_refusal(from, envelope.id, cause.clone(), None);
                        }
                    }
                    refused.push((envelope.id, cause));
                }
            }
        }
        if refused.is_empty() { Ok(()) } else { Err(NotTaken::Refused(refused)) }
    }

    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let is_new = |id: &&EnvelopeId| !kept.taken.contains_key(&(from.clone(), **id));
        let first = ids.iter().find(is_new).filter(|_| !kept.is_put_off(from)).copied();
        if let Some(id) = first {
            kept.set_aside(from, id, 0, Cause::NOT_ACCEPTED, at);
            kept.note_refused(from, id, Cause::NOT_ACCEPTED);
        }
        Ok(())
    }

    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        if !kept.taken.contains_key(&(from.clone(), id)) {
            kept.set_aside(from, id, 0, Cause::EXPIRED, at);
        }
        Ok(())
    }
}

#[async_trait]
impl Unopened for MemoryPeer {
    async fn unopened(&self) -> Result<Vec<UnopenedEnvelope>, Unavailable> {
        Ok(lock(&self.kept).unopened.iter().cloned().collect())
    }
}

impl Kept {
    /// The message that is here now, unless it was a receipt.
    fn take(
        &mut self,
        me: &Address,
        from: &DeviceAddress,
        envelope: &Envelope,
        opening: &dyn Opening,
        path: Path,
        at: Timestamp,
    ) -> Result<Option<MessageId>, Cause> {
        let taken = (from.clone(), envelope.id);
        if let Some(message) = self.taken.get(&taken) {
            return Ok(*message);
        }
        let known = self.known_about(from, envelope, opening);
        let opened = self.in_order(from, opening.open(envelope, known));
        let Opened { reading, sessions, met, spent, .. } = opened;
        if let Some(met) = met {
            self.meet(me, &met);
        }
        if let Some(sessions) = sessions {
            self.keep_sessions(from, &sessions, spent.is_some());
        }
        match spent {
            Some(Spent::OneTime(number)) => {
                self.one_time.remove(&number);
            }
            Some(Spent::LastResort { session, generation }) => {
                self.begun.insert(session, generation);
            }
            None => {}
        }
        let message = match reading? {
            Message { body: Body::Receipt(receipt), .. } => {
                self.apply(me, from, receipt, at);
                None
            }
            // It is worth nothing later, and nobody sends it again.
            message if message.body.is_fleeting() => return Ok(None),
            message => {
                let (id, is_theirs) = (message.id, message.author != *me);
                let reference = message.reference();
                self.keep(me, message, path, at)?;
                self.hear_request(me, from, &reference);
                if is_theirs {
                    self.note_delivered_to_others(from, id, None, &[]);
                }
                Some(id)
            }
        };
        self.taken.insert(taken, message);
        self.forget_unopened(from, envelope.id);
        Ok(message)
    }

    /// What was opened, unless an earlier envelope that was neither taken nor refused for good is to be taken before it. One who is not known
    /// begins with what is taken first: what was put off before comes again once they are accepted. Who was accepted at another device is asked for
    /// all of it at once, in its order.
    fn in_order(&self, from: &DeviceAddress, opened: Opened) -> Opened {
        let is_shown = matches!(&opened.reading, Ok(it) if !matches!(it.body, Body::Receipt(_)) && !it.body.is_fleeting());
        let Some(earlier) = opened.after.filter(|_| is_shown) else { return opened };
        let given_up = |it: &UnopenedEnvelope| {
            matches!(Outcome::of_refusal(it.cause.clone()), Outcome::Failed(_))
        };
        let mut unopened = self.unopened.iter().filter(|it| it.from == *from);
        let is_stranger = !self.contacts.contains_key(&from.person)
            && !self.decided_before(&from.person, Standing::REQUESTED).is_accepted();
        let begins = is_stranger && self.is_put_off(from);
        if begins
            || self.taken.contains_key(&(from.clone(), earlier))
            || unopened.any(|it| it.id == earlier && given_up(it))
        {
            return opened;
        }
        Opened::refused(Cause::EARLIER_MISSING)
    }

    /// Whether something of a device is kept here that will come again, so that it is known what others wait for.
    fn waits_for_one(&self, from: &DeviceAddress) -> bool {
        let comes_again = [Cause::CANNOT_OPEN, Cause::EARLIER_MISSING, Cause::NOT_ACCEPTED];
        self.unopened.iter().any(|it| it.from == *from && comes_again.contains(&it.cause))
    }

    fn known_about(
        &self,
        from: &DeviceAddress,
        envelope: &Envelope,
        opening: &dyn Opening,
    ) -> Known {
        let wanted = opening.wants(envelope);
        let signed = |generation| self.signed.iter().find(move |it| it.generation == generation);
        let signed = wanted.and_then(|wanted| signed(wanted.generation));
        let one_time = wanted.and_then(|wanted| self.one_time.get(&wanted.one_time?));
        Known {
            sessions: self.sessions(from),
            contact: self.contacts.get(&from.person).map(|known| known.person.clone()),
            signed: signed.map(|it| it.secret.clone()),
            one_time: one_time.map(|(_, secret)| secret.clone()),
            was_begun: wanted.is_some_and(|it| self.begun.contains_key(&it.session)),
        }
    }

    fn keep(
        &mut self,
        me: &Address,
        message: Message,
        path: Path,
        at: Timestamp,
    ) -> Result<(), Cause> {
        let Conversation::Person(to) = &message.recipient else {
            return Err(Cause::WRONG_RECIPIENT);
        };
        match self.known(&message) {
            Some(known) if message.is(known) => return Ok(()),
            Some(_) => return Err(Cause::ID_IN_USE),
            None => self.admit(&message)?,
        }
        if self.has_expired(&message, at) {
            return Ok(());
        }
        if message.author == *me && *to != *me {
            // Another device of this person sent it, and delivers it.
            self.accept_reader(to);
            self.append(message, at, DeliveryState::Queued);
        } else {
            self.append(message, at, DeliveryState::Delivered(path));
        }
        self.catch_up(me, self.records.len() - 1, at);
        Ok(())
    }

    /// Of those who are no contacts, who are told nothing yet, only the first that comes again: all the others come with it. What is of a room is told there,
    /// as much as fits.
    pub(super) fn note_refusal(
        &mut self,
        from: &DeviceAddress,
        id: EnvelopeId,
        cause: Cause,
        room: Option<RoomId>,
    ) {
        let known = self.contacts.get(&from.person);
        let is_contact = known.is_some_and(|known| known.standing.is_accepted());
        let comes_again = !matches!(Outcome::of_refusal(cause.clone()), Outcome::Failed(_));
        let fits = match room {
            Some(_) => self.receipts.get(from).is_none_or(|it| it.refused.len() < Receipt::MOST),
            None => comes_again && !self.is_refused(from),
        };
        if is_contact || fits {
            self.note_refused(from, id, cause);
            self.note_room(from, Noted::Refused(id), room);
        }
    }

    pub(super) fn set_aside(
        &mut self,
        from: &DeviceAddress,
        id: EnvelopeId,
        bytes: u64,
        cause: Cause,
        at: Timestamp,
    ) {
        let from = from.clone();
        self.forget_unopened(&from, id);
        self.unopened.push_front(UnopenedEnvelope { id, from, at, cause, bytes });
        self.unopened.truncate(<dyn Unopened>::MOST);
    }

    pub(super) fn forget_unopened(&mut self, from: &DeviceAddress, id: EnvelopeId) {
        self.unopened.retain(|unopened| unopened.id != id || unopened.from != *from);
    }
}
