//! Messages that change others: found by a keyed hash of what they change.

use std::{collections::HashMap, fmt::Write};

use causerie_chat::{Address, Cause, Message, MessageRef, Timestamp, View};
use causerie_usecases::ports::Entry;
use rusqlite::{OptionalExtension, params};

use super::{
    entry::{self, BEHIND, COLUMNS, JOINS, Kept},
    refs::person_lookup,
    tables::Tables,
};
use crate::{columns::millis, sealing::Sealer};

/// What stands for a message in `changes.target`.
fn target_lookup(sealer: &Sealer, target: &MessageRef) -> [u8; 16] {
    let text = [&target.id.as_bytes()[..], target.author.to_string().as_bytes()].concat();
    sealer.lookup("changes.target", &text)
}

impl Tables<'_> {
    /// Whether a change holds, as far as can be told: what it changes may not be here.
    pub(super) fn admit(
        &self,
        me: &Address,
        message: &Message,
    ) -> rusqlite::Result<Result<(), Cause>> {
        let Some(target) = message.target() else { return Ok(Ok(())) };
        let base = self.find(me, &target)?;
        Ok(base.map_or(Ok(()), |base| message.changes(&base.entry.message)))
    }

    /// Whether a message that comes has disappeared already, or what it changes has.
    pub(super) fn has_expired(
        &self,
        me: &Address,
        message: &Message,
        at: Timestamp,
    ) -> rusqlite::Result<bool> {
        let base = message.target().map(|target| self.find(me, &target)).transpose()?.flatten();
        Ok(match base {
            Some(base) => base.is_gone || base.entry.has_expired(at),
            None => message.has_expired(at),
        })
    }

    /// Carries out what `message`, which is kept under the number `seq`, changes, and what changes it.
    pub(super) fn take_effect(
        &self,
        me: &Address,
        seq: i64,
        message: &Message,
    ) -> rusqlite::Result<()> {
        self.note_decision(message)?;
        let target = message.target();
        let base = match &target {
            Some(target) => {
                let lookup = target_lookup(self.sealer, target);
                self.db
                    .prepare_cached("INSERT INTO changes (message_seq, target) VALUES (?, ?)")?
                    .execute(params![seq, lookup])?;
                self.find(me, target)?.map(|base| base.entry.message)
            }
            None => Some(message.clone()),
        };
        match base {
            Some(base) => self.settle_changes(me, &base),
            None => Ok(()),
        }
    }

    /// Has what changes `base` disappear with it, wipes what was deleted, and passes over what makes no difference any more.
    fn settle_changes(&self, me: &Address, base: &Message) -> rusqlite::Result<()> {
        let lookup = target_lookup(self.sealer, &base.reference());
        let changes = self.counting(me, &[lookup])?.remove(&lookup).unwrap_or_default();
        if changes.is_empty() {
            return Ok(());
        }
        self.thoroughly(|| self.mark_changed(base, &lookup))?;
        for idle in View::idle(base, &changes) {
            self.db
                .prepare_cached(
                    "UPDATE changes SET counts = 0 WHERE target = ? AND message_seq =
                         (SELECT seq FROM messages WHERE id = ?
                          AND author_ref = (SELECT ref FROM persons WHERE lookup = ?))",
                )?
                .execute(params![
                    lookup,
                    idle.id.as_bytes(),
                    person_lookup(self.sealer, &idle.author)
                ])?;
        }
        if View::of(Some(base), &changes).deleted {
            self.wipe_all_words(base, &lookup)?;
        }
        Ok(())
    }

    /// Notes that something changes `base`, and has that disappear with it.
    fn mark_changed(&self, base: &Message, lookup: &[u8; 16]) -> rusqlite::Result<()> {
        let author = person_lookup(self.sealer, &base.author);
        self.db
            .prepare_cached(
                "UPDATE messages SET changed = 1
                 WHERE NOT changed AND id = ?
                     AND author_ref = (SELECT ref FROM persons WHERE lookup = ?)",
            )?
            .execute(params![base.id.as_bytes(), author])?;
        self.db
            .prepare_cached(
                "UPDATE messages SET expires_at = ?1 WHERE expires_at IS NOT ?1
                     AND seq IN (SELECT message_seq FROM changes WHERE target = ?2)",
            )?
            .execute(params![base.expires_at.map(millis), lookup])
            .map(drop)
    }

    /// Overwrites the words of `base` and of all its edits.
    fn wipe_all_words(&self, base: &Message, lookup: &[u8; 16]) -> rusqlite::Result<()> {
        let with_words = self
            .db
            .prepare_cached(
                "SELECT seq FROM messages
                 WHERE id = ? AND author_ref = (SELECT ref FROM persons WHERE lookup = ?)
                 UNION SELECT message_seq FROM changes WHERE target = ?",
            )?
            .query_map(
                params![base.id.as_bytes(), person_lookup(self.sealer, &base.author), lookup],
                |row| row.get(0),
            )?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        self.thoroughly(|| with_words.iter().try_for_each(|seq| self.wipe_words(*seq)))
    }

    /// A message, if it is here.
    pub(super) fn find(&self, me: &Address, what: &MessageRef) -> rusqlite::Result<Option<Kept>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM messages m {JOINS}
                 WHERE m.id = ? AND m.author_ref = (SELECT ref FROM persons WHERE lookup = ?)"
            ))?
            .query_row(
                params![what.id.as_bytes(), person_lookup(self.sealer, &what.author)],
                |row| entry::read(self.sealer, row, me),
            )
            .optional()
    }

    /// What became of entries by those that change them: one look at the store for all of them.
    pub(super) fn seen(&self, me: &Address, kept: Vec<Kept>) -> rusqlite::Result<Vec<Entry>> {
        let lookup = |entry: &Entry| target_lookup(self.sealer, &entry.message.reference());
        let changed = kept.iter().filter(|kept| kept.changed && !kept.is_gone);
        let changed: Vec<_> = changed.map(|kept| lookup(&kept.entry)).collect();
        let mut changes =
            if changed.is_empty() { HashMap::new() } else { self.counting(me, &changed)? };
        let view = |kept: Kept| {
            let mut entry = kept.entry;
            if entry.message.target().is_none() {
                let changes = if kept.changed { changes.remove(&lookup(&entry)) } else { None };
                entry.view = View::of(Some(&entry.message), &changes.unwrap_or_default());
            }
            entry
        };
        Ok(kept.into_iter().map(view).collect())
    }

    /// The changes that count of each of these.
    fn counting(
        &self,
        me: &Address,
        targets: &[[u8; 16]],
    ) -> rusqlite::Result<HashMap<[u8; 16], Vec<Message>>> {
        let mut statement = self.db.prepare_cached(&format!(
            "SELECT {COLUMNS}, c.target FROM changes c JOIN messages m ON m.seq = c.message_seq {JOINS}
             WHERE c.target IN (SELECT unhex(value) FROM json_each(?)) AND c.counts = 1"
        ))?;
        let mut rows = statement.query([json(targets)])?;
        let mut changes = HashMap::<_, Vec<_>>::new();
        while let Some(row) = rows.next()? {
            let target: [u8; 16] = row.get(BEHIND)?;
            changes.entry(target).or_default().push(entry::message(self.sealer, row, me)?);
        }
        Ok(changes)
    }
}

/// A list of texts in JSON (RFC 8259), the bytes in hexadecimal.
fn json(lookups: &[[u8; 16]]) -> String {
    let mut text = "[".to_owned();
    for lookup in lookups {
        text.push_str(if text.len() == 1 { "\"" } else { ",\"" });
        for byte in lookup {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push('"');
    }
    text + "]"
}
