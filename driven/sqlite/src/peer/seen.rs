//! What this person has seen at which of their devices.

use causerie_chat::{Address, MessageId};
use rusqlite::{OptionalExtension, Row, params};

use super::{early::Early, news::Teller, receipts::SEEN, tables::Tables};
use crate::columns::unreadable;

impl Tables<'_> {
    /// Another device of this person is to be told what was seen of a conversation, from one number in the history to another.
    pub(super) fn note_seen(
        &self,
        device: i64,
        own: i64,
        person: i64,
        (from, to): (i64, i64),
    ) -> rusqlite::Result<()> {
        let mut statement = self.db.prepare_cached(
            "INSERT OR IGNORE INTO receipts (device_ref, kind, id) VALUES (?, ?, ?)",
        )?;
        for (author, id) in self.unseen(own, person, (from, to))? {
            let row = [&author.to_be_bytes()[..], id.as_bytes()].concat();
            statement.execute(params![device, SEEN, row])?;
        }
        Ok(())
    }

    /// What others said between these numbers that was read nowhere yet, and who said it.
    fn unseen(
        &self,
        own: i64,
        person: i64,
        (from, to): (i64, i64),
    ) -> rusqlite::Result<Vec<(i64, MessageId)>> {
        self.db
            .prepare_cached(
                "SELECT author_ref, id FROM messages
                 WHERE person_ref = ?1 AND author_ref <> ?2 AND seq > ?3 AND seq <= ?4
                     AND seq NOT IN (SELECT message_seq FROM read_elsewhere)",
            )?
            .query_map([person, own, from, to], |row| {
                let id = MessageId::try_from(row.get_ref(1)?.as_blob()?).map_err(unreadable)?;
                Ok((row.get(0)?, id))
            })?
            .collect()
    }

    /// Who said that.
    pub(super) fn unseen_authors(
        &self,
        own: i64,
        person: i64,
        (from, to): (i64, i64),
    ) -> rusqlite::Result<Vec<i64>> {
        self.db
            .prepare_cached(
                "SELECT DISTINCT author_ref FROM messages
                 WHERE person_ref = ?1 AND author_ref <> ?2 AND seq > ?3 AND seq <= ?4
                     AND seq NOT IN (SELECT message_seq FROM read_elsewhere)",
            )?
            .query_map([person, own, from, to], |row| row.get(0))?
            .collect()
    }

    /// Author and message in a row of what is to be told.
    pub(super) fn seen_in(&self, row: &Row<'_>) -> rusqlite::Result<(Address, MessageId)> {
        let (author, id) = row.get_ref(0)?.as_blob()?.split_first_chunk().unwrap_or((&[0; 8], &[]));
        let id = MessageId::try_from(id).map_err(unreadable)?;
        Ok((self.person(i64::from_be_bytes(*author))?, id))
    }

    /// Another device of this person says that a message was seen there.
    pub(super) fn was_seen(
        &self,
        teller: Teller<'_>,
        author: &Address,
        message: MessageId,
    ) -> rusqlite::Result<()> {
        let author = self.person_ref(author)?;
        if author == teller.own {
            return Ok(());
        }
        let here: Option<i64> = self
            .db
            .prepare_cached("SELECT seq FROM messages WHERE id = ? AND author_ref = ?")?
            .query_row(params![message.as_bytes(), author], |row| row.get(0))
            .optional()?;
        match here {
            Some(seq) => self.note_read_elsewhere(seq),
            None if self.has_others(&teller.from.person)? => {
                self.hold(&Early { author, message, teller: teller.own, kind: SEEN })
            }
            None => Ok(()),
        }
    }

    pub(super) fn note_read_elsewhere(&self, seq: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO read_elsewhere (message_seq)
                 SELECT m.seq FROM messages m JOIN persons p ON p.ref = m.person_ref
                 WHERE m.seq = ? AND m.seq > p.read_through",
            )?
            .execute([seq])
            .map(drop)
    }

    /// All up to a number was read here: what is known of other devices is no news any more.
    pub(super) fn forget_read_elsewhere(&self, person: i64, up_to: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "DELETE FROM read_elsewhere WHERE message_seq IN
                     (SELECT r.message_seq FROM read_elsewhere r
                      JOIN messages m ON m.seq = r.message_seq
                      WHERE m.person_ref = ? AND m.seq <= ?)",
            )?
            .execute([person, up_to])
            .map(drop)
    }
}
