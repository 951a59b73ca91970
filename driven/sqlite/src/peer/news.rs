//! What a receipt says, done.

use causerie_chat::{EnvelopeId, MessageId, Path, Receipt, Timestamp};
use causerie_usecases::ports::{Outcome, Retry};
use rusqlite::{OptionalExtension, params};

use super::tables::Tables;

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
        for id in &receipt.delivered {
            if let Some(message) = self.sent_to(teller, *id)? {
                self.arrived(teller, *id, message, at)?;
            }
        }
        for id in &receipt.read {
            if let Some(message) = self.sent_to(teller, *id)? {
                self.arrived(teller, *id, message, at)?;
                self.advance_to_read(message, at)?;
            }
        }
        let before = self.retry(teller.from)?;
        let mut give_up = false;
        for (id, cause) in &receipt.refused {
            match Outcome::of_refusal(cause.clone()) {
                again @ (Outcome::SealAnew | Outcome::SendAgain) => {
                    let anew = again == Outcome::SealAnew;
                    let refused = if anew {
                        self.unseal(teller.device, *id)?
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

    /// The number of the message that was sent to the teller under that id, if there is one.
    fn sent_to(&self, teller: Teller<'_>, id: MessageId) -> rusqlite::Result<Option<i64>> {
        self.db
            .prepare_cached(
                "SELECT m.seq FROM messages m JOIN devices d ON d.person_ref = m.person_ref
                 WHERE m.id = ? AND m.author_ref = ? AND d.ref = ?",
            )?
            .query_row(params![id.as_bytes(), teller.own, teller.device], |row| row.get(0))
            .optional()
    }

    fn arrived(
        &self,
        teller: Teller<'_>,
        id: MessageId,
        message: i64,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let outcome = Outcome::Delivered(Path::Mailbox);
        let envelope = EnvelopeId::of(id, teller.from);
        if self.take_off(teller.device, envelope, &outcome, at)? {
            self.forget_retry(teller.device)
        } else {
            self.advance(message, 0, &outcome, at)
        }
    }

    /// How often the device refused what it refused most often of what is to be sent to it.
    fn most_refusals(&self, device: i64) -> rusqlite::Result<u32> {
        self.db
            .prepare_cached("SELECT coalesce(max(refusals), 0) FROM outbox WHERE device_ref = ?")?
            .query_row([device], |row| row.get(0))
    }
}
