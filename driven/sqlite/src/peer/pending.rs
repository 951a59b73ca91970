use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Sealed};
use causerie_usecases::ports::{Batch, Due, Outgoing, Pending, Retry, Unavailable, Waiting};
use rusqlite::{OptionalExtension, Row};

use super::{
    SqlitePeer,
    refs::{device_lookup, read_device},
    tables::Tables,
};
use crate::columns::{count, parsed, parsed_or_null, readable, timestamp, unreadable};

#[async_trait]
impl Pending for SqlitePeer {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        self.read(|tables| tables.due()).await
    }

    async fn waiting(
        &self,
        to: &DeviceAddress,
        again: bool,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Batch, Unavailable> {
        let to = to.clone();
        self.read(move |tables| tables.waiting(&to, again, envelopes, bytes)).await
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        let to = to.clone();
        self.glance(move |tables| tables.retry(&to)).await
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        self.read(|tables| tables.depth()).await
    }
}

/// The devices something waits for, each found by a step to the next in the index, however long its queue is.
const DEVICES: &str = "WITH RECURSIVE queues (device_ref) AS (
        SELECT min(device_ref) FROM outbox WHERE NOT stored
        UNION ALL
        SELECT (SELECT min(device_ref) FROM outbox WHERE device_ref > q.device_ref AND NOT stored)
        FROM queues q WHERE q.device_ref NOT NULL
    )";

/// What waits for a device, oldest first.
const QUEUED: &str = "SELECT envelope_id, trace, sealed, in_room, message_seq FROM outbox
    WHERE device_ref = ? AND NOT stored ORDER BY seq";

/// The same with what lies in its mailbox.
const ALL: &str = "SELECT envelope_id, trace, sealed, in_room, message_seq, seq FROM outbox
        WHERE device_ref = ?1 AND NOT stored
    UNION ALL
    SELECT envelope_id, trace, sealed, in_room, message_seq, seq FROM outbox
        WHERE device_ref = ?1 AND stored AND message_seq NOT NULL
    UNION ALL
    SELECT envelope_id, trace, sealed, in_room, message_seq, seq FROM outbox
        WHERE device_ref = ?1 AND stored AND message_seq IS NULL
    ORDER BY seq";

impl Tables<'_> {
    fn due(&self) -> rusqlite::Result<Vec<Due>> {
        let mut statement = self.db.prepare_cached(&format!(
            "{DEVICES}
                 SELECT d.lookup, d.device, r.next, o.trace
                 FROM queues q
                 JOIN outbox o
                     ON o.seq = (SELECT min(seq) FROM outbox
                                WHERE device_ref = q.device_ref AND NOT stored)
                 JOIN devices d ON d.ref = q.device_ref
                 LEFT JOIN retries r ON r.device_ref = q.device_ref
                 ORDER BY coalesce(r.next, 0), o.seq LIMIT 1000"
        ))?;
        // One that is damaged holds up no other.
        readable(statement.query([])?, |row| {
            let to = read_device(self.sealer, row, 0)?;
            let postponed: Option<i64> = row.get(2)?;
            let not_before = postponed.map(|_| timestamp(row, 2)).transpose()?;
            Ok(Due { to, not_before, trace: parsed_or_null(row, 3)? })
        })
    }

    fn waiting(
        &self,
        to: &DeviceAddress,
        again: bool,
        envelopes: usize,
        bytes: usize,
    ) -> rusqlite::Result<Batch> {
        let Some(device) = self.known_device_ref(to)? else { return Ok(Batch::default()) };
        let mut batch = self.in_mailbox(device)?;
        let mut statement = self.db.prepare_cached(if again { ALL } else { QUEUED })?;
        let mut rows = statement.query([device])?;
        let mut total = 0;
        while (batch.sealed.is_empty() || batch.sealed.len() < envelopes)
            && let Some(row) = rows.next()?
        {
            let Some(outgoing) = self.outgoing(row, to)? else {
                batch.unsealed_next = true;
                break;
            };
            total += outgoing.envelope.sealed.as_bytes().len();
            if !batch.sealed.is_empty() && total > bytes {
                break;
            }
            batch.sealed.push(outgoing);
        }
        Ok(batch)
    }

    /// A batch with nothing ready, which says how much lies in the device's mailbox.
    fn in_mailbox(&self, device: i64) -> rusqlite::Result<Batch> {
        self.db
            .prepare_cached(
                "SELECT (SELECT count(*) FROM outbox
                         WHERE device_ref = ?1 AND stored AND message_seq NOT NULL
                             AND NOT in_room),
                     (SELECT count(*) FROM outbox
                         WHERE device_ref = ?1 AND stored AND message_seq IS NULL),
                     (SELECT count(*) FROM outbox
                         WHERE device_ref = ?1 AND stored AND message_seq NOT NULL AND in_room)",
            )?
            .query_row([device], |row| {
                let (in_mailbox, receipts_in_mailbox) = (count(row, 0)?, count(row, 1)?);
                let rooms_in_mailbox = count(row, 2)?;
                Ok(Batch { in_mailbox, receipts_in_mailbox, rooms_in_mailbox, ..Batch::default() })
            })
    }

    pub(super) fn retry(&self, to: &DeviceAddress) -> rusqlite::Result<Option<Retry>> {
        self.db
            .prepare_cached(
                "SELECT r.failures, r.last, r.next, r.cause
                 FROM devices d JOIN retries r ON r.device_ref = d.ref WHERE d.lookup = ?",
            )?
            .query_row([device_lookup(self.sealer, to)], |row| {
                Ok(Retry {
                    failures: row.get(0)?,
                    last: timestamp(row, 1)?,
                    next: timestamp(row, 2)?,
                    cause: parsed(row, 3)?,
                })
            })
            .optional()
    }

    fn depth(&self) -> rusqlite::Result<Waiting> {
        self.db
            .prepare_cached(&format!(
                "{DEVICES}
                 SELECT (SELECT count(*) FROM outbox WHERE NOT stored), (SELECT count(device_ref) FROM queues)"
            ))?
            .query_row([], |row| Ok(Waiting { envelopes: count(row, 0)?, devices: count(row, 1)? }))
    }

    /// The envelope in a row, if it is sealed.
    fn outgoing(&self, row: &Row<'_>, to: &DeviceAddress) -> rusqlite::Result<Option<Outgoing>> {
        let sealed: Vec<u8> = match (row.get(2)?, row.get(3)?) {
            (Some(sealed), _) => sealed,
            (None, true) => self
                .db
                .prepare_cached("SELECT sealed FROM room_sealed WHERE message_seq = ?")?
                .query_row([row.get::<_, i64>(4)?], |row| row.get(0))?,
            (None, false) => return Ok(None),
        };
        let id = EnvelopeId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)?;
        let sealed = Sealed::try_from(sealed).map_err(unreadable)?;
        let envelope = Envelope { id, recipient: to.clone(), sealed };
        Ok(Some(Outgoing { envelope, trace: parsed_or_null(row, 1)? }))
    }
}
