//! What is told in rooms, to those who are no contacts.

use std::collections::HashMap;

use async_trait::async_trait;
use causerie_chat::{
    Address, DeliveryState, DeviceAddress, EnvelopeId, MessageId, Path, Receipt, RoomId, Standing,
    Terms, Timestamp,
};
use causerie_usecases::ports::{
    DueInRooms, NotTold, Outcome, Retry, RoomReceipts, ToldInRoom, Unavailable,
};

use super::{Cargo, Kept, MemoryPeer, Queued, early::Early};
use crate::lock::lock;

/// How many devices are named at once.
const MOST: usize = 1_000;

/// Which of what is to be told to a device was said in which room.
pub(super) type OfRooms = HashMap<Noted, RoomId>;

/// Something that is to be told.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Noted {
    Delivered(MessageId),
    Read(MessageId),
    Refused(EnvelopeId),
}

#[async_trait]
impl RoomReceipts for MemoryPeer {
    async fn tell(&self, told: ToldInRoom) -> Result<(), NotTold> {
        let Some(said) = told.receipt().cloned() else {
            return Err(Unavailable::new("no receipt").into());
        };
        let ToldInRoom { message, sealed, to, step } = told;
        let mut kept = lock(&self.kept);
        if kept.outbox.iter().any(|queued| queued.to.id == to.id) {
            return Ok(());
        }
        let room = step.room;
        if !kept.keep_step(step) {
            return Err(NotTold::Stale);
        }
        if let Some(here) = kept.rooms.iter_mut().find(|it| it.known.id == room) {
            here.known.keys.told += 1;
        }
        kept.take_off(&to.recipient, &said);
        if !kept.is_gone(&to.recipient) {
            kept.outbox.push(Queued {
                to,
                sealed: Some(sealed),
                cargo: Cargo::Receipt(Box::new(message)),
                in_room: true,
                stored: false,
                refusals: 0,
            });
        }
        Ok(())
    }

    async fn leave_untold(&self, room: RoomId, to: &DeviceAddress) -> Result<(), Unavailable> {
        if let Some(of_rooms) = lock(&self.kept).of_rooms.get_mut(to) {
            of_rooms.retain(|_, of| *of != room);
        }
        Ok(())
    }
}

#[async_trait]
impl DueInRooms for MemoryPeer {
    async fn due_in_room(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable> {
        let kept = lock(&self.kept);
        let devices = kept.receipts.keys().filter(|to| {
            to.person != self.me && kept.is_told_in_rooms(&to.person) && kept.has_due(room, to)
        });
        let mut due: Vec<_> = devices.cloned().collect();
        due.sort_unstable_by_key(ToString::to_string);
        due.truncate(MOST);
        Ok(due)
    }

    async fn to_tell(&self, room: RoomId, to: &DeviceAddress) -> Result<Receipt, Unavailable> {
        Ok(lock(&self.kept).due_in(room, to))
    }
}

impl Kept {
    /// Something to be told is of that room.
    pub(super) fn note_room(&mut self, to: &DeviceAddress, noted: Noted, room: Option<RoomId>) {
        if let Some(room) = room {
            self.of_rooms.entry(to.clone()).or_default().entry(noted).or_insert(room);
        }
    }

    /// Whether all that is to be told to a device is of rooms.
    pub(super) fn is_due_in_rooms_alone(&self, to: &DeviceAddress) -> bool {
        let (Some(due), Some(of_rooms)) = (self.receipts.get(to), self.of_rooms.get(to)) else {
            return false;
        };
        let Receipt { delivered, read, refused, seen, chosen } = due;
        seen.is_empty()
            && chosen.is_empty()
            && delivered.iter().all(|id| of_rooms.contains_key(&Noted::Delivered(*id)))
            && read.iter().all(|id| of_rooms.contains_key(&Noted::Read(*id)))
            && refused.iter().all(|(id, _)| of_rooms.contains_key(&Noted::Refused(*id)))
    }

