use causerie_chat::{
    DeviceAddress, RoomEntry, RoomInfo, RoomLog, RoomMember, RoomRefusal, RoomSeat, RoomWelcome,
    Timestamp,
};
use causerie_usecases::ports::{RoomOffer, RoomTerms};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    founding::put_info,
    record::{Record, number, record},
    stays,
};
use crate::{
    columns::{count, millis},
    directory::pre_keys::device_ref,
};

/// Puts an entry at its place and does what it says.
pub(super) fn append(
    db: &Connection,
    offer: &RoomOffer,
    terms: &RoomTerms,
    at: Timestamp,
) -> rusqlite::Result<Result<(), RoomRefusal>> {
    let RoomOffer { room, by, place, entry } = offer;
    let (Some(author), Some(record)) = (device_ref(db, by)?, record(db, *room)?) else {
        return Ok(Err(RoomRefusal::NoSuchRoom));
    };
    let offering = Offering { db, offer, author, digest: entry.digest(), record };
    if offering.is_there()? {
        return Ok(Ok(()));
    }
    let log = offering.record.log(db, author)?;
    let log = RoomLog { seat: terms.seat(log.seat), ..log };
    let inside = offering.inside()?;
    if let Err(refused) = log.admits(by, *place, entry, &inside) {
        return Ok(Err(refused));
    }
    let Some(lets_in) = all(db, entry.change.lets_in())? else {
        return Ok(Err(RoomRefusal::UnknownDevice));
    };
    let others = Others {
        lets_in,
        lets_go: known(db, entry.change.lets_go())?,
        keepers: known(db, entry.change.keepers())?,
        no_keepers: known(db, entry.change.no_keepers())?,
    };
    if let Some(refused) = offering.too_much(&others, terms, log.seat, at)? {
        return Ok(Err(refused));
    }
    offering.put(&others, at)?;
    Ok(Ok(()))
}

struct Offering<'a> {
    db: &'a Connection,
    offer: &'a RoomOffer,
    author: i64,
    digest: [u8; 32],
    record: Record,
}

/// The numbers of the devices that an entry names.
struct Others {
    lets_in: Vec<i64>,
    lets_go: Vec<i64>,
    keepers: Vec<i64>,
    no_keepers: Vec<i64>,
}

impl Offering<'_> {
    /// Whether that very entry stands there, by that very device.
    fn is_there(&self) -> rusqlite::Result<bool> {
        let same = self
            .db
            .prepare_cached(
                "SELECT author_ref = ?3 AND digest = ?4 FROM room_entries
                 WHERE room_ref = ?1 AND place = ?2",
            )?
            .query_row(
                params![self.record.room, number(self.offer.place), self.author, self.digest],
                |row| row.get(0),
            )
            .optional()?;
        Ok(same.unwrap_or_default())
    }

    /// Those that it lets in and that are in.
    fn inside(&self) -> rusqlite::Result<Vec<DeviceAddress>> {
        let mut inside = Vec::new();
        for device in self.offer.entry.change.lets_in() {
            let number = device_ref(self.db, device)?;
            let known = number.map(|number| stays::present(self.db, self.record.room, number));
            if known.transpose()?.flatten().is_some() {
                inside.push(device.clone());
            }
        }
        Ok(inside)
    }

    /// Why there is no room for it, if there is none.
    fn too_much(
        &self,
        others: &Others,
        terms: &RoomTerms,
        seat: RoomSeat,
        at: Timestamp,
    ) -> rusqlite::Result<Option<RoomRefusal>> {
        let Self { db, offer, record, .. } = self;
        let yesterday = Timestamp::from_millis(at.millis().saturating_sub(RoomTerms::DAY));
        let lately = db
            .prepare_cached(
                "SELECT count(*) FROM room_entries
                 WHERE room_ref = ? AND author_ref = ? AND at > ?",
            )?
            .query_row(params![record.room, self.author, millis(yesterday)], |row| count(row, 0))?;
        if lately >= terms.entries_per_day {
            return Ok(Some(RoomRefusal::TooOften));
        }
        let info = offer.entry.info.as_ref().map_or(0, |info| info.as_bytes().len() as u64);
        let bytes = record.bytes.saturating_add(offer.entry.bytes()).saturating_add(info);
        if bytes > terms.bytes_for(seat) {
            return Ok(Some(RoomRefusal::LogFull));
        }
        if others.lets_in.is_empty() {
            return Ok(None);
        }
        let gone = self.present(&others.lets_go)?;
        let more = others.lets_in.len().saturating_sub(self.present(&others.lets_in)?);
        let devices = (stays::number_of(db, record.room)? + more).saturating_sub(gone);
        Ok((devices > RoomMember::MOST).then_some(RoomRefusal::TooManyDevices))
    }

    /// How many of these are in the room.
    fn present(&self, devices: &[i64]) -> rusqlite::Result<usize> {
        devices.iter().try_fold(0, |number, device| {
            let present = stays::present(self.db, self.record.room, *device)?;
            Ok(number + usize::from(present.is_some()))
        })
    }

    fn put(&self, others: &Others, at: Timestamp) -> rusqlite::Result<()> {
        let Self { db, offer: RoomOffer { place, entry, .. }, record, .. } = self;
        let RoomEntry { commit, change, info, welcome } = entry;
        let room = record.room;
        for device in &others.lets_go {
            stays::let_go(db, room, *device, *place)?;
        }
        for device in &others.lets_in {
            stays::let_in(db, room, *device, *place, false)?;
        }
        for (devices, keeper) in [(&others.keepers, true), (&others.no_keepers, false)] {
            for device in devices {
                stays::make(db, room, *device, keeper)?;
            }
        }
        db.prepare_cached(
            "INSERT INTO room_entries
                 (room_ref, place, author_ref, at, bytes, digest, change, sealed, welcome)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            room,
            number(*place),
            self.author,
            millis(at),
            entry.bytes().cast_signed(),
            self.digest,
            change.encode(),
            commit.as_bytes(),
            welcome.as_ref().map(RoomWelcome::as_bytes),
        ])?;
        if let Some(info) = info.as_ref().map(RoomInfo::as_bytes) {
            put_info(db, room, info)?;
        }
        record.put(db, *place, record.bytes.saturating_add(entry.bytes()))
    }
}

/// The numbers of all of them; nothing if one is not on record.
fn all(db: &Connection, devices: &[DeviceAddress]) -> rusqlite::Result<Option<Vec<i64>>> {
    devices.iter().map(|device| device_ref(db, device)).collect()
}

/// The numbers of those that are on record.
fn known(db: &Connection, devices: &[DeviceAddress]) -> rusqlite::Result<Vec<i64>> {
    devices.iter().filter_map(|device| device_ref(db, device).transpose()).collect()
}
