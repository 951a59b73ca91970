use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, DeliveryState, DeviceAddress, Envelope, EnvelopeId, Message, MessageId,
    Path, RoomId, Sealed, SealedInRoom, Timestamp,
};
use causerie_usecases::ports::{
    Asked, HeardInRoom, NotHeard, NotSaid, OnItsWay, Outbox, Outcome, Reached, RoomAsk, RoomMail,
    RoomNews, SaidInRoom, Unavailable,
};

use super::{Cargo, Kept, MemoryPeer, Queued};
use crate::lock::lock;

/// How many devices are told at once.
const MOST: usize = 1_000;

#[async_trait]
impl RoomMail for MemoryPeer {
    async fn say(&self, said: SaidInRoom) -> Result<(), NotSaid> {
        let SaidInRoom { message, sealed, envelopes, step } = said;
        if message.author != self.me || message.recipient.room() != Some(step.room) {
            return Err(Unavailable::new("the message is not this person's in that room").into());
        }
        let mut kept = lock(&self.kept);
        if let Some(known) = kept.known(&message) {
            // The time is not compared: a command that is repeated is carried out later.
            if !message.says(known) {
                return Err(NotSaid::IdInUse);
            }
            return if !envelopes.is_empty() {
                Ok(())
            } else if kept.keep_step(step) {
                kept.seal_anew(&message, &sealed);
                Ok(())
            } else {
                Err(NotSaid::Stale)
            };
        }
        if !kept.keep_step(step) {
            return Err(NotSaid::Stale);
        }
        let (index, at) = (kept.records.len(), message.sent_at);
        kept.append(message, at, DeliveryState::Queued);
        for to in envelopes {
            if kept.is_gone(&to.recipient) {
                continue;
            }
            if to.recipient.person != self.me {
                kept.expect(index, to.recipient.person.clone(), at);
            }
            kept.outbox.push(Queued {
                to,
                sealed: Some(sealed.clone()),
                cargo: Cargo::Message(index),
                in_room: true,
                stored: false,
                refusals: 0,
            });
        }
        Ok(())
    }

    async fn hear(&self, heard: HeardInRoom) -> Result<(), NotHeard> {
        let HeardInRoom {
            message,
            from,
            envelope,
            step,
            path,
            at,
            is_told,
            fellows,
            readers,
            leaves,
        } = heard;
        if message.recipient.room() != Some(step.room) {
            return Err(Unavailable::new("the message is not of that room").into());
        }
        let mut kept = lock(&self.kept);
        let taken = (from.clone(), envelope.id);
        let room = step.room;
        let is_told = is_told && !matches!(message.body, Body::Receipt(_));
        let tells = is_told && path == Path::Mailbox && !kept.is_gone(&from);
        if kept.taken.contains_key(&taken) {
            if tells {
                kept.note_delivered(&from, message.id, Some(room));
            }
            return Ok(());
        }
        if !kept.keep_step(step) {
            return Err(NotHeard::Stale);
        }
        if let Body::Receipt(receipt) = &message.body {
            kept.apply_in_room(&self.me, room, &from, receipt, at);
            kept.taken.insert(taken, None);
            kept.forget_unopened(&from, envelope.id);
            return Ok(());
        }
        let (id, is_theirs) = (message.id, message.author != self.me);
        let kind = message.body.clone();
        if matches!(kind, Body::Devices(_) | Body::HistoryWanted(_) | Body::RoomRequest(_)) {
            kept.refuse_in_room(&from, &envelope, &Cause::WRONG_WAY, path, at);
            return Err(NotHeard::Refused(Cause::WRONG_WAY));
        }
        if let Err(cause) = kept.keep_new(&self.me, message, &readers, path, at) {
            kept.refuse_in_room(&from, &envelope, &cause, path, at);
            return Err(NotHeard::Refused(cause));
        }
        // It is worth nothing later, and nobody sends it again.
        if kind.is_fleeting() {
            return Ok(());
        }
        if let Some(epoch) = leaves {
            kept.ask(RoomAsk { room, from: from.clone(), what: Asked::Out { epoch } });
        }
        kept.taken.insert(taken, Some(id));
        kept.forget_unopened(&from, envelope.id);
        if tells {
            kept.note_delivered(&from, id, Some(room));
        }
        if is_told && is_theirs && !kept.is_gone(&from) {
            kept.note_delivered_to_others(&from, id, Some(room), &fellows);
        }
        Ok(())
    }

    async fn refuse(
        &self,
        from: &DeviceAddress,
        envelope: &Envelope,
        cause: &Cause,
        path: Path,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        lock(&self.kept).refuse_in_room(from, envelope, cause, path, at);
        Ok(())
    }

    async fn hear_again(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        path: Path,
    ) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        let taken = kept.taken.get(&(from.clone(), id)).copied().flatten();
        if let Some(message) = taken.filter(|_| path == Path::Mailbox && !kept.is_gone(from)) {
            let index = kept.by_id.get(&(from.person.clone(), message));
            let record = index.and_then(|index| kept.records.get(*index));
            let room = record.and_then(|it| it.message.recipient.room());
            kept.note_delivered(from, message, room);
        }
        Ok(())
    }
}

