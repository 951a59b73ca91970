//! What a receipt says, done.

use std::mem;

use causerie_chat::{Cause, EnvelopeId, MessageId, Path, Receipt, Timestamp};
use causerie_usecases::ports::{Outcome, Retry};
use rusqlite::{OptionalExtension, params};

use super::{
    early::Early,
    receipts::{DELIVERED, READ},
    tables::Tables,
};

/// Who says something about what was sent to them.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    /// The number of this device's person.
    pub(super) own: i64,
    /// The number of the device.
    pub(super) device: i64,
    /// The device.
    pub(super) from: &'a causerie_chat::DeviceAddress,
}

impl Tables<'_> {
    /// Does what the receipt says, to what was sent to the teller and to nothing else. Whether the sessions with the device are better
    /// not sealed in any more.
    pub(super) fn apply(
        &self,
        teller: Teller<'_>,
        receipt: &Receipt,
        at: Timestamp,
    ) -> rusqlite::Result<bool> {
        for (kind, ids) in [(DELIVERED, &receipt.delivered), (READ, &receipt.read)] {
            for id in ids {
                self.heard(teller, kind, *id, at)?;
            }
        }
        if self.is_own(teller)? {
            for (author, id) in &receipt.seen {
                self.was_seen(teller, author, *id)?;
            }
            for chosen in &receipt.chosen {
                self.was_chosen(teller, chosen, at)?;
            }
        }
        let before = self.retry(teller.from)?;
        let mut give_up = false;
        let mut was_put_off = false;
        for (id, cause) in &receipt.refused {
            // One stands for all.
            if *cause == Cause::NOT_ACCEPTED && mem::replace(&mut was_put_off, true) {
                continue;
            }
            match Outcome::of_refusal(cause.clone()) {
                again @ (Outcome::SealAnew | Outcome::SendAgain) => {
                    let in_room = if *cause == Cause::NOT_ACCEPTED {
                        None
                    } else {
                        self.refused_in_room(teller.device, *id, cause, at)?
                    };
                    let anew = again == Outcome::SealAnew && in_room.is_none();
                    let refused = if let Some(refusals) = in_room {
                        Some(i64::from(refusals))
                    } else if anew {
                        self.unseal(teller.device, *id)?
                    } else if *cause == Cause::NOT_ACCEPTED {
                        self.send_all_again(teller.device, *id)?
                    } else {
                        self.send_again(teller.device, *id)?
                    };
                    let Some(refusals) = refused else { continue };
                    // That this receipt came shows that there is a session that works. Refused again, it is not the one in use.
                    give_up |= anew && refusals > 1;
                    let spread = Outcome::spread(*id);
                    let most = self.most_refusals(teller.device)?;
                    let retry =
                        Retry::after_refusal(before.as_ref(), most, cause.clone(), at, spread);
                    self.postpone(teller.from, &retry)?;
                }
                outcome => drop(self.take_off(teller.device, *id, &outcome, at)?),
            }
        }
        Ok(give_up)
    }

    /// A device says that it has a message of this person, or that it was read there.
    fn heard(
        &self,
        teller: Teller<'_>,
        kind: i64,
        id: MessageId,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let Some((message, is_to_them)) = self.sent(teller, id)? else {
            if self.has_others(&self.person(teller.own)?)? {
                let theirs = self.person_ref(&teller.from.person)?;
                let author = teller.own;
                self.hold(&Early { author, message: id, teller: theirs, kind })?;
            }
            return Ok(());
        };
        if !is_to_them && !self.is_own(teller)? {
            return Ok(());
        }
        let theirs = self.owner_of(teller.device)?;
        let outcome = Outcome::Delivered(Path::Mailbox);
        let envelope = EnvelopeId::of(id, teller.from);
        if self.take_off(teller.device, envelope, &outcome, at)? {
            self.forget_retry(teller.device)?;
        } else if is_to_them {
            self.advance(message, theirs, None, &outcome, at)?;
        }
        if is_to_them && kind == READ {
            self.advance_to_read(message, theirs, at)?;
        }
        Ok(())
    }

    /// The number of the message that this person sent under that id, and whether it is to the teller's person; nothing if there is none.
    fn sent(&self, teller: Teller<'_>, id: MessageId) -> rusqlite::Result<Option<(i64, bool)>> {
        self.db
            .prepare_cached(
                "SELECT m.seq, m.person_ref = d.person_ref OR EXISTS
                     (SELECT 1 FROM reached r WHERE r.message_seq = m.seq AND r.person_ref = d.person_ref)
                 FROM messages m JOIN devices d
                 WHERE m.id = ? AND m.author_ref = ? AND d.ref = ?",
            )?
            .query_row(params![id.as_bytes(), teller.own, teller.device], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
    }

    /// Whether it is a device of this person.
    pub(super) fn is_own(&self, teller: Teller<'_>) -> rusqlite::Result<bool> {
        Ok(self.known_person_ref(&teller.from.person)? == Some(teller.own))
    }

    /// How often the device refused what it refused most often of what is to be sent to it.
    pub(super) fn most_refusals(&self, device: i64) -> rusqlite::Result<u32> {
        self.db
            .prepare_cached("SELECT coalesce(max(refusals), 0) FROM outbox WHERE device_ref = ?")?
            .query_row([device], |row| row.get(0))
    }
}
