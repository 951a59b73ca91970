//! What a receipt says that was told in a room, done.

use causerie_chat::{Cause, EnvelopeId, MessageId, Path, Receipt, Timestamp};
use causerie_usecases::ports::{Outcome, Retry};
use rusqlite::{OptionalExtension, params};

use super::{
    early::Early,
    news::Teller,
    receipts::{DELIVERED, READ},
    tables::Tables,
};

impl Tables<'_> {
    /// Does what the receipt says, to what this person said in that room and the teller was to have, and to nothing else.
    pub(super) fn apply_in_room(
        &self,
        teller: Teller<'_>,
        room: i64,
        receipt: &Receipt,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        for (kind, ids) in [(DELIVERED, &receipt.delivered), (READ, &receipt.read)] {
            for id in ids {
                self.heard_in_room(teller, room, kind, *id, at)?;
            }
        }
        let before = self.retry(teller.from)?;
        for (id, cause) in &receipt.refused {
            self.refused_as_told(teller, *id, cause, before.as_ref(), at)?;
        }
        Ok(())
    }

    fn refused_as_told(
        &self,
        teller: Teller<'_>,
        id: EnvelopeId,
        cause: &Cause,
        before: Option<&Retry>,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        if let failed @ Outcome::Failed(_) = Outcome::of_refusal(cause.clone()) {
            if self.is_in_room(teller.device, id)? {
                self.take_off(teller.device, id, &failed, at)?;
            }
            return Ok(());
        }
        if self.refused_in_room(teller.device, id, cause, at)?.is_none() {
            return Ok(());
        }
        let most = self.most_refusals(teller.device)?;
        let retry = Retry::after_refusal(before, most, cause.clone(), at, Outcome::spread(id));
        self.postpone(teller.from, &retry)
    }

    /// Whether an envelope for a device was sealed in a room.
    fn is_in_room(&self, device: i64, id: EnvelopeId) -> rusqlite::Result<bool> {
        self.db
            .prepare_cached(
                "SELECT 1 FROM outbox WHERE envelope_id = ? AND device_ref = ? AND in_room",
            )?
            .exists(params![id.as_bytes(), device])
    }

    /// A device says that it has what this person said in a room, or that it was read there.
    fn heard_in_room(
        &self,
        teller: Teller<'_>,
        room: i64,
        kind: i64,
        id: MessageId,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let theirs = self.owner_of(teller.device)?;
        let here: Option<(i64, bool)> = self
            .db
            .prepare_cached(
                "SELECT m.seq, m.person_ref = ?3 AND EXISTS
                     (SELECT 1 FROM reached r WHERE r.message_seq = m.seq AND r.person_ref = ?4)
                 FROM messages m WHERE m.id = ?1 AND m.author_ref = ?2",
            )?
            .query_row(params![id.as_bytes(), teller.own, room, theirs], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((message, was_said_there)) = here else {
            if self.has_others(&self.person(teller.own)?)? {
                let (author, teller) = (teller.own, theirs);
                self.hold(&Early { author, message: id, teller, kind })?;
            }
            return Ok(());
        };
        if !was_said_there {
            return Ok(());
        }
        let outcome = Outcome::Delivered(Path::Mailbox);
        let envelope = EnvelopeId::of(id, teller.from);
        if self.take_off(teller.device, envelope, &outcome, at)? {
            self.forget_retry(teller.device)?;
        } else {
            self.advance(message, theirs, None, &outcome, at)?;
        }
        if kind == READ { self.advance_to_read(message, theirs, at) } else { Ok(()) }
    }
}