#[async_trait]
impl RoomNews for MemoryPeer {
    async fn reached(&self, message: MessageId) -> Result<Vec<Reached>, Unavailable> {
        let kept = lock(&self.kept);
        let index = kept.by_id.get(&(self.me.clone(), message));
        let mut reached = index.and_then(|it| kept.reached.get(it)).cloned().unwrap_or_default();
        reached.sort_by(|one, other| one.who.cmp(&other.who));
        Ok(reached)
    }

    async fn said_in(
        &self,
        to: &DeviceAddress,
        id: EnvelopeId,
    ) -> Result<Option<Message>, Unavailable> {
        let kept = lock(&self.kept);
        let theirs = |it: &&Queued| it.in_room && it.to.id == id && it.to.recipient == *to;
        let Some(queued) = kept.outbox.iter().find(theirs) else { return Ok(None) };
        let Cargo::Message(index) = queued.cargo else { return Ok(None) };
        Ok(kept.records.get(index).map(|record| record.message.clone()))
    }

    async fn was_taken(&self, from: &DeviceAddress, id: EnvelopeId) -> Result<bool, Unavailable> {
        Ok(lock(&self.kept).taken.contains_key(&(from.clone(), id)))
    }

    async fn on_its_way(&self, room: RoomId) -> Result<OnItsWay, Unavailable> {
        let kept = lock(&self.kept);
        let said = kept.outbox.iter().filter(|it| kept.is_said_in(it, room));
        let (stored, here): (Vec<_>, Vec<_>) = said.partition(|it| it.stored);
        Ok(OnItsWay { here: here.len() as u64, in_mailboxes: stored.len() as u64 })
    }

    async fn in_mailboxes(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable> {
        let kept = lock(&self.kept);
        let mut found = Vec::new();
        for it in kept.outbox.iter().filter(|it| it.stored && kept.is_said_in(it, room)) {
            if !found.contains(&it.to.recipient) && found.len() < MOST {
                found.push(it.to.recipient.clone());
            }
        }
        Ok(found)
    }
}

impl Kept {
    /// Keeps what was said in a room, or says why not.
    fn keep_new(
        &mut self,
        me: &Address,
        message: Message,
        readers: &[Address],
        path: Path,
        at: Timestamp,
    ) -> Result<(), Cause> {
        match self.known(&message) {
            Some(known) if message.is(known) => return Ok(()),
            Some(_) => return Err(Cause::ID_IN_USE),
            None => self.admit(&message)?,
        }
        if message.body.is_fleeting() || self.has_expired(&message, at) {
            return Ok(());
        }
        let (index, is_copy, sent_at) =
            (self.records.len(), message.author == *me, message.sent_at);
        let state = if is_copy { DeliveryState::Queued } else { DeliveryState::Delivered(path) };
        self.append(message, at, state);
        for reader in readers.iter().filter(|reader| is_copy && *reader != me) {
            self.expect(index, reader.clone(), sent_at);
        }
        self.catch_up(me, index, at);
        Ok(())
    }

    /// The envelopes of a message that are still here carry what was sealed anew.
    fn seal_anew(&mut self, message: &Message, sealed: &Sealed) {
        let Some(index) = self.by_id.get(&(message.author.clone(), message.id)).copied() else {
            return;
        };
        for queued in &mut self.outbox {
            if queued.in_room && queued.cargo == Cargo::Message(index) {
                queued.sealed = Some(sealed.clone());
            }
        }
    }

    /// A message in a room is to get to that person.
    fn expect(&mut self, message: usize, who: Address, at: Timestamp) {
        let reached = self.reached.entry(message).or_default();
        if reached.iter().all(|it| it.who != who) {
            reached.push(Reached { who, state: DeliveryState::Queued, at });
        }
    }

    fn refuse_in_room(
        &mut self,
        from: &DeviceAddress,
        envelope: &Envelope,
        cause: &Cause,
        path: Path,
        at: Timestamp,
    ) {
        let bytes = envelope.sealed.as_bytes().len() as u64;
        self.set_aside(from, envelope.id, bytes, cause.clone(), at);
        // One that was revoked is told nothing.
        if path == Path::Mailbox && *cause != Cause::DEVICE_REVOKED {
            let room = SealedInRoom::read(&envelope.sealed).map(|sealed| sealed.room);
            let room = room.filter(|room| self.rooms.iter().any(|it| it.known.id == *room));
            self.note_refusal(from, envelope.id, cause.clone(), room);
        }
    }

    /// An envelope of a room was refused by its recipient for something that passes. It stays and is sent again as it is, until it was refused too often.
    /// Whether it is one.
    pub(super) fn refused_in_room(
        &mut self,
        to: &DeviceAddress,
        id: EnvelopeId,
        cause: &Cause,
        at: Timestamp,
    ) -> bool {
        let theirs = |it: &&mut Queued| it.in_room && it.to.id == id && it.to.recipient == *to;
        let Some(queued) = self.outbox.iter_mut().find(theirs) else { return false };
        queued.refusals += 1;
        queued.stored = false;
        if queued.refusals >= <dyn Outbox>::PATIENCE {
            self.settle_one(to, id, Outcome::Failed(cause.clone()), at);
        }
        true
    }
}
