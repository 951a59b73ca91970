//! What is known of a room.

use causerie_chat::{RoomId, RoomKind, RoomLog, RoomPlace, RoomSeat};
use rusqlite::{Connection, OptionalExtension, Row, params, types::FromSqlError};

use super::stays;
use crate::columns::count;

/// A room's row.
pub(super) struct Record {
    pub(super) room: i64,
    pub(super) kind: RoomKind,
    pub(super) last: RoomPlace,
    /// What its entries take.
    pub(super) bytes: u64,
}

/// The room of that id.
pub(super) fn record(db: &Connection, id: RoomId) -> rusqlite::Result<Option<Record>> {
    db.prepare_cached("SELECT ref, kind, last_place, bytes FROM rooms WHERE id = ?")?
        .query_row([id.as_bytes()], |row| {
            let (room, kind) = (row.get(0)?, kind(row, 1)?);
            Ok(Record { room, kind, last: place(row, 2)?, bytes: count(row, 3)? })
        })
        .optional()
}

impl Record {
    /// The log, as the device of that number stands before it.
    pub(super) fn log(&self, db: &Connection, device: i64) -> rusqlite::Result<RoomLog> {
        let seat = match stays::present(db, self.room, device)? {
            Some(true) => RoomSeat::Keeper,
            Some(false) => RoomSeat::Member,
            None => RoomSeat::Outside,
        };
        Ok(RoomLog { kind: self.kind, first: self.first(db)?, last: self.last, seat })
    }

    /// The first place whose entry is there.
    pub(super) fn first(&self, db: &Connection) -> rusqlite::Result<RoomPlace> {
        let first = db
            .prepare_cached(
                "SELECT place FROM room_entries WHERE room_ref = ? ORDER BY place LIMIT 1",
            )?
            .query_row([self.room], |row| place(row, 0))
            .optional()?;
        Ok(first.unwrap_or(self.last.next()))
    }

    /// Writes how far the log is now and what it takes.
    pub(super) fn put(&self, db: &Connection, last: RoomPlace, bytes: u64) -> rusqlite::Result<()> {
        db.prepare_cached("UPDATE rooms SET last_place = ?2, bytes = ?3 WHERE ref = ?1")?
            .execute(params![self.room, number(last), bytes.cast_signed()])
            .map(drop)
    }
}

/// The kind that [`kind_number`] wrote.
pub(super) fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<RoomKind> {
    match row.get(column)? {
        0_i64 => Ok(RoomKind::Private),
        1 => Ok(RoomKind::Public),
        other => Err(FromSqlError::OutOfRange(other).into()),
    }
}

/// How a kind is written.
pub(super) fn kind_number(kind: RoomKind) -> i64 {
    match kind {
        RoomKind::Private => 0,
        RoomKind::Public => 1,
    }
}

/// The place that [`number`] wrote.
pub(super) fn place(row: &Row<'_>, column: usize) -> rusqlite::Result<RoomPlace> {
    count(row, column).map(RoomPlace)
}

/// How a place is written. There is nothing beyond.
pub(super) fn number(place: RoomPlace) -> i64 {
    i64::try_from(place.0).unwrap_or(i64::MAX)
}
