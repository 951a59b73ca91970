use causerie_chat::{DeviceAddress, NetworkAddress};

use crate::task::MachineId;

/// A machine, as far as its program has no say in it.
pub(crate) struct Machine {
    /// Counts its starts.
    pub(crate) run: u64,
    pub(crate) is_up: bool,
    /// How far its clock is ahead, in milliseconds.
    pub(crate) ahead: i64,
    /// Until when nothing can be written.
    pub(crate) full_until: u64,
    /// Changes where it listens.
    pub(crate) moves: u64,
    /// Until when it can be reached by nobody.
    pub(crate) alone_until: u64,
}

impl Machine {
    pub(crate) fn new() -> Self {
        Self { run: 0, is_up: false, ahead: 0, full_until: 0, moves: 0, alone_until: 0 }
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

/// How many peers there are names for.
pub(crate) const MOST_PEERS: usize = NAMES.len() - 1;

pub(crate) fn name(of: MachineId) -> &'static str {
    NAMES.get(of).copied().unwrap_or("nobody")
}

/// The device that runs on a machine.
pub(crate) fn device(of: MachineId) -> DeviceAddress {
    parsed(&format!("d1.{}.peers.example.org", name(of)))
}

/// The machine that a device runs on.
pub(crate) fn machine(of: &DeviceAddress) -> Option<MachineId> {
    NAMES.iter().position(|name| *name == of.person.username.as_str())
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
