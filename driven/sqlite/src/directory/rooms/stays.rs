//! When devices are and were in rooms.

use causerie_chat::{RoomPlace, RoomStay};
use rusqlite::{Connection, OptionalExtension, params};

use super::record::{number, place};
use crate::columns::{count, unreadable};

/// Whether a device that is in a room keeps it; nothing if it is not in it.
pub(super) fn present(db: &Connection, room: i64, device: i64) -> rusqlite::Result<Option<bool>> {
    db.prepare_cached(
        "SELECT keeper FROM room_stays WHERE room_ref = ? AND device_ref = ? AND until IS NULL",
    )?
    .query_row([room, device], |row| row.get(0))
    .optional()
}

/// How many devices are in a room.
pub(super) fn number_of(db: &Connection, room: i64) -> rusqlite::Result<usize> {
    db.prepare_cached("SELECT count(*) FROM room_stays WHERE room_ref = ? AND until IS NULL")?
        .query_row([room], |row| usize::try_from(count(row, 0)?).map_err(unreadable))
}

/// All the times that a device is or was in a room, in their order.
pub(super) fn of(db: &Connection, room: i64, device: i64) -> rusqlite::Result<Vec<RoomStay>> {
    db.prepare_cached(
        "SELECT since, ifnull(until, 0), until IS NULL FROM room_stays
         WHERE room_ref = ? AND device_ref = ? ORDER BY since",
    )?
    .query_map([room, device], |row| {
        let (since, until, is_in) = (place(row, 0)?, place(row, 1)?, row.get::<_, bool>(2)?);
        Ok(RoomStay { since, until: (!is_in).then_some(until) })
    })?
    .collect()
}

/// Lets a device in from that place on, unless it is in.
pub(super) fn let_in(
    db: &Connection,
    room: i64,
    device: i64,
    at: RoomPlace,
    keeper: bool,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO room_stays (room_ref, device_ref, since, keeper) VALUES (?, ?, ?, ?)
         ON CONFLICT (room_ref, device_ref) WHERE until IS NULL DO NOTHING",
    )?
    .execute(params![room, device, number(at), keeper])
    .map(drop)
}

/// Lets a device go with that place, if it is in.
pub(super) fn let_go(
    db: &Connection,
    room: i64,
    device: i64,
    at: RoomPlace,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE room_stays SET until = ? WHERE room_ref = ? AND device_ref = ? AND until IS NULL",
    )?
    .execute(params![number(at), room, device])
    .map(drop)
}

/// Makes a device a keeper or none, if it is in.
pub(super) fn make(db: &Connection, room: i64, device: i64, keeper: bool) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE room_stays SET keeper = ? WHERE room_ref = ? AND device_ref = ? AND until IS NULL",
    )?
    .execute(params![keeper, room, device])
    .map(drop)
}

/// Forgets those who were let go up to that place.
pub(super) fn forget(db: &Connection, room: i64, up_to: RoomPlace) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM room_stays WHERE room_ref = ? AND until <= ?")?
        .execute(params![room, number(up_to)])
        .map(drop)
}

/// Forgets in which rooms a device is or was.
pub(in crate::directory) fn leave(db: &Connection, device: i64) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM room_stays WHERE device_ref = ?")?.execute([device]).map(drop)
}
