//! What this device said in a room and is to be delivered.

use causerie_chat::RoomId;

use super::{Cargo, Kept, Queued};

impl Kept {
    /// Has what this device said in that room and lies in mailboxes go again.
    pub(super) fn send_again_in(&mut self, room: RoomId) {
        let mut outbox = std::mem::take(&mut self.outbox);
        for queued in outbox.iter_mut().filter(|it| self.is_said_in(it, room)) {
            queued.stored = false;
        }
        self.outbox = outbox;
    }

    /// Whether an envelope carries what this device said in that room.
    pub(super) fn is_said_in(&self, queued: &Queued, room: RoomId) -> bool {
        let Cargo::Message(index) = queued.cargo else { return false };
        let record = self.records.get(index);
        queued.in_room && record.is_some_and(|it| it.message.recipient.room() == Some(room))
    }
}
