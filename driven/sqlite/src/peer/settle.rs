//! What becomes of envelopes that were delivered or refused, and of their messages.

use causerie_chat::{DeliveryState, DeviceAddress, EnvelopeId, Timestamp};
use causerie_usecases::ports::Outcome;
use rusqlite::{OptionalExtension, params};

use super::{
    state::{from_columns, to_columns},
    tables::Tables,
};
use crate::columns::{millis, timestamp};

impl Tables<'_> {
    pub(super) fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: &[(EnvelopeId, Outcome)],
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let Some(to) = self.known_device_ref(to)? else { return Ok(()) };
        let mut take = self.db.prepare_cached(
            "DELETE FROM outbox WHERE envelope_id = ? AND device_ref = ? RETURNING message_seq",
        )?;
        let mut any_delivered = false;
        for (id, outcome) in outcomes {
            if *outcome == Outcome::SealAnew {
                self.unseal(to, *id)?;
                continue;
            }
            let message: Option<i64> =
                take.query_row(params![id.as_bytes(), to], |row| row.get(0)).optional()?;
            if let Some(message) = message {
                self.advance(message, outcome, at)?;
                any_delivered |= matches!(outcome, Outcome::Delivered(_));
            }
        }
        if any_delivered {
            self.db.prepare_cached("DELETE FROM retries WHERE device_ref = ?")?.execute([to])?;
        }
        Ok(())
    }

    /// The envelope is to be sealed again, in a fresh session, and so is what else waits for the device: it was sealed in the one that
    /// the device has lost, and would end the fresh one in its turn.
    fn unseal(&self, to: i64, id: EnvelopeId) -> rusqlite::Result<()> {
        let unsealed = self
            .db
            .prepare_cached(
                "UPDATE outbox SET sealed = NULL WHERE device_ref = ?2 AND EXISTS
                     (SELECT 1 FROM outbox WHERE envelope_id = ?1 AND device_ref = ?2)",
            )?
            .execute(params![id.as_bytes(), to])?;
        if unsealed > 0 { self.retire_sessions(to) } else { Ok(()) }
    }

    /// Moves a message forward, one of whose envelopes was just taken off the queue.
    fn advance(&self, message: i64, outcome: &Outcome, at: Timestamp) -> rusqlite::Result<()> {
        let (envelopes, settled, before, since) = self
            .db
            .prepare_cached(
                "SELECT m.envelopes, coalesce(p.settled, 0) + 1, coalesce(p.state, 0), p.path,
                     p.cause, coalesce(p.changed_at, m.sent_at)
                 FROM messages m LEFT JOIN progress p ON p.message_seq = m.seq WHERE m.seq = ?",
            )?
            .query_row([message], |row| {
                let (envelopes, settled): (i64, i64) = (row.get(0)?, row.get(1)?);
                Ok((envelopes, settled, from_columns(row, 2)?, timestamp(row, 5)?))
            })?;
        let after = match outcome {
            Outcome::Delivered(path) => before.clone().advance(DeliveryState::Delivered(*path)),
            Outcome::Failed(cause) if settled >= envelopes => {
                before.clone().advance(DeliveryState::Failed(cause.clone()))
            }
            // Another device may yet take it.
            Outcome::Failed(_) | Outcome::SealAnew => before.clone(),
        };
        let since = if after == before { since } else { at };
        self.put_progress(message, settled, &after, since)
    }

    /// Writes how far a message has come.
    pub(super) fn put_progress(
        &self,
        message: i64,
        settled: i64,
        state: &DeliveryState,
        since: Timestamp,
    ) -> rusqlite::Result<()> {
        let (state, path, cause) = to_columns(state);
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO progress
                     (message_seq, settled, state, path, cause, changed_at)
                 VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![message, settled, state, path, cause, millis(since)])
            .map(drop)
    }
}
