//! How far messages have come, with one person or with all who are in a room.

use causerie_chat::{DeliveryState, DeviceAddress, EnvelopeId, MessageId, Timestamp};
use causerie_usecases::ports::Reached;
use rusqlite::{OptionalExtension, Row, params};

use super::{
    refs::read_person,
    state::{from_columns, to_columns},
    tables::Tables,
    taken::Taken,
};
use crate::columns::{millis, timestamp};

/// How far a message has come with somebody.
pub(super) struct Progress {
    /// Whether it was said in a room, so that others are to have it too.
    pub(super) in_room: bool,
    /// How many envelopes it left in, for them.
    pub(super) envelopes: i64,
    /// How many of these are on their way no more.
    pub(super) settled: i64,
    pub(super) state: DeliveryState,
    pub(super) since: Timestamp,
}

impl Tables<'_> {
    /// How far a message has come with a person; nothing if it is not to them. What goes to another device of its author says nothing of that.
    pub(super) fn progress(&self, message: i64, person: i64) -> rusqlite::Result<Option<Progress>> {
        let between_two = self
            .db
            .prepare_cached(
                "SELECT m.envelopes, coalesce(p.settled, 0), coalesce(p.state, 0), p.path, p.cause,
                     coalesce(p.changed_at, m.sent_at)
                 FROM messages m LEFT JOIN progress p ON p.message_seq = m.seq
                 WHERE m.seq = ? AND m.person_ref = ?",
            )?
            .query_row([message, person], |row| read_progress(row, false))
            .optional()?;
        if between_two.is_some() {
            return Ok(between_two);
        }
        self.db
            .prepare_cached(
                "SELECT envelopes, settled, state, path, cause, changed_at FROM reached
                 WHERE message_seq = ? AND person_ref = ?",
            )?
            .query_row([message, person], |row| read_progress(row, true))
            .optional()
    }

    /// Writes how far a message has come with a person of a room, and with all of them.
    pub(super) fn put_reached(
        &self,
        message: i64,
        person: i64,
        before: &DeliveryState,
        Progress { settled, state, since, .. }: &Progress,
    ) -> rusqlite::Result<()> {
        let (number, path, cause) = to_columns(state);
        self.db
            .prepare_cached(
                "UPDATE reached SET settled = ?, state = ?, path = ?, cause = ?, changed_at = ?
                 WHERE message_seq = ? AND person_ref = ?",
            )?
            .execute(params![settled, number, path, cause, millis(*since), message, person])?;
        if state == before { Ok(()) } else { self.gather(message, *since) }
    }

    /// Moves a message forward to where it is with all who are to have it.
    fn gather(&self, message: i64, at: Timestamp) -> rusqlite::Result<()> {
        // It waits for the last of a hundred readers nearly always, and to look at all of them for each would take a hundred times a hundred looks. One with
        // whom it has failed for good (4) is waited for no longer, and what has failed with all goes on only once somebody read it (3).
        let waits: bool = self
            .db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM reached WHERE message_seq = ?1 AND state <=
                     coalesce((SELECT iif(state = 4, 2, state) FROM progress
                               WHERE message_seq = ?1), 0))",
            )?
            .query_row([message], |row| row.get(0))?;
        if waits {
            return Ok(());
        }
        let states = self
            .db
            .prepare_cached("SELECT state, path, cause FROM reached WHERE message_seq = ?")?
            .query_map([message], |row| from_columns(row, 0))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let (before, since) = self
            .db
            .prepare_cached(
                "SELECT coalesce(p.state, 0), p.path, p.cause, coalesce(p.changed_at, m.sent_at)
                 FROM messages m LEFT JOIN progress p ON p.message_seq = m.seq WHERE m.seq = ?",
            )?
            .query_row([message], |row| Ok((from_columns(row, 0)?, timestamp(row, 3)?)))?;
        let after = before.clone().advance(DeliveryState::of_all(states));
        let since = if after == before { since } else { at };
        self.put_progress(message, 0, &after, since)
    }

    /// A message in a room is to get to that person, in so many envelopes.
    pub(super) fn expect(
        &self,
        message: i64,
        person: i64,
        envelopes: usize,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let envelopes = i64::try_from(envelopes).unwrap_or(i64::MAX);
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO reached (message_seq, person_ref, envelopes, changed_at)
                 VALUES (?, ?, ?, ?)",
            )?
            .execute(params![message, person, envelopes, millis(at)])
            .map(drop)
    }

    /// With whom a message of this person has come how far, by name.
    pub(super) fn reached(&self, own: i64, message: MessageId) -> rusqlite::Result<Vec<Reached>> {
        let mut reached = self
            .db
            .prepare_cached(
                "SELECT p.lookup, p.address, r.state, r.path, r.cause, r.changed_at
                 FROM messages m JOIN reached r ON r.message_seq = m.seq
                     JOIN persons p ON p.ref = r.person_ref
                 WHERE m.id = ? AND m.author_ref = ?",
            )?
            .query_map(params![message.as_bytes(), own], |row| {
                let who = read_person(self.sealer, row, 0)?;
                Ok(Reached { who, state: from_columns(row, 2)?, at: timestamp(row, 5)? })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        reached.sort_by(|one, other| one.who.cmp(&other.who));
        Ok(reached)
    }

    /// The number of the person whose device that is.
    pub(super) fn owner_of(&self, device: i64) -> rusqlite::Result<i64> {
        self.db
            .prepare_cached("SELECT person_ref FROM devices WHERE ref = ?")?
            .query_row([device], |row| row.get(0))
    }

    /// Whether something was taken from a device.
    pub(super) fn has_taken(&self, from: &DeviceAddress, id: EnvelopeId) -> rusqlite::Result<bool> {
        let Some(device) = self.known_device_ref(from)? else { return Ok(false) };
        Ok(matches!(self.was_taken(id, device)?, Taken::Before(_)))
    }
}

/// The columns are envelopes, settled, state, path, cause and since when.
fn read_progress(row: &Row<'_>, in_room: bool) -> rusqlite::Result<Progress> {
    Ok(Progress {
        in_room,
        envelopes: row.get::<_, Option<i64>>(0)?.unwrap_or_default(),
        settled: row.get(1)?,
        state: from_columns(row, 2)?,
        since: timestamp(row, 5)?,
    })
}
