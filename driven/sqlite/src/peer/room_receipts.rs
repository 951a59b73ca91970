//! What is told in rooms, to those who are no contacts.

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, EnvelopeId, MessageId, Receipt, RoomId, Sealed};
use causerie_usecases::ports::{DueInRooms, NotTold, RoomReceipts, ToldInRoom, Unavailable};
use rusqlite::params;

use super::{
    SqlitePeer,
    receipts::{DELIVERED, READ, REFUSED},
    refs::read_device,
    tables::Tables,
};
use crate::columns::{parsed, readable, unreadable};

#[async_trait]
impl RoomReceipts for SqlitePeer {
    async fn tell(&self, told: ToldInRoom) -> Result<(), NotTold> {
        if told.receipt().is_none() {
            return Err(Unavailable::new("no receipt").into());
        }
        self.write(move |tables| tables.tell_in_room(&told)).await?
    }

    async fn leave_untold(&self, room: RoomId, to: &DeviceAddress) -> Result<(), Unavailable> {
        let to = to.clone();
        self.write(move |tables| tables.leave_untold(room, &to)).await
    }
}

#[async_trait]
impl DueInRooms for SqlitePeer {
    async fn due_in_room(&self, room: RoomId) -> Result<Vec<DeviceAddress>, Unavailable> {
        let own = self.own;
        self.read(move |tables| {
            let Some(room) = tables.known_conversation_ref(&room.into())? else {
                return Ok(Vec::new());
            };
            // Terms of 2 are those who are ignored.
            let mut statement = tables.db.prepare_cached(
                "SELECT d.lookup, d.device FROM devices d JOIN persons p ON p.ref = d.person_ref
                 WHERE d.ref IN (SELECT device_ref FROM receipts WHERE room_ref = ?)
                     AND p.ref <> ? AND NOT p.blocked AND p.terms <> 2
                     AND (p.terms <> 0 OR p.contact IS NULL)
                 ORDER BY d.ref LIMIT 1000",
            )?;
            readable(statement.query([room, own])?, |row| read_device(tables.sealer, row, 0))
        })
        .await
    }

    async fn to_tell(&self, room: RoomId, to: &DeviceAddress) -> Result<Receipt, Unavailable> {
        let to = to.clone();
        self.read(move |tables| tables.due_in(room, &to)).await
    }
}

impl Tables<'_> {
    fn tell_in_room(&self, told: &ToldInRoom) -> rusqlite::Result<Result<(), NotTold>> {
        let ToldInRoom { message, sealed, to, step } = told;
        if self
            .db
            .prepare_cached("SELECT 1 FROM outbox WHERE envelope_id = ?")?
            .exists([to.id.as_bytes()])?
        {
            return Ok(Ok(()));
        }
        if !self.keep_group(step.room, step.version, step.keep.as_ref())? {
            return Ok(Err(NotTold::Stale));
        }
        let room = self.conversation_ref(&step.room.into())?;
        self.db
            .prepare_cached("UPDATE rooms SET keys_told = keys_told + 1 WHERE person_ref = ?")?
            .execute([room])?;
        let device = self.device_ref(&to.recipient)?;
        self.take_off_told(device, told.receipt().unwrap_or(&Receipt::default()))?;
        if self.without_gone(std::slice::from_ref(to))?.is_empty() {
            return Ok(Ok(()));
        }
        self.queue_receipt(to, message, Some(sealed))?;
        self.mark_in_room(to.id).map(Ok)
    }

    fn mark_in_room(&self, envelope: EnvelopeId) -> rusqlite::Result<()> {
        self.db
            .prepare_cached("UPDATE outbox SET in_room = 1 WHERE envelope_id = ?")?
            .execute([envelope.as_bytes()])
            .map(drop)
    }

    /// Takes off what a receipt says, and nothing else.
    fn take_off_told(&self, device: i64, said: &Receipt) -> rusqlite::Result<()> {
        let mut statement = self
            .db
            .prepare_cached("DELETE FROM receipts WHERE device_ref = ? AND kind = ? AND id = ?")?;
        for (kind, ids) in [(DELIVERED, &said.delivered), (READ, &said.read)] {
            for id in ids {
                statement.execute(params![device, kind, id.as_bytes()])?;
            }
        }
        for (id, _) in &said.refused {
            statement.execute(params![device, REFUSED, id.as_bytes()])?;
        }
        Ok(())
    }

    fn leave_untold(&self, room: RoomId, to: &DeviceAddress) -> rusqlite::Result<()> {
        let Some(room) = self.known_conversation_ref(&room.into())? else { return Ok(()) };
        let Some(device) = self.known_device_ref(to)? else { return Ok(()) };
        self.db
            .prepare_cached(
                "UPDATE receipts SET room_ref = NULL WHERE device_ref = ? AND room_ref = ?",
            )?
            .execute([device, room])
            .map(drop)
    }

    fn due_in(&self, room: RoomId, to: &DeviceAddress) -> rusqlite::Result<Receipt> {
        let room = self.known_conversation_ref(&room.into())?;
        let (Some(room), Some(device)) = (room, self.known_device_ref(to)?) else {
            return Ok(Receipt::default());
        };
        let message = |row: &rusqlite::Row<'_>| {
            MessageId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)
        };
        Ok(Receipt {
            delivered: self.due_of(device, room, DELIVERED, message)?,
            read: self.due_of(device, room, READ, message)?,
            refused: self.due_of(device, room, REFUSED, |row| {
                let id = EnvelopeId::try_from(row.get_ref(0)?.as_blob()?).map_err(unreadable)?;
                Ok((id, parsed(row, 1)?))
            })?,
            ..Receipt::default()
        })
    }

    /// The first of a kind.
    fn due_of<T>(
        &self,
        device: i64,
        room: i64,
        kind: i64,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<Vec<T>> {
        let most = i64::try_from(Receipt::MOST).unwrap_or(i64::MAX);
        self.db
            .prepare_cached(
                "SELECT id, cause FROM receipts WHERE device_ref = ? AND room_ref = ? AND kind = ?
                 ORDER BY id LIMIT ?",
            )?
            .query_map([device, room, kind, most], read)?
            .collect()
    }

    /// How many refusals a device is to be told of, and whether another one of a room fits.
    pub(super) fn fits_refusal(&self, device: i64) -> rusqlite::Result<bool> {
        let refused: i64 = self
            .db
            .prepare_cached("SELECT count(*) FROM receipts WHERE device_ref = ? AND kind = ?")?
            .query_row([device, REFUSED], |row| row.get(0))?;
        Ok(usize::try_from(refused).is_ok_and(|refused| refused < Receipt::MOST))
    }

    /// The number of the room that something was sealed for, if it is known here.
    pub(super) fn room_of(&self, sealed: &Sealed) -> rusqlite::Result<Option<i64>> {
        let Some(sealed) = causerie_chat::SealedInRoom::read(sealed) else { return Ok(None) };
        self.known_conversation_ref(&sealed.room.into())
    }
}
