//! The directory's ports.

mod blobs;
mod challenges;
mod device_lists;
mod devices;
mod listings;
mod mailboxes;
mod people;
mod pre_keys;
mod public_channel;
mod reachability;
mod registry;
mod rooms;
mod second_factors;
mod sign_ins;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Mutex,
};

use causerie_chat::{Address, ChallengeId, DeviceAddress, DeviceKey, Person, RoomId, Username};
use causerie_usecases::ports::{Challenges, KeptSecondFactor, LastSignIn, Published};

use self::challenges::Opened;

/// What a directory knows, in memory.
pub struct MemoryDirectory {
    records: Mutex<Records>,
    room: usize,
}

#[derive(Default)]
struct Records {
    people: HashMap<Address, Person>,
    /// All account and device keys.
    keys: HashSet<[u8; 32]>,
    revoked: HashMap<DeviceAddress, DeviceKey>,
    whereabouts: HashMap<DeviceAddress, Published>,
    challenges: HashMap<ChallengeId, Opened>,
    second_factors: HashMap<Address, KeptSecondFactor>,
    listed: HashSet<Address>,
    sign_ins: HashMap<DeviceAddress, LastSignIn>,
    shelf: pre_keys::Shelf,
    mail: HashMap<DeviceAddress, mailboxes::Lying>,
    rooms: BTreeMap<RoomId, rooms::Room>,
    blobs: blobs::Blobs,
    public: Option<RoomId>,
    /// The rooms that are the public channel after that one.
    successors: Vec<RoomId>,
    banned: HashSet<Address>,
    moderators: BTreeSet<Username>,
}

impl MemoryDirectory {
    /// An empty one that keeps at most `challenges` of them, instead of `<dyn Challenges>::MOST`.
    #[must_use]
    pub fn with_room_for(challenges: usize) -> Self {
        Self { records: Mutex::default(), room: challenges }
    }
}

impl Default for MemoryDirectory {
    fn default() -> Self {
        Self::with_room_for(<dyn Challenges>::MOST)
    }
}
