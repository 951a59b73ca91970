//! The logs of rooms.

mod appending;
mod reading;

use std::collections::BTreeMap;

use async_trait::async_trait;
use causerie_chat::{
    DeviceAddress, RoomInfo, RoomKind, RoomLog, RoomPlace, RoomRefusal, RoomSeat, RoomStay,
    Timestamp,
};
use causerie_usecases::ports::{
    LoggedEntry, NotAppended, NotFounded, RoomFounding, RoomLogs, RoomOffer, RoomTerms, Unavailable,
};

use super::{MemoryDirectory, Records};
use crate::lock::lock;

/// How many entries are thrown away at once, and about how many bytes of them.
const MOST: usize = 1_000;
const MOST_BYTES: u64 = 64 << 20;

/// What is known of one room.
pub(super) struct Room {
    founding: RoomFounding,
    last: RoomPlace,
    entries: BTreeMap<RoomPlace, Kept>,
    stays: Vec<Stay>,
    info: Option<RoomInfo>,
}

struct Kept {
    entry: LoggedEntry,
    digest: [u8; 32],
    at: Timestamp,
    bytes: u64,
}

/// A time that a device is or was in the room.
struct Stay {
    device: DeviceAddress,
    time: RoomStay,
    keeper: bool,
}

#[async_trait]
impl RoomLogs for MemoryDirectory {
    async fn found(
        &self,
        founding: &RoomFounding,
        terms: &RoomTerms,
        _: Timestamp,
    ) -> Result<(), NotFounded> {
        lock(&self.records).found(founding, terms)
    }

    async fn append(
        &self,
        offer: &RoomOffer,
        terms: &RoomTerms,
        at: Timestamp,
    ) -> Result<(), NotAppended> {
        Ok(lock(&self.records).append(offer, terms, at)?)
    }

    async fn expire(&self, appended_before: Timestamp) -> Result<(), Unavailable> {
        let (mut items, mut bytes) = (0, 0);
        for room in lock(&self.records).rooms.values_mut() {
            while items < MOST && bytes < MOST_BYTES {
                let Some(gone) = room.expire_first(appended_before) else { break };
                items += 1;
                bytes += gone;
            }
        }
        Ok(())
    }
}

impl Records {
    fn found(&mut self, founding: &RoomFounding, terms: &RoomTerms) -> Result<(), NotFounded> {
        let RoomFounding { room, by, kind, info } = founding;
        if !self.has_device(by) {
            return Err(NotFounded::UnknownDevice);
        }
        if info.is_some() != (*kind == RoomKind::Public) {
            return Err(NotFounded::WrongInfo);
        }
        if let Some(known) = self.rooms.get(room) {
            return if known.founding == *founding { Ok(()) } else { Err(NotFounded::IdInUse) };
        }
        let theirs = self.rooms.values().filter(|it| it.founding.by.person == by.person).count();
        if theirs as u64 >= terms.rooms_per_person {
            return Err(NotFounded::TooMany);
        }
        let stay = RoomStay { since: RoomPlace(0), until: None };
        let keeper = terms.seat(RoomSeat::Keeper) == RoomSeat::Keeper;
        let founded = Room {
            founding: founding.clone(),
            last: RoomPlace(0),
            entries: BTreeMap::new(),
            stays: vec![Stay { device: by.clone(), time: stay, keeper }],
            info: info.clone(),
        };
        self.rooms.insert(*room, founded);
        Ok(())
    }

    fn append(
        &mut self,
        offer: &RoomOffer,
        terms: &RoomTerms,
        at: Timestamp,
    ) -> Result<(), RoomRefusal> {
        let on_record = self.has_device(&offer.by);
        let entry = &offer.entry;
        let unknown = entry.change.lets_in().iter().any(|device| !self.has_device(device));
        let room = self.rooms.get_mut(&offer.room).filter(|_| on_record);
        let room = room.ok_or(RoomRefusal::NoSuchRoom)?;
        if room.has(offer) {
            return Ok(());
        }
        let log = room.log(&offer.by);
        let log = RoomLog { seat: terms.seat(log.seat), ..log };
        let inside = entry.change.lets_in().iter().filter(|device| room.has_inside(device));
        let inside: Vec<_> = inside.cloned().collect();
        log.admits(&offer.by, offer.place, entry, &inside)?;
        if unknown {
            return Err(RoomRefusal::UnknownDevice);
        }
        room.fits(offer, terms, log.seat, at)?;
        room.put(offer, at);
        Ok(())
    }

    /// Forgets in which rooms a device was.
    pub(super) fn leave_rooms(&mut self, device: &DeviceAddress) {
        for room in self.rooms.values_mut() {
            room.stays.retain(|stay| stay.device != *device);
        }
    }
}

impl Room {
    /// The first place whose entry is there.
    fn first(&self) -> RoomPlace {
        self.entries.keys().next().copied().unwrap_or(self.last.next())
    }

    fn log(&self, of: &DeviceAddress) -> RoomLog {
        let seat = match self.stays.iter().find(|it| it.device == *of && it.is_in()) {
            Some(Stay { keeper: true, .. }) => RoomSeat::Keeper,
            Some(_) => RoomSeat::Member,
            None => RoomSeat::Outside,
        };
        RoomLog { kind: self.founding.kind, first: self.first(), last: self.last, seat }
    }

    /// Throws the first entry away if it is from before that time, and says how many bytes it had.
    fn expire_first(&mut self, before: Timestamp) -> Option<u64> {
        let first = self.entries.first_entry().filter(|first| first.get().at < before)?;
        let (place, gone) = first.remove_entry();
        self.stays.retain(|it| it.time.until.is_none_or(|until| until > place));
        Some(gone.bytes)
    }
}

impl Stay {
    fn is_in(&self) -> bool {
        self.time.until.is_none()
    }
}
