use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Cause, Conversation, DeviceAddress, EnvelopeId, Message, MessageId, Receipt,
    Timestamp,
};
use causerie_usecases::ports::{
    Addressed, Cursor, DueReceipts, Outcome, Receipts, Sealing, Unavailable,
};
use rusqlite::{OptionalExtension, params};

use super::{
    SqlitePeer,
    refs::{person_lookup, read_device},
    tables::Tables,
};
use crate::columns::{parsed, readable, seq, unreadable};

pub(super) const DELIVERED: i64 = 0;
pub(super) const READ: i64 = 1;
pub(super) const REFUSED: i64 = 2;
/// Read at this device, for the others of this person: the id is the number of the author (8 bytes) and that of the message.
pub(super) const SEEN: i64 = 3;
/// Decided at this device, for the others of this person: the id is the number of whom it is about (8 bytes) and the kind (1 byte).
pub(super) const CHOSEN: i64 = 4;

/// How many are told at once.
const MOST: usize = Receipt::MOST;
const MOST_SEEN: usize = Receipt::MOST_SEEN;
const MOST_CHOSEN: usize = Receipt::MOST_CHOSEN;

#[async_trait]
impl Receipts for SqlitePeer {
    async fn mark_read(
        &self,
        with: &Conversation,
        up_to: Cursor,
        others: Vec<DeviceAddress>,
        fellows: Vec<DeviceAddress>,
        _: Timestamp,
    ) -> Result<(), Unavailable> {
        let (own, with) = (self.own, with.clone());
        let up_to = seq(up_to);
        self.write(move |tables| tables.mark_read(own, &with, up_to, (&others, &fellows))).await
    }

    async fn send_receipts(
        &self,
        to: &DeviceAddress,
        id: MessageId,
        sealing: Arc<dyn Sealing>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        let (me, to) = (self.me.clone(), to.clone());
        let work = move |tables: Tables<'_>| {
            let (author, recipient) = (me.clone(), to.person.clone().into());
            let body = Body::Receipt(Receipt::default());
            let message = Message {
                id,
                author,
                recipient,
                sent_at: at,
                body,
                reply_to: None,
                expires_at: None,
            };
            tables.send_receipts(&to, message, &*sealing)
        };
        self.write(work).await
    }
}

#[async_trait]
impl DueReceipts for SqlitePeer {
    async fn due_receipts(&self, strangers: bool) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.read(move |tables| {
            let mut statement = tables.db.prepare_cached(
                "SELECT d.lookup, d.device FROM devices d JOIN persons p ON p.ref = d.person_ref
                 WHERE EXISTS (SELECT 1 FROM receipts r WHERE r.device_ref = d.ref
                     AND (p.contact NOT NULL OR r.room_ref IS NULL))
                 AND p.terms = 0 AND NOT p.blocked AND (? OR p.contact NOT NULL)
                 ORDER BY d.ref LIMIT 1000",
            )?;
            readable(statement.query([strangers])?, |row| read_device(tables.sealer, row, 0))
        })
        .await
    }

    async fn receipts_allowed(&self, to: &Address) -> Result<bool, Unavailable> {
        let to = to.clone();
        self.read(move |tables| tables.receipts_allowed(&to)).await
    }
}

