//! Words that are overwritten, so that they cannot be read back from the file.

use causerie_chat::{Body, Cause, Timestamp};
use causerie_usecases::ports::Outcome;
use rusqlite::params;

use super::{
    entry::GONE,
    messages::{self, open_content, seal_content},
    tables::Tables,
};
use crate::columns::millis;

/// How many are wiped at once.
const MOST: i64 = 1_000;

impl Tables<'_> {
    /// Does `work` so that what it replaces is overwritten, also on pages that are free afterwards.
    pub(super) fn thoroughly<T>(
        &self,
        work: impl FnOnce() -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.db.pragma_update(None, "secure_delete", true)?;
        let done = work();
        self.db.pragma_update(None, "secure_delete", "FAST")?;
        done
    }

    /// Overwrites the words in the row, or the invitation, if there are any; what else a change says stays.
    pub(super) fn wipe_words(&self, seq: i64) -> rusqlite::Result<()> {
        let (place, cell) = self.place(seq)?;
        match open_content(self.sealer, &place, &cell)? {
            body @ (Body::Text(_) | Body::Edit { .. } | Body::File(_)) => {
                self.put(seq, &place, &body.wiped())
            }
            body @ Body::Invitation(_) => {
                self.forget_invitation(seq)?;
                self.put(seq, &place, &body.wiped())
            }
            _ => Ok(()),
        }
    }

    fn place(&self, seq: i64) -> rusqlite::Result<(Vec<u8>, Vec<u8>)> {
        self.db
            .prepare_cached(
                "SELECT id, author_ref, person_ref, content FROM messages WHERE seq = ?",
            )?
            .query_row([seq], |row| {
                let place = messages::row(row.get_ref(0)?.as_blob()?, row.get(1)?, row.get(2)?);
                Ok((place, row.get(3)?))
            })
    }

    fn put(&self, seq: i64, place: &[u8], body: &Body) -> rusqlite::Result<()> {
        let cell = seal_content(self.sealer, place, body.kind(), &body.data())?;
        self.db
            .prepare_cached("UPDATE messages SET content = ? WHERE seq = ?")?
            .execute(params![cell, seq])
            .map(drop)
    }

    /// Wipes what has expired by then, and delivers it no more.
    pub(super) fn wipe_expired(&self, at: Timestamp) -> rusqlite::Result<()> {
        let expired = self
            .db
            .prepare_cached(
                "SELECT seq FROM messages WHERE expires_at <= ? AND standing < 2
                 ORDER BY expires_at LIMIT ?",
            )?
            .query_map([millis(at), MOST], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        self.thoroughly(|| expired.iter().try_for_each(|seq| self.wipe_one(*seq, at)))
    }

    fn wipe_one(&self, seq: i64, at: Timestamp) -> rusqlite::Result<()> {
        let (place, _) = self.place(seq)?;
        self.put(seq, &place, &Body::Wiped)?;
        self.forget_invitation(seq)?;
        self.db
            .prepare_cached("UPDATE messages SET standing = ?, about = NULL WHERE seq = ?")?
            .execute([GONE, seq])?;
        self.db.prepare_cached("DELETE FROM changes WHERE message_seq = ?")?.execute([seq])?;
        let undelivered = self
            .db
            .prepare_cached("DELETE FROM outbox WHERE message_seq = ? RETURNING device_ref")?
            .query_map([seq], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        let fate = Outcome::Failed(Cause::TIMER_EXPIRED);
        undelivered
            .into_iter()
            .try_for_each(|to| self.advance(seq, self.owner_of(to)?, Some(to), &fate, at))?;
        self.drop_sealed(seq)
    }
}
