use std::{
    collections::{HashMap, HashSet, hash_map::RandomState},
    hash::BuildHasher,
    sync::{Mutex, MutexGuard, PoisonError},
};

use causerie_chat::{DeviceAddress, RoomEpoch, RoomId, RoomMember};

/// Which devices are in the rooms of this device, as far as that was looked up: to be asked often, so each is a number, which another device has once
/// in 2^64.
#[derive(Default)]
pub(super) struct Seats {
    taken: Mutex<Taken>,
    numbers: RandomState,
}

#[derive(Default)]
struct Taken {
    rooms: HashMap<RoomId, Seated>,
    count: usize,
}

/// Who is in a room in an epoch; nothing if that is yet to be looked up.
struct Seated {
    epoch: RoomEpoch,
    devices: Option<HashSet<u64>>,
}

impl Seats {
    /// How many are kept. Who is in a room that does not fit is not known by it.
    const MOST: usize = 1_000_000;

    /// A room is in that epoch now: who is in it is to be looked up, unless it was.
    pub(super) fn note(&self, room: RoomId, epoch: RoomEpoch) {
        let mut taken = self.taken();
        if taken.rooms.get(&room).is_none_or(|seated| seated.epoch != epoch) {
            taken.clear(room);
            taken.rooms.insert(room, Seated { epoch, devices: None });
        }
    }

    /// A room was kept anew by another way: all of it is to be looked up.
    pub(super) fn forget(&self, room: RoomId) {
        let mut taken = self.taken();
        taken.clear(room);
        taken.rooms.insert(room, Seated { epoch: 0, devices: None });
    }

    /// This device is in a room no more.
    pub(super) fn clear(&self, room: RoomId) {
        self.taken().clear(room);
    }

    /// The rooms that are to be looked up.
    pub(super) fn open(&self) -> Vec<RoomId> {
        let taken = self.taken();
        let open = taken.rooms.iter().filter(|(_, seated)| seated.devices.is_none());
        open.map(|(room, _)| *room).collect()
    }

    /// Those are in a room in that epoch.
    pub(super) fn fill(&self, room: RoomId, epoch: RoomEpoch, members: &[RoomMember]) {
        let number = |it: &RoomMember| self.numbers.hash_one(&it.device);
        let mut taken = self.taken();
        taken.clear(room);
        let fits = taken.count + members.len() <= Self::MOST;
        let devices: HashSet<_> = members.iter().filter(|_| fits).map(number).collect();
        taken.count += devices.len();
        taken.rooms.insert(room, Seated { epoch, devices: Some(devices) });
    }

    /// Whether a device is in one of those that were looked up.
    pub(super) fn has(&self, device: &DeviceAddress) -> bool {
        let number = self.numbers.hash_one(device);
        let taken = self.taken();
        taken.rooms.values().filter_map(|it| it.devices.as_ref()).any(|it| it.contains(&number))
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn clear(&mut self, room: RoomId) {
        let gone = self.rooms.remove(&room).and_then(|it| it.devices);
        self.count -= gone.map_or(0, |it| it.len());
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{AccountSecret, DeviceSecret};

    use super::*;

    fn member(n: usize) -> RoomMember {
        let device = format!("d{n}.bob.peers.chat.example.org").parse().unwrap();
        let account_key = AccountSecret::from_seed(&[7; 32]).public();
        RoomMember { device, account_key, device_key: DeviceSecret::from_seed(&[8; 32]).public() }
    }

    fn room(n: u8) -> RoomId {
        RoomId::from([n; 16])
    }

    #[test]
    fn who_is_in_a_room_counts_for_the_epoch_it_was_looked_up_in() {
        let seats = Seats::default();
        seats.note(room(1), 1);
        assert_eq!(seats.open(), [room(1)]);

        seats.fill(room(1), 1, &[member(1)]);
        seats.note(room(1), 1);
        assert!(seats.open().is_empty() && seats.has(&member(1).device));
        assert!(!seats.has(&member(2).device));

        seats.note(room(1), 2);
        assert_eq!(seats.open(), [room(1)]);
        assert!(!seats.has(&member(1).device));
    }

    #[test]
    fn a_room_that_was_left_gives_its_seats_back() {
        let seats = Seats::default();
        seats.fill(room(1), 1, &[member(1), member(2)]);
        seats.fill(room(2), 1, &[member(2)]);

        seats.clear(room(1));

        assert!(!seats.has(&member(1).device) && seats.has(&member(2).device));
        assert_eq!(seats.taken().count, 1);
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let seats = Seats::default();
        seats.taken().count = Seats::MOST - 1;

        seats.fill(room(1), 1, &[member(1), member(2)]);
        assert!(!seats.has(&member(1).device) && seats.open().is_empty());
        seats.fill(room(2), 1, &[member(2)]);
        assert!(seats.has(&member(2).device));
    }
}
