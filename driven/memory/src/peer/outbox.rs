use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, DeliveryState, DeviceAddress, EnvelopeId, Message, Timestamp,
};
use causerie_usecases::ports::{
    Addressed, NotQueued, Outbox, Outcome, Reached, Retry, Sealing, Unavailable,
};

use super::{Cargo, Kept, MemoryPeer, Queued, Record};
use crate::lock::lock;

/// How many envelopes are sealed at once.
const MOST: usize = 200;
/// How many receipts in a device's mailbox are kept.
const RECEIPTS: usize = 64;

#[async_trait]
impl Outbox for MemoryPeer {
    async fn enqueue(
        &self,
        message: &Message,
        envelopes: Vec<Addressed>,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), NotQueued> {
        if message.author != self.me {
            return Err(Unavailable::new("the message is somebody else's").into());
        }
        if message.recipient.room().is_some() {
            return Err(Unavailable::new("the message is a room's").into());
        }
        let mut kept = lock(&self.kept);
        if let Some(known) = kept.known(message) {
            // The time is not compared: a command that is repeated is carried out later.
            return if message.says(known) { Ok(()) } else { Err(NotQueued::IdInUse) };
        }
        let index = kept.records.len();
        kept.append(message.clone(), message.sent_at, DeliveryState::Queued);
        for to in envelopes {
            if kept.is_gone(&to.recipient) {
                continue;
            }
            let after = kept.before(&to.recipient, kept.outbox.len());
            let sealed = kept.seal(message, &to, after, &*sealing);
            kept.outbox.push(Queued {
                to,
                sealed,
                cargo: Cargo::Message(index),
                in_room: false,
                stored: false,
                refusals: 0,
            });
        }
        Ok(())
    }

    async fn seal(&self, to: &DeviceAddress, sealing: Arc<dyn Sealing>) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let known = kept.sessions(to);
        let before = known.as_ref().map(|sessions| sessions.current().id());
        let Some(sessions) = sealing.begin(known) else { return Ok(()) };
        kept.keep_sessions(to, &sessions, before != Some(sessions.current().id()));
        kept.seal_waiting(to, &*sealing);
        Ok(())
    }

    async fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        for (id, outcome) in outcomes {
            kept.settle_one(to, id, outcome, at);
        }
        Ok(())
    }

    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable> {
        lock(&self.kept).retries.insert(to.clone(), retry.clone());
        Ok(())
    }
}

impl Kept {
    fn seal_waiting(&mut self, to: &DeviceAddress, sealing: &dyn Sealing) {
        let unsealed = |queued: &Queued| queued.sealed.is_none() && queued.to.recipient == *to;
        let places = self.outbox.iter().enumerate().filter(|(_, queued)| unsealed(queued));
        let places: Vec<_> = places.map(|(place, _)| place).take(MOST).collect();
        for place in places {
            let Some((addressed, message)) = self
                .outbox
                .get(place)
                .and_then(|queued| Some((queued.to.clone(), self.content(&queued.cargo)?.clone())))
            else {
                continue;
            };
            let is_receipt = matches!(message.body, Body::Receipt(_));
            let after = if is_receipt { None } else { self.before(to, place) };
            let sealed = self.seal(&message, &addressed, after, sealing);
            if let Some(queued) = self.outbox.get_mut(place) {
                queued.sealed = sealed;
            }
        }
    }

    /// The envelope with a message that is before that place in the queue for a device.
    fn before(&self, to: &DeviceAddress, place: usize) -> Option<EnvelopeId> {
        let is_before = |queued: &&Queued| {
            queued.to.recipient == *to
                && matches!(queued.cargo, Cargo::Message(_))
                && !queued.in_room
                && queued.refusals < <dyn Outbox>::PATIENCE
        };
        self.outbox.iter().take(place).rfind(is_before).map(|queued| queued.to.id)
    }

    /// All messages in a device's mailbox are to be sent again, receipts too if it took none, and that envelope is to be sealed again.
    pub(super) fn send_again(&mut self, to: &DeviceAddress, id: EnvelopeId, receipts: bool) {
        let is_theirs = |queued: &&mut Queued| {
            queued.to.recipient == *to && (receipts || matches!(queued.cargo, Cargo::Message(_)))
        };
        for queued in self.outbox.iter_mut().filter(is_theirs) {
            queued.stored = false;
            if queued.to.id == id && !queued.in_room {
                queued.sealed = None;
            }
        }
    }

    /// What was sealed for these devices in sessions that are used no more is to be sealed again.
    pub(super) fn unseal_all(&mut self, devices: impl Fn(&DeviceAddress) -> bool) {
        let theirs = self.outbox.iter_mut().filter(|queued| devices(&queued.to.recipient));
        for queued in theirs {
            queued.stored = false;
            queued.sealed.take_if(|_| !queued.in_room);
        }
    }

