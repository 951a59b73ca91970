use super::PresenceState;
use crate::Timestamp;

/// What a device says of itself, to one other device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownPresence {
    /// Online, busy or away.
    pub state: PresenceState,
    /// Since when.
    pub since: Timestamp,
    /// When it was shown, by the clock of the device that did.
    pub at: Timestamp,
}

impl ShownPresence {
    /// For how long it counts, in milliseconds: half an hour. A directory that keeps it up longer is not believed.
    pub const LASTS: u64 = 30 * 60_000;
    /// After how long it is shown anew while nothing changes, in milliseconds.
    pub const RENEWED: u64 = 10 * 60_000;
    /// How far ahead of the reader's clock it may have been shown, in milliseconds.
    pub const AHEAD: u64 = 10 * 60_000;
    /// How many bytes are sealed, whatever it says.
    pub(super) const BYTES: usize = 32;

    /// State (1 byte), since (8, big-endian milliseconds), at (8), and 15 zeros for later versions; nothing for who is offline.
    pub(super) fn encode(self) -> Option<[u8; Self::BYTES]> {
        let mut bytes = [0; Self::BYTES];
        bytes[0] = match self.state {
            PresenceState::Online => 1,
            PresenceState::Busy => 2,
            PresenceState::Away => 3,
            PresenceState::Offline => return None,
        };
        bytes[1..9].copy_from_slice(&self.since.millis().to_be_bytes());
        bytes[9..17].copy_from_slice(&self.at.millis().to_be_bytes());
        Some(bytes)
    }

    /// A state that a later version has is taken for online: somebody is there.
    pub(super) fn decode(bytes: &[u8; Self::BYTES]) -> Self {
        let state = match bytes[0] {
            2 => PresenceState::Busy,
            3 => PresenceState::Away,
            _ => PresenceState::Online,
        };
        let (mut since, mut at) = ([0; 8], [0; 8]);
        since.copy_from_slice(&bytes[1..9]);
        at.copy_from_slice(&bytes[9..17]);
        let moment = |raw| Timestamp::from_millis(u64::from_be_bytes(raw));
        Self { state, since: moment(since), at: moment(at) }
    }
}
