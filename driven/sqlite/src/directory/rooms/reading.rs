use causerie_chat::{
    DeviceAddress, RoomChange, RoomCommit, RoomId, RoomInfo, RoomKind, RoomPlace, RoomWelcome,
};
use causerie_usecases::ports::{LoggedEntry, LoggedRoom, NotRead, PublicRoom};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    record::{kind, number, place, record},
    stays,
};
use crate::{
    columns::{count, parsed, unreadable},
    directory::pre_keys::device_ref,
};

/// The entries from a place on that are the reader's to read.
pub(super) fn entries(
    db: &Connection,
    reader: &DeviceAddress,
    room: RoomId,
    from: RoomPlace,
    items: usize,
    bytes: usize,
) -> rusqlite::Result<Result<Vec<LoggedEntry>, NotRead>> {
    let (Some(device), Some(record)) = (device_ref(db, reader)?, record(db, room)?) else {
        return Ok(Err(NotRead::NoSuchRoom));
    };
    let stays = stays::of(db, record.room, device)?;
    if stays.is_empty() {
        let public = record.kind == RoomKind::Public;
        return Ok(Err(if public { NotRead::NotAllowed } else { NotRead::NoSuchRoom }));
    }
    let gone = RoomPlace(record.first(db)?.0.saturating_sub(1));
    if stays.iter().any(|stay| stay.within(from, gone).is_some()) {
        return Ok(Err(NotRead::Expired));
    }
    let mut page = Page { reader, told: Vec::new(), total: 0, items, bytes };
    for (first, last) in stays.iter().filter_map(|stay| stay.within(from, record.last)) {
        if !page.read(db, record.room, first, last)? {
            break;
        }
    }
    Ok(Ok(page.told))
}

/// What is told at once.
struct Page<'a> {
    reader: &'a DeviceAddress,
    told: Vec<LoggedEntry>,
    total: u64,
    items: usize,
    bytes: usize,
}

impl Page<'_> {
    /// Adds the entries from one to another, and says whether there is room for more.
    fn read(
        &mut self,
        db: &Connection,
        room: i64,
        first: RoomPlace,
        last: RoomPlace,
    ) -> rusqlite::Result<bool> {
        let mut statement = db.prepare_cached(
            "SELECT e.place, e.bytes, p.address, d.device, e.change, e.sealed,
                 ifnull(length(e.welcome), 0)
             FROM room_entries e
             JOIN devices d ON d.ref = e.author_ref JOIN persons p ON p.ref = d.person_ref
             WHERE e.room_ref = ? AND e.place BETWEEN ? AND ? ORDER BY e.place",
        )?;
        let mut rows = statement.query(params![room, number(first), number(last)])?;
        while let Some(row) = rows.next()? {
            let change = RoomChange::decode(row.get_ref(4)?.as_blob()?).map_err(unreadable)?;
            let for_reader = change.lets_in().contains(self.reader);
            let untold = if for_reader { 0 } else { count(row, 6)? };
            self.total = self.total.saturating_add(count(row, 1)?.saturating_sub(untold));
            let full = self.told.len() >= self.items || self.total > self.bytes as u64;
            if full && !self.told.is_empty() {
                return Ok(false);
            }
            let place = place(row, 0)?;
            let welcome = if for_reader { welcome(db, room, place)? } else { None };
            let by = DeviceAddress { person: parsed(row, 2)?, device: parsed(row, 3)? };
            let commit = RoomCommit::try_from(row.get::<_, Vec<u8>>(5)?).map_err(unreadable)?;
            self.told.push(LoggedEntry { place, by, commit, change, welcome });
        }
        Ok(true)
    }
}

/// What those join with whom that entry lets in.
fn welcome(db: &Connection, room: i64, at: RoomPlace) -> rusqlite::Result<Option<RoomWelcome>> {
    db.prepare_cached("SELECT welcome FROM room_entries WHERE room_ref = ? AND place = ?")?
        .query_row(params![room, number(at)], |row| row.get::<_, Option<Vec<u8>>>(0))?
        .map(RoomWelcome::try_from)
        .transpose()
        .map_err(unreadable)
}

/// The rooms that a device is in, or was as far as that is known, behind that id.
pub(super) fn rooms(
    db: &Connection,
    of: &DeviceAddress,
    after: Option<RoomId>,
    items: usize,
) -> rusqlite::Result<Vec<LoggedRoom>> {
    let Some(device) = device_ref(db, of)? else { return Ok(Vec::new()) };
    let after = after.as_ref().map_or(&[][..], |after| after.as_bytes());
    let items = i64::try_from(items).unwrap_or(i64::MAX);
    db.prepare_cached(
        "SELECT r.id, r.kind, ifnull(s.until, r.last_place), s.until IS NULL, s.keeper
         FROM room_stays s JOIN rooms r ON r.ref = s.room_ref
         WHERE s.device_ref = ?1 AND r.id > ?2 AND NOT EXISTS
             (SELECT 1 FROM room_stays l WHERE l.room_ref = s.room_ref AND l.device_ref = ?1
                  AND l.since > s.since)
         ORDER BY r.id LIMIT ?3",
    )?
    .query_map(params![device, after, items], |row| {
        let (room, is_in): ([u8; 16], bool) = (row.get(0)?, row.get(3)?);
        let (kind, last, keeper) = (kind(row, 1)?, place(row, 2)?, row.get::<_, bool>(4)?);
        Ok(LoggedRoom { room: room.into(), kind, last, is_in, is_keeper: is_in && keeper })
    })?
    .collect()
}

/// What a device comes into a public room by.
pub(super) fn info(
    db: &Connection,
    reader: &DeviceAddress,
    room: RoomId,
) -> rusqlite::Result<Option<PublicRoom>> {
    if device_ref(db, reader)?.is_none() {
        return Ok(None);
    }
    db.prepare_cached(
        "SELECT r.last_place, i.info FROM rooms r JOIN room_infos i ON i.room_ref = r.ref
         WHERE r.id = ?",
    )?
    .query_row([room.as_bytes()], |row| {
        let info = RoomInfo::try_from(row.get::<_, Vec<u8>>(1)?).map_err(unreadable)?;
        Ok(PublicRoom { last: place(row, 0)?, info })
    })
    .optional()
}

/// Whose it is to read an entry.
pub(super) fn readers(
    db: &Connection,
    room: RoomId,
    at: RoomPlace,
) -> rusqlite::Result<Vec<DeviceAddress>> {
    db.prepare_cached(
        "SELECT p.address, d.device
         FROM rooms r JOIN room_entries e ON e.room_ref = r.ref AND e.place = ?2
         JOIN room_stays s ON s.room_ref = r.ref AND s.since <= ?2 AND ifnull(s.until, ?2) >= ?2
         JOIN devices d ON d.ref = s.device_ref JOIN persons p ON p.ref = d.person_ref
         WHERE r.id = ?1",
    )?
    .query_map(params![room.as_bytes(), number(at)], |row| {
        Ok(DeviceAddress { person: parsed(row, 0)?, device: parsed(row, 1)? })
    })?
    .collect::<rusqlite::Result<Vec<_>>>()
    .map(|mut readers| {
        readers.sort();
        readers
    })
}