    fn content<'a>(&'a self, cargo: &'a Cargo) -> Option<&'a Message> {
        match cargo {
            Cargo::Message(index) => self.records.get(*index).map(|record| &record.message),
            Cargo::Receipt(message) => Some(message),
        }
    }

    /// Settles the fate of one envelope; whether there was one.
    pub(super) fn settle_one(
        &mut self,
        to: &DeviceAddress,
        id: EnvelopeId,
        outcome: Outcome,
        at: Timestamp,
    ) -> bool {
        let theirs = |queued: &Queued| queued.to.id == id && queued.to.recipient == *to;
        let Some(place) = self.outbox.iter().position(theirs) else { return false };
        let passes = match outcome {
            Outcome::SealAnew => Some(Cause::CANNOT_OPEN),
            Outcome::SendAgain => Some(Cause::EARLIER_MISSING),
            _ => None,
        };
        if passes.is_some_and(|cause| self.refused_in_room(to, id, &cause, at)) {
            return true;
        }
        if matches!(outcome, Outcome::SealAnew | Outcome::SendAgain)
            && let Some(queued) = self.outbox.get_mut(place)
        {
            queued.refusals += 1;
        }
        if matches!(outcome, Outcome::Delivered(_) | Outcome::Stored) {
            self.retries.remove(to);
        }
        let cargo = match &outcome {
            Outcome::SealAnew => {
                self.unseal_all(|device| device == to);
                self.retire_sessions(to);
                return true;
            }
            Outcome::SendAgain => {
                self.send_again(to, id, false);
                return true;
            }
            Outcome::Stored => {
                let stored = self.outbox.get_mut(place).map(|queued| {
                    queued.stored = true;
                    queued.cargo.clone()
                });
                self.forget_old_receipts(to);
                stored
            }
            _ => Some(self.outbox.remove(place).cargo),
        };
        let Some(Cargo::Message(message)) = cargo else { return true };
        // What goes to another device of this person says nothing of whether its recipient has it.
        if !self.is_to(message, &to.person) {
            return true;
        }
        if let Outcome::Failed(cause) = &outcome {
            self.undeliverable.push((message, to.clone(), cause.clone(), at));
        }
        let last = self.outbox.iter().all(|queued| {
            queued.cargo != Cargo::Message(message) || queued.to.recipient.person != to.person
        });
        let news = match outcome {
            Outcome::Delivered(path) => DeliveryState::Delivered(path),
            Outcome::Stored => DeliveryState::Stored,
            Outcome::Failed(cause) if last => DeliveryState::Failed(cause),
            // Another device may yet take it.
            Outcome::Failed(_) | Outcome::SealAnew | Outcome::SendAgain => return true,
        };
        self.advance_with(message, &to.person, news, at);
        true
    }

    /// Whether a message is to that person, or was said in a room where they are to have it.
    pub(super) fn is_to(&self, message: usize, who: &Address) -> bool {
        let is_theirs = |record: &Record| record.message.recipient == *who;
        let in_room = |reached: &Vec<Reached>| reached.iter().any(|it| it.who == *who);
        self.records.get(message).is_some_and(is_theirs)
            || self.reached.get(&message).is_some_and(in_room)
    }

    /// Moves a message forward with one person, and with it what is to all who are in a room.
    pub(super) fn advance_with(
        &mut self,
        message: usize,
        who: &Address,
        news: DeliveryState,
        at: Timestamp,
    ) {
        let Some(reached) = self.reached.get_mut(&message) else {
            return self.advance(message, news, at);
        };
        if let Some(one) = reached.iter_mut().find(|it| it.who == *who) {
            let state = one.state.clone().advance(news);
            if state != one.state {
                (one.state, one.at) = (state, at);
            }
        }
        let all = DeliveryState::of_all(reached.iter().map(|it| it.state.clone()));
        self.advance(message, all, at);
    }

    /// Moves a message forward, if that is forward.
    pub(super) fn advance(&mut self, message: usize, news: DeliveryState, at: Timestamp) {
        if let Some(record) = self.records.get_mut(message) {
            let state = record.state.clone().advance(news);
            if state != record.state {
                record.state = state;
                record.changed_at = at;
            }
        }
    }

    /// Receipts in a mailbox are kept in case they have to be sealed again; nobody tells when they were read, so only the latest are.
    fn forget_old_receipts(&mut self, to: &DeviceAddress) {
        let is_old = |it: &Queued| {
            it.stored && it.to.recipient == *to && matches!(it.cargo, Cargo::Receipt(_))
        };
        let mut surplus =
            self.outbox.iter().filter(|it| is_old(it)).count().saturating_sub(RECEIPTS);
        self.outbox.retain(|it| {
            let goes = surplus > 0 && is_old(it);
            surplus -= usize::from(goes);
            !goes
        });
    }
}
