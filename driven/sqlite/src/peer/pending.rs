use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Sealed};
use causerie_usecases::ports::{Due, Outgoing, Pending, Retry, Unavailable, Waiting};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{SqlitePeer, refs::known_device_ref};
use crate::columns::{count, parsed, parsed_or_null, timestamp, unreadable};

#[async_trait]
impl Pending for SqlitePeer {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        self.store.read(due).await
    }

    async fn waiting(
        &self,
        to: &DeviceAddress,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Vec<Outgoing>, Unavailable> {
        let to = to.clone();
        self.store.read(move |db| waiting(db, &to, envelopes, bytes)).await
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        let to = to.clone();
        self.store.read(move |db| retry(db, &to)).await
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        self.store.read(depth).await
    }
}

/// The devices something waits for, each found by a step to the next in the index, however long its queue is.
const DEVICES: &str = "WITH RECURSIVE queues (device_ref) AS (
        SELECT min(device_ref) FROM outbox
        UNION ALL
        SELECT (SELECT min(device_ref) FROM outbox WHERE device_ref > q.device_ref)
        FROM queues q WHERE q.device_ref NOT NULL
    )";

fn due(db: &Connection) -> rusqlite::Result<Vec<Due>> {
    db.prepare_cached(&format!(
        "{DEVICES}
         SELECT p.address, d.device, r.next, o.trace
         FROM queues q
         JOIN outbox o
             ON o.seq = (SELECT min(seq) FROM outbox WHERE device_ref = q.device_ref)
         JOIN devices d ON d.ref = q.device_ref
         JOIN persons p ON p.ref = d.person_ref
         LEFT JOIN retries r ON r.device_ref = q.device_ref
         ORDER BY coalesce(r.next, 0), o.seq LIMIT 1000"
    ))?
    .query_map([], |row| {
        let to = DeviceAddress { person: parsed(row, 0)?, device: parsed(row, 1)? };
        let postponed: Option<i64> = row.get(2)?;
        let not_before = postponed.map(|_| timestamp(row, 2)).transpose()?;
        Ok(Due { to, not_before, trace: parsed_or_null(row, 3)? })
    })?
    .collect()
}

fn waiting(
    db: &Connection,
    to: &DeviceAddress,
    envelopes: usize,
    bytes: usize,
) -> rusqlite::Result<Vec<Outgoing>> {
    let Some(device) = known_device_ref(db, to)? else { return Ok(Vec::new()) };
    let mut statement = db.prepare_cached(
        "SELECT envelope_id, trace, sealed FROM outbox WHERE device_ref = ? ORDER BY seq",
    )?;
    let mut rows = statement.query([device])?;
    let (mut taken, mut total) = (Vec::new(), 0);
    while (taken.is_empty() || taken.len() < envelopes)
        && let Some(row) = rows.next()?
    {
        let outgoing = outgoing(row, to)?;
        total += outgoing.envelope.sealed.as_bytes().len();
        if !taken.is_empty() && total > bytes {
            break;
        }
        taken.push(outgoing);
    }
    Ok(taken)
}

fn outgoing(row: &Row<'_>, to: &DeviceAddress) -> rusqlite::Result<Outgoing> {
    let id = EnvelopeId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)?;
    let sealed = Sealed::try_from(row.get::<_, Vec<u8>>(2)?).map_err(unreadable)?;
    let envelope = Envelope { id, recipient: to.clone(), sealed };
    Ok(Outgoing { envelope, trace: parsed_or_null(row, 1)? })
}

fn retry(db: &Connection, to: &DeviceAddress) -> rusqlite::Result<Option<Retry>> {
    db.prepare_cached(
        "SELECT r.failures, r.last, r.next, r.cause
         FROM persons p JOIN devices d ON d.person_ref = p.ref JOIN retries r ON r.device_ref = d.ref
         WHERE p.address = ? AND d.device = ?",
    )?
    .query_row(params![to.person.to_string(), to.device.as_str()], |row| {
        Ok(Retry {
            failures: row.get(0)?,
            last: timestamp(row, 1)?,
            next: timestamp(row, 2)?,
            cause: parsed(row, 3)?,
        })
    })
    .optional()
}

fn depth(db: &Connection) -> rusqlite::Result<Waiting> {
    db.prepare_cached(&format!(
        "{DEVICES} SELECT (SELECT count(*) FROM outbox), (SELECT count(device_ref) FROM queues)"
    ))?
    .query_row([], |row| Ok(Waiting { envelopes: count(row, 0)?, devices: count(row, 1)? }))
}
