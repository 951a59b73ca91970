use causerie_chat::{RoomInfo, RoomKind, RoomPlace, RoomSeat};
use causerie_usecases::ports::{NotFounded, RoomFounding, RoomTerms};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::{record::kind_number, stays};
use crate::{columns::count, directory::pre_keys::device_ref};

/// Begins a log.
pub(super) fn found(
    db: &Connection,
    founding: &RoomFounding,
    terms: &RoomTerms,
) -> rusqlite::Result<Result<(), NotFounded>> {
    let RoomFounding { room, by, kind, info } = founding;
    let Some(device) = device_ref(db, by)? else { return Ok(Err(NotFounded::UnknownDevice)) };
    if info.is_some() != (*kind == RoomKind::Public) {
        return Ok(Err(NotFounded::WrongInfo));
    }
    let info = info.as_ref().map(RoomInfo::as_bytes);
    let founded_with = Sha256::digest(info.unwrap_or_default());
    let known: Option<bool> = db
        .prepare_cached(
            "SELECT founder_ref = ?2 AND kind = ?3 AND founded_with = ?4 FROM rooms WHERE id = ?1",
        )?
        .query_row(
            params![room.as_bytes(), device, kind_number(*kind), founded_with.as_slice()],
            |row| row.get(0),
        )
        .optional()?;
    match known {
        Some(true) => return Ok(Ok(())),
        Some(false) => return Ok(Err(NotFounded::IdInUse)),
        None => {}
    }
    if rooms_like(db, device)? >= terms.rooms_per_person {
        return Ok(Err(NotFounded::TooMany));
    }
    let room: i64 = db
        .prepare_cached(
            "INSERT INTO rooms (id, kind, founder_ref, founded_with, last_place, bytes)
             VALUES (?, ?, ?, ?, 0, 0) RETURNING ref",
        )?
        .query_row(
            params![room.as_bytes(), kind_number(*kind), device, founded_with.as_slice()],
            |row| row.get(0),
        )?;
    if let Some(info) = info {
        put_info(db, room, info)?;
    }
    let keeper = terms.seat(RoomSeat::Keeper) == RoomSeat::Keeper;
    stays::let_in(db, room, device, RoomPlace(0), keeper)?;
    Ok(Ok(()))
}

/// Writes what others come in by from now on.
pub(super) fn put_info(db: &Connection, room: i64, info: &[u8]) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO room_infos VALUES (?1, ?2)
         ON CONFLICT (room_ref) DO UPDATE SET info = ?2",
    )?
    .execute(params![room, info])
    .map(drop)
}

/// How many rooms the devices of that device's person founded, those included that are theirs no more.
fn rooms_like(db: &Connection, device: i64) -> rusqlite::Result<u64> {
    db.prepare_cached(
        "SELECT count(*) FROM rooms r JOIN devices d ON d.ref = r.founder_ref
         WHERE d.person_ref = (SELECT person_ref FROM devices WHERE ref = ?)",
    )?
    .query_row([device], |row| count(row, 0))
}
