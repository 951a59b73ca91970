//! What becomes of envelopes that were delivered, stored or refused, and of their messages.

use causerie_chat::{Cause, DeliveryState, DeviceAddress, EnvelopeId, Timestamp};
use causerie_usecases::ports::Outcome;
use rusqlite::{OptionalExtension, params};

use super::{reached::Progress, state::to_columns, tables::Tables};
use crate::columns::{millis, unreadable};

/// How many receipts that lie in a device's mailbox are kept: nobody tells when they were read.
const RECEIPTS: i64 = 64;

impl Tables<'_> {
    pub(super) fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: &[(EnvelopeId, Outcome)],
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let Some(to) = self.known_device_ref(to)? else { return Ok(()) };
        let mut gone = false;
        for (id, outcome) in outcomes {
            let known = match outcome {
                Outcome::SealAnew => {
                    if self.refused_in_room(to, *id, &Cause::CANNOT_OPEN, at)?.is_some() {
                        continue;
                    }
                    if self.unseal(to, *id)?.is_some() {
                        self.retire_sessions(to)?;
                    }
                    continue;
                }
                Outcome::SendAgain => {
                    if self.refused_in_room(to, *id, &Cause::EARLIER_MISSING, at)?.is_some() {
                        continue;
                    }
                    self.send_again(to, *id)?;
                    continue;
                }
                Outcome::Stored => self.store(to, *id, at)?,
                Outcome::Delivered(_) | Outcome::Failed(_) => {
                    self.take_off(to, *id, outcome, at)?
                }
            };
            gone |= known && !matches!(outcome, Outcome::Failed(_));
        }
        if gone { self.forget_retry(to) } else { Ok(()) }
    }

    /// Takes an envelope off the queue for good; whether it was there.
    pub(super) fn take_off(
        &self,
        to: i64,
        id: EnvelopeId,
        outcome: &Outcome,
        at: Timestamp,
    ) -> rusqlite::Result<bool> {
        let gone: Option<(Option<i64>, bool)> = self
            .db
            .prepare_cached(
                "DELETE FROM outbox WHERE envelope_id = ? AND device_ref = ?
                 RETURNING message_seq, in_room",
            )?
            .query_row(params![id.as_bytes(), to], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((Some(message), in_room)) = gone {
            self.advance(message, self.owner_of(to)?, Some(to), outcome, at)?;
            if in_room {
                self.drop_sealed(message)?;
            }
        }
        Ok(gone.is_some())
    }

    /// Notes that an envelope lies in the mailbox; whether it was there and did not yet.
    fn store(&self, to: i64, id: EnvelopeId, at: Timestamp) -> rusqlite::Result<bool> {
        let message: Option<Option<i64>> = self
            .db
            .prepare_cached(
                "UPDATE outbox SET stored = 1 WHERE envelope_id = ? AND device_ref = ? AND NOT stored
                 RETURNING message_seq",
            )?
            .query_row(params![id.as_bytes(), to], |row| row.get(0))
            .optional()?;
        match message {
            Some(Some(message)) => {
                self.advance(message, self.owner_of(to)?, None, &Outcome::Stored, at)?;
            }
            Some(None) => {
                self.db
                    .prepare_cached(
                        "DELETE FROM outbox WHERE seq IN
                             (SELECT seq FROM outbox
                              WHERE device_ref = ? AND stored AND message_seq IS NULL
                              ORDER BY seq DESC LIMIT -1 OFFSET ?)",
                    )?
                    .execute([to, RECEIPTS])?;
            }
            None => {}
        }
        Ok(message.is_some())
    }

    /// An envelope is to be sealed again, and so is all else that waits for the device or lies in its mailbox: it was sealed in sessions that the
    /// device may have lost. How often it was refused now, if it is there.
    pub(super) fn unseal(&self, to: i64, id: EnvelopeId) -> rusqlite::Result<Option<i64>> {
        let refusals = self.refused(to, id)?;
        if refusals.is_some() {
            self.db
                .prepare_cached(
                    "UPDATE outbox SET sealed = CASE WHEN in_room THEN sealed END, stored = 0
                     WHERE device_ref = ?",
                )?
                .execute([to])?;
        }
        Ok(refusals)
    }

    /// An envelope was put off, and stands for all that was: all that lies in the mailbox is sent again, receipts too. It may be here no more
    /// itself; the first does in its place then. How often that was refused now, if there is any.
    pub(super) fn send_all_again(&self, to: i64, id: EnvelopeId) -> rusqlite::Result<Option<i64>> {
        let refused = match self.refused(to, id)? {
            None => self
                .db
                .prepare_cached(
                    "UPDATE outbox SET refusals = refusals + 1
                     WHERE seq = (SELECT min(seq) FROM outbox WHERE device_ref = ?)
                     RETURNING refusals, envelope_id",
                )?
                .query_row([to], |row| {
                    let id = EnvelopeId::try_from(row.get_ref(1)?.as_blob()?);
                    Ok((row.get(0)?, id.map_err(unreadable)?))
                })
                .optional()?,
            Some(refusals) => Some((refusals, id)),
        };
        let Some((refusals, id)) = refused else { return Ok(None) };
        self.db
            .prepare_cached(
                "UPDATE outbox SET stored = 0,
                     sealed = CASE WHEN envelope_id = ?2 AND NOT in_room THEN NULL ELSE sealed END
                 WHERE device_ref = ?1",
            )?
            .execute(params![to, id.as_bytes()])?;
        Ok(Some(refusals))
    }

    /// An envelope came before another that it comes after: whatever lies in the mailbox is sent again, and this one sealed again, since what it
    /// came after may be given up by now. How often it was refused now, if it is there.
    pub(super) fn send_again(&self, to: i64, id: EnvelopeId) -> rusqlite::Result<Option<i64>> {
        let refusals = self.refused(to, id)?;
        if refusals.is_some() {
            self.db
                .prepare_cached(
                    "UPDATE outbox SET stored = 0,
                         sealed = CASE WHEN envelope_id = ?2 THEN NULL ELSE sealed END
                     WHERE device_ref = ?1 AND message_seq NOT NULL",
                )?
                .execute(params![to, id.as_bytes()])?;
        }
        Ok(refusals)
    }

    fn refused(&self, to: i64, id: EnvelopeId) -> rusqlite::Result<Option<i64>> {
        self.db
            .prepare_cached(
                "UPDATE outbox SET refusals = refusals + 1 WHERE envelope_id = ? AND device_ref = ?
                 RETURNING refusals",
            )?
            .query_row(params![id.as_bytes(), to], |row| row.get(0))
            .optional()
    }

    /// What waits for a device is due at once.
    pub(super) fn forget_retry(&self, device: i64) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("DELETE FROM retries WHERE device_ref = ?")?
            .execute([device])
            .map(drop)
    }

    /// Moves a message forward by what is known of it at `person`, if it is to them; `taken_off` is their device whose envelope just left the
    /// queue for good, if one did.
    pub(super) fn advance(
        &self,
        message: i64,
        person: i64,
        taken_off: Option<i64>,
        outcome: &Outcome,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let Some(mut progress) = self.progress(message, person)? else { return Ok(()) };
        if let Some(device) = taken_off {
            progress.settled += 1;
            if let Outcome::Failed(cause) = outcome {
                self.db
                    .prepare_cached(
                        "INSERT OR REPLACE INTO undeliverable (message_seq, device_ref, cause, at)
                         VALUES (?, ?, ?, ?)",
                    )?
                    .execute(params![message, device, cause.as_str(), millis(at)])?;
            }
        }
        let is_last = progress.settled >= progress.envelopes;
        let news = match outcome {
            Outcome::Delivered(path) => DeliveryState::Delivered(*path),
            Outcome::Stored => DeliveryState::Stored,
            Outcome::Failed(cause) if is_last => DeliveryState::Failed(cause.clone()),
            // Another device may yet take it.
            Outcome::Failed(_) | Outcome::SealAnew | Outcome::SendAgain => progress.state.clone(),
        };
        self.put_news(message, person, progress, news, at)
    }

    /// A message was seen by a person, if it is to them.
    pub(super) fn advance_to_read(
        &self,
        message: i64,
        person: i64,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        match self.progress(message, person)? {
            Some(progress) => self.put_news(message, person, progress, DeliveryState::Read, at),
            None => Ok(()),
        }
    }

    fn put_news(
        &self,
        message: i64,
        person: i64,
        progress: Progress,
        news: DeliveryState,
        at: Timestamp,
    ) -> rusqlite::Result<()> {
        let before = progress.state.clone();
        let state = progress.state.advance(news);
        let since = if state == before { progress.since } else { at };
        if progress.in_room {
            let progress = Progress { state, since, ..progress };
            return self.put_reached(message, person, &before, &progress);
        }
        self.put_progress(message, progress.settled, &state, since)
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
