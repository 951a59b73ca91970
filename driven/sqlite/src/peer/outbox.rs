use async_trait::async_trait;
use causerie_chat::{DeliveryState, DeviceAddress, EnvelopeId, Message, Timestamp, TraceContext};
use causerie_usecases::ports::{NotQueued, Outbox, Outcome, Outgoing, Retry, Unavailable};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SqlitePeer,
    messages::NewMessage,
    refs::{device_ref, known_device_ref, person_ref},
    state::{from_columns, to_columns},
};
use crate::columns::{millis, timestamp};

#[async_trait]
impl Outbox for SqlitePeer {
    async fn enqueue(&self, message: &Message, envelopes: Vec<Outgoing>) -> Result<(), NotQueued> {
        if message.author != self.me {
            return Err(Unavailable::new("the message is somebody else's").into());
        }
        let (own, message) = (self.own, message.clone());
        self.store.write(move |db| enqueue(db, own, &message, &envelopes)).await?
    }

    async fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let to = to.clone();
        // The recipient has it already; the next message to leave is what people wait for.
        self.store.write_at_leisure(move |db| settle(db, &to, &outcomes, at)).await
    }

    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable> {
        let (to, retry) = (to.clone(), retry.clone());
        self.store.write(move |db| postpone(db, &to, &retry)).await
    }
}

fn enqueue(
    db: &Connection,
    own: i64,
    message: &Message,
    envelopes: &[Outgoing],
) -> rusqlite::Result<Result<(), NotQueued>> {
    let new = NewMessage {
        message,
        author: own,
        person: person_ref(db, &message.recipient)?,
        kept_at: None,
        envelopes: Some(i64::try_from(envelopes.len()).unwrap_or(i64::MAX)),
    };
    let seq = match new.insert(db)? {
        Ok(seq) => seq,
        // The time is not compared: a command that is repeated is carried out later.
        Err(known) if new.says(&known) => return Ok(Ok(())),
        Err(_) => return Ok(Err(NotQueued::IdInUse)),
    };
    let mut insert = db.prepare_cached(
        "INSERT INTO outbox (envelope_id, device_ref, message_seq, trace, sealed)
         VALUES (?, ?, ?, ?, ?)",
    )?;
    for Outgoing { envelope, trace } in envelopes {
        insert.execute(params![
            envelope.id.as_bytes(),
            device_ref(db, &envelope.recipient)?,
            seq,
            trace.as_ref().map(TraceContext::as_str),
            envelope.sealed.as_bytes(),
        ])?;
    }
    Ok(Ok(()))
}

fn settle(
    db: &Connection,
    to: &DeviceAddress,
    outcomes: &[(EnvelopeId, Outcome)],
    at: Timestamp,
) -> rusqlite::Result<()> {
    let Some(to) = known_device_ref(db, to)? else { return Ok(()) };
    let mut take = db.prepare_cached(
        "DELETE FROM outbox WHERE envelope_id = ? AND device_ref = ? RETURNING message_seq",
    )?;
    let mut any_delivered = false;
    for (id, outcome) in outcomes {
        let message: Option<i64> =
            take.query_row(params![id.as_bytes(), to], |row| row.get(0)).optional()?;
        if let Some(message) = message {
            advance(db, message, outcome, at)?;
            any_delivered |= matches!(outcome, Outcome::Delivered(_));
        }
    }
    if any_delivered {
        db.prepare_cached("DELETE FROM retries WHERE device_ref = ?")?.execute([to])?;
    }
    Ok(())
}

/// Moves a message forward, one of whose envelopes was just taken off the queue.
fn advance(
    db: &Connection,
    message: i64,
    outcome: &Outcome,
    at: Timestamp,
) -> rusqlite::Result<()> {
    let (envelopes, settled, before, since) = db
        .prepare_cached(
            "SELECT m.envelopes, coalesce(p.settled, 0) + 1, coalesce(p.state, 0), p.path, p.cause,
                 coalesce(p.changed_at, m.sent_at)
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
        Outcome::Failed(_) => before.clone(),
    };
    let since = if after == before { since } else { at };
    let (state, path, cause) = to_columns(&after);
    db.prepare_cached(
        "INSERT OR REPLACE INTO progress (message_seq, settled, state, path, cause, changed_at)
         VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![message, settled, state, path, cause, millis(since)])
    .map(drop)
}

fn postpone(db: &Connection, to: &DeviceAddress, retry: &Retry) -> rusqlite::Result<()> {
    let Retry { failures, last, next, cause } = retry;
    let to = device_ref(db, to)?;
    db.prepare_cached(
        "INSERT OR REPLACE INTO retries (device_ref, failures, last, next, cause)
         VALUES (?, ?, ?, ?, ?)",
    )?
    .execute(params![to, failures, millis(*last), millis(*next), cause.as_str()])
    .map(drop)
}
