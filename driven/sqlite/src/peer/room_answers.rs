//! What becomes of what came from a room, as its author is to be told.

use causerie_chat::{
    Body, Cause, DeviceAddress, Envelope, EnvelopeId, MessageId, Path, Standing, Timestamp,
};
use causerie_usecases::ports::HeardInRoom;
use rusqlite::{OptionalExtension, params};

use super::{tables::Tables, taken::Taken};

impl Tables<'_> {
    /// Notes that its author is to be told that it came: the device that brought it by way of the mailbox, and, if it is new, the others.
    pub(super) fn hear_again(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        path: Path,
    ) -> rusqlite::Result<()> {
        let contact = self.contact(&from.person)?;
        let is_gone = contact.is_some_and(|it| it.person.is_without(&from.device));
        if path != Path::Mailbox || is_gone || !self.receipts_allowed(&from.person)? {
            return Ok(());
        }
        let device = self.device_ref(from)?;
        match self.was_taken(id, device)? {
            Taken::Before(Some(message)) => {
                self.note_delivered(device, message, self.room_said_in(device, message)?)
            }
            Taken::Before(None) | Taken::Never => Ok(()),
        }
    }

    pub(super) fn note_heard(&self, heard: &HeardInRoom, is_new: bool) -> rusqlite::Result<()> {
        let HeardInRoom { message, from, path, is_told, fellows, .. } = heard;
        let is_told = *is_told && !matches!(message.body, Body::Receipt(_));
        if !is_told || !self.receipts_allowed(&from.person)? {
            return Ok(());
        }
        let contact = self.contact(&from.person)?;
        if contact.as_ref().is_some_and(|it| it.person.is_without(&from.device)) {
            return Ok(());
        }
        let device = self.device_ref(from)?;
        let room = Some(self.conversation_ref(&message.recipient)?);
        if *path == Path::Mailbox {
            self.note_delivered(device, message.id, room)?;
        }
        let theirs = fellows.iter().filter(|it| it.person == from.person);
        let others = if is_new { self.told_with(contact.as_ref(), theirs)? } else { Vec::new() };
        let mut others = others.into_iter().filter(|other| *other != device);
        others.try_for_each(|other| self.note_delivered(other, message.id, room))
    }

    /// The number of the room that the person of a device said something in, if it is here.
    fn room_said_in(&self, device: i64, message: MessageId) -> rusqlite::Result<Option<i64>> {
        self.db
            .prepare_cached(
                "SELECT r.person_ref FROM messages m JOIN devices d ON d.person_ref = m.author_ref
                     JOIN rooms r ON r.person_ref = m.person_ref
                 WHERE m.id = ? AND d.ref = ?",
            )?
            .query_row(params![message.as_bytes(), device], |row| row.get(0))
            .optional()
    }

    pub(super) fn refuse_in_room(
        &self,
        from: &DeviceAddress,
        envelope: &Envelope,
        cause: &Cause,
        path: Path,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        self.set_aside(from, envelope.id, envelope.sealed.as_bytes(), cause, at)?;
        // One that was revoked is told nothing.
        if path != Path::Mailbox || *cause == Cause::DEVICE_REVOKED {
            return Ok(());
        }
        let standing = self.contact(&from.person)?.map(|known| known.standing);
        let is_contact = standing.is_some_and(Standing::is_accepted);
        let room = self.room_of(&envelope.sealed)?;
        self.note_refusal(self.device_ref(from)?, envelope.id, cause, is_contact, room)
    }
}