    /// Whether a person is told in rooms what they sent there: who is a contact is told in sessions, who is blocked or ignored is not.
    fn is_told_in_rooms(&self, who: &Address) -> bool {
        let known = self.contacts.get(who).map(|known| known.standing);
        let standing = known.unwrap_or_else(|| self.decided_before(who, Standing::REQUESTED));
        let is_contact = known.is_some_and(Standing::is_accepted);
        !is_contact && !standing.is_blocked && standing.terms != Terms::Ignored
    }

    fn has_due(&self, room: RoomId, to: &DeviceAddress) -> bool {
        !self.due_in(room, to).is_empty()
    }

    fn due_in(&self, room: RoomId, to: &DeviceAddress) -> Receipt {
        let (Some(due), Some(of_rooms)) = (self.receipts.get(to), self.of_rooms.get(to)) else {
            return Receipt::default();
        };
        let is_of_it = |noted: Noted| of_rooms.get(&noted) == Some(&room);
        let delivered = due.delivered.iter().filter(|id| is_of_it(Noted::Delivered(**id)));
        let read = due.read.iter().filter(|id| is_of_it(Noted::Read(**id)));
        let refused = due.refused.iter().filter(|(id, _)| is_of_it(Noted::Refused(*id)));
        Receipt {
            delivered: delivered.take(Receipt::MOST).copied().collect(),
            read: read.take(Receipt::MOST).copied().collect(),
            refused: refused.take(Receipt::MOST).cloned().collect(),
            ..Receipt::default()
        }
    }

    fn take_off(&mut self, to: &DeviceAddress, said: &Receipt) {
        let Some(due) = self.receipts.get_mut(to) else { return };
        due.delivered.retain(|id| !said.delivered.contains(id));
        due.read.retain(|id| !said.read.contains(id));
        due.refused.retain(|(id, _)| said.refused.iter().all(|(told, _)| told != id));
        if due.is_empty() {
            self.receipts.remove(to);
            self.of_rooms.remove(to);
        }
    }

    /// Does what a receipt of `from` says that was told in a room, to what was said there to them.
    pub(super) fn apply_in_room(
        &mut self,
        me: &Address,
        room: RoomId,
        from: &DeviceAddress,
        receipt: &Receipt,
        at: Timestamp,
    ) {
        let delivered = DeliveryState::Delivered(Path::Mailbox);
        for (ids, state) in [(&receipt.delivered, delivered), (&receipt.read, DeliveryState::Read)]
        {
            for id in ids {
                self.heard_in_room((me, room), from, *id, state.clone(), at);
            }
        }
        let before = self.retries.get(from).cloned();
        for (id, cause) in &receipt.refused {
            let theirs = |it: &Queued| it.in_room && it.to.id == *id && it.to.recipient == *from;
            if !self.outbox.iter().any(theirs) {
                continue;
            }
            if let failed @ Outcome::Failed(_) = Outcome::of_refusal(cause.clone()) {
                self.settle_one(from, *id, failed, at);
                continue;
            }
            self.refused_in_room(from, *id, cause, at);
            let (before, refusals) = (before.as_ref(), self.refusals(from));
            let spread = Outcome::spread(*id);
            let retry = Retry::after_refusal(before, refusals, cause.clone(), at, spread);
            self.retries.insert(from.clone(), retry);
        }
    }

    fn heard_in_room(
        &mut self,
        (me, room): (&Address, RoomId),
        from: &DeviceAddress,
        id: MessageId,
        news: DeliveryState,
        at: Timestamp,
    ) {
        let Some(index) = self.by_id.get(&(me.clone(), id)).copied() else {
            let (author, teller) = (me.clone(), from.person.clone());
            return self.hold(me, Early { author, message: id, teller, news });
        };
        let was_said_there =
            self.records.get(index).is_some_and(|it| it.message.recipient.room() == Some(room));
        if !was_said_there || !self.is_to(index, &from.person) {
            return;
        }
        let before = self.outbox.len();
        self.outbox.retain(|it| it.cargo != Cargo::Message(index) || it.to.recipient != *from);
        if self.outbox.len() < before {
            self.retries.remove(from);
        }
        self.advance_with(index, &from.person, news, at);
    }
}
