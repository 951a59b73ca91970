use std::sync::OnceLock;

use causerie_chat::{DeviceAddress, NetworkAddress};

use crate::task::MachineId;

/// A machine, as far as its program has no say in it.
pub(crate) struct Machine {
    /// Counts its starts.
    pub(crate) run: u64,
    pub(crate) is_up: bool,
    /// How far its clock is ahead, in milliseconds.
    pub(crate) ahead: i64,
    /// How far it was before it was set, in milliseconds since 1970.
    pub(crate) furthest: u64,
    /// Until when nothing can be written.
    pub(crate) full_until: u64,
    /// Changes where it listens.
    pub(crate) moves: u64,
    /// Until when it can be reached by nobody.
    pub(crate) alone_until: u64,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self {
            run: 0,
            is_up: false,
            ahead: 0,
            furthest: 0,
            full_until: 0,
            moves: 0,
            alone_until: 0,
        }
    }
}

const NAMES: [&str; 13] = [
    "directory",
    "alice",
    "bob",
    "carol",
    "dave",
    "erin",
    "frank",
    "grace",
    "heidi",
    "ivan",
    "judy",
    "mallory",
    "niaj",
];

/// How many people there are names for.
const MOST_PEOPLE: usize = NAMES.len() - 1;
/// How many devices each of them has at most.
pub(crate) const MOST_DEVICES: usize = 6;
/// How many they begin with at most.
pub(crate) const MOST_AT_FIRST: usize = 3;
/// How many machines there are beside the directory's at most: first those with first devices, which stand for people too, then those with
/// second ones.
pub(crate) const MOST_PEERS: usize = MOST_PEOPLE * MOST_DEVICES;

/// The machine with the device of that number, from 1 on, of whom a machine belongs to.
pub(crate) fn machine_with(number: usize, of: MachineId) -> MachineId {
    owner(of) + (number - 1) * MOST_PEOPLE
}

/// The machine with the first device of whom a machine belongs to.
pub(crate) fn owner(of: MachineId) -> MachineId {
    if of == 0 { of } else { (of - 1) % MOST_PEOPLE + 1 }
}

/// Which of its person's devices a machine is, from 1 on.
pub(crate) fn number(of: MachineId) -> usize {
    if of == 0 { 1 } else { (of - 1) / MOST_PEOPLE + 1 }
}

/// Whom a machine belongs to, and which of their devices it is.
pub(crate) fn name(of: MachineId) -> String {
    let person = NAMES.get(owner(of)).copied().unwrap_or("nobody");
    match number(of) {
        1 => person.to_owned(),
        number => format!("{person}'s {number}."),
    }
}

/// The device that runs on a machine.
pub(crate) fn device(of: MachineId) -> DeviceAddress {
    static ALL: [OnceLock<DeviceAddress>; MOST_PEERS + 1] =
        [const { OnceLock::new() }; MOST_PEERS + 1];
    ALL.get(of).map_or_else(|| address(of), |it| it.get_or_init(|| address(of)).clone())
}

fn address(of: MachineId) -> DeviceAddress {
    let person = NAMES.get(owner(of)).copied().unwrap_or("nobody");
    parsed(&format!("d{}.{person}.peers.example.org", number(of)))
}

/// The machine that a device runs on.
pub(crate) fn machine(of: &DeviceAddress) -> Option<MachineId> {
    let person = NAMES.iter().position(|name| *name == of.person.username.as_str())?;
    let number = of.device.as_str().strip_prefix('d')?.parse().ok()?;
    (1..=MOST_DEVICES).contains(&number).then(|| machine_with(number, person))
}

/// Where a machine listens after so many moves.
pub(crate) fn listens_at(of: MachineId, moves: u64) -> NetworkAddress {
    parsed(&format!("192.0.2.{}:{}", of + 1, 7_000 + moves % 1_000))
}

/// What is written here is legal.
#[allow(clippy::panic)] // A name above that is not shows at the first run.
pub(crate) fn parsed<T: std::str::FromStr>(raw: &str) -> T {
    raw.parse().unwrap_or_else(|_| panic!("{raw} is not legal"))
}