impl Tables<'_> {
    /// A receipt is to be sent for a message that came by way of the mailbox, and was said in that room, or to this person.
    pub(super) fn note_delivered(
        &self,
        device: i64,
        id: MessageId,
        room: Option<i64>,
    ) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO receipts (device_ref, kind, id, room_ref)
                 VALUES (?, ?, ?, ?)",
            )?
            .execute(params![device, DELIVERED, id.as_bytes(), room])
            .map(drop)
    }

    /// A receipt is to be sent for an envelope that could not be taken.
    pub(super) fn note_refused(
        &self,
        device: i64,
        id: EnvelopeId,
        cause: &Cause,
        room: Option<i64>,
    ) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO receipts (device_ref, kind, id, cause, room_ref)
                 VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![device, REFUSED, id.as_bytes(), cause.as_str(), room])
            .map(drop)
    }

    /// The same for who is no contact perhaps, and told nothing yet then: of those only the first that comes again is noted; all the others come
    /// with it. What is of a room is told there, as much as fits.
    pub(super) fn note_refusal(
        &self,
        device: i64,
        id: EnvelopeId,
        cause: &Cause,
        is_contact: bool,
        room: Option<i64>,
    ) -> rusqlite::Result<()> {
        let comes_again = !matches!(Outcome::of_refusal(cause.clone()), Outcome::Failed(_));
        let is_noted = match room {
            _ if is_contact => true,
            Some(_) => self.fits_refusal(device)?,
            None => comes_again && !self.is_refused(device)?,
        };
        if is_noted { self.note_refused(device, id, cause, room) } else { Ok(()) }
    }

    fn is_refused(&self, device: i64) -> rusqlite::Result<bool> {
        self.db
            .prepare_cached("SELECT 1 FROM receipts WHERE device_ref = ? AND kind = ?")?
            .exists([device, REFUSED])
    }

    /// Whether the device is to be told that something of it was put off: it sends all of it again then.
    pub(super) fn is_put_off(&self, device: i64) -> rusqlite::Result<bool> {
        self.db
            .prepare_cached(
                "SELECT 1 FROM receipts WHERE device_ref = ? AND kind = ? AND cause = ?",
            )?
            .exists(params![device, REFUSED, Cause::NOT_ACCEPTED.as_str()])
    }

    /// Whether the person is told what was delivered and read.
    pub(super) fn receipts_allowed(&self, to: &Address) -> rusqlite::Result<bool> {
        let untold: Option<bool> = self
            .db
            .prepare_cached("SELECT untold FROM persons WHERE lookup = ?")?
            .query_row([person_lookup(self.sealer, to)], |row| row.get(0))
            .optional()?;
        Ok(untold != Some(true))
    }

    fn send_receipts(
        &self,
        to: &DeviceAddress,
        message: Message,
        sealing: &dyn Sealing,
    ) -> rusqlite::Result<()> {
        let Some(device) = self.known_device_ref(to)? else { return Ok(()) };
        let id = EnvelopeId::of(message.id, to);
        if self
            .db
            .prepare_cached("SELECT 1 FROM outbox WHERE envelope_id = ?")?
            .exists([id.as_bytes()])?
        {
            return Ok(());
        }
        let receipt = Receipt {
            delivered: self.cut(device, DELIVERED, MOST, message_id)?,
            read: self.cut(device, READ, MOST, message_id)?,
            seen: self.cut(device, SEEN, MOST_SEEN, |row| self.seen_in(row))?,
            chosen: self.cut(device, CHOSEN, MOST_CHOSEN, |row| self.chosen_in(row))?,
            refused: self.cut(device, REFUSED, MOST, |row| {
                let id = EnvelopeId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)?;
                Ok((id, parsed(row, 1)?))
            })?,
        };
        if receipt.is_empty() {
            return Ok(());
        }
        if receipt.refused.iter().any(|(_, cause)| *cause == Cause::NOT_ACCEPTED) {
            self.forget_put_off(device)?;
        }
        let message = Message { body: Body::Receipt(receipt), ..message };
        let to = Addressed { id, recipient: to.clone(), trace: None };
        let mut row = self.sessions(&to.recipient)?;
        let sealed = row.seal(&message, &to, None, sealing);
        self.keep_sessions(&row)?;
        self.queue_receipt(&to, &message, sealed.as_ref())
    }

    /// The first of a kind, taken off.
    fn cut<T>(
        &self,
        device: i64,
        kind: i64,
        most: usize,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        let told = self
            .db
            .prepare_cached(
                "SELECT id, cause FROM receipts WHERE device_ref = ? AND kind = ?
                 ORDER BY id LIMIT ?",
            )?
            .query_map([device, kind, most], read)?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        self.db
            .prepare_cached(
                "DELETE FROM receipts WHERE device_ref = ?1 AND kind = ?2 AND id IN
                     (SELECT id FROM receipts WHERE device_ref = ?1 AND kind = ?2
                      ORDER BY id LIMIT ?3)",
            )?
            .execute([device, kind, most])?;
        Ok(told)
    }
}

pub(super) fn message_id(row: &rusqlite::Row<'_>) -> rusqlite::Result<MessageId> {
    MessageId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)
}
