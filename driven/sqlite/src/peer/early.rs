//! What is said of messages before they are here.

use causerie_chat::{Address, MessageId, Path, Timestamp};
use causerie_usecases::ports::{Inbox, Outcome};
use rusqlite::params;

use super::{
    receipts::{DELIVERED, READ, SEEN},
    tables::Tables,
};

/// News of a message that is not here yet.
pub(super) struct Early {
    pub(super) author: i64,
    pub(super) message: MessageId,
    /// Who said so.
    pub(super) teller: i64,
    /// What: a kind of receipt.
    pub(super) kind: i64,
}

impl Tables<'_> {
    /// Whether another device of this person can bring something that was sent or received there.
    pub(super) fn has_others(&self, me: &Address) -> rusqlite::Result<bool> {
        Ok(self.contact(me)?.is_some_and(|known| known.person.devices.len() > 1))
    }

    /// Keeps what was said of a message until it comes.
    pub(super) fn hold(&self, early: &Early) -> rusqlite::Result<()> {
        let Early { author, message, teller, kind } = early;
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO early (author_ref, message_id, teller_ref, kind)
                 VALUES (?, ?, ?, ?)",
            )?
            .execute(params![author, message.as_bytes(), teller, kind])?;
        let most = i64::try_from(<dyn Inbox>::EARLY).unwrap_or(i64::MAX);
        self.db
            .prepare_cached(
                "DELETE FROM early WHERE seq IN
                     (SELECT seq FROM early WHERE teller_ref = ? ORDER BY seq DESC LIMIT -1 OFFSET ?)",
            )?
            .execute([*teller, most])
            .map(drop)
    }

    /// A message is here now, as number `seq`: what its recipient said of it before counts, or, of what somebody else sent, this person's
    /// other devices.
    pub(super) fn catch_up(
        &self,
        own: i64,
        (author, person): (i64, i64),
        message: MessageId,
        seq: i64,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let teller = if author == own { person } else { own };
        let kinds = self
            .db
            .prepare_cached(
                "DELETE FROM early WHERE message_id = ? AND author_ref = ? AND teller_ref = ?
                 RETURNING kind",
            )?
            .query_map(params![message.as_bytes(), author, teller], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        for kind in kinds {
            match kind {
                DELIVERED => {
                    self.advance(seq, teller, None, &Outcome::Delivered(Path::Mailbox), at)?;
                }
                READ => self.advance_to_read(seq, teller, at)?,
                SEEN => self.note_read_elsewhere(seq)?,
                _ => {}
            }
        }
        Ok(())
    }
}
