use crate::{AccountKey, DeviceAddress, DeviceKey};

/// How often a room's keys have changed; each change of who is in it is one.
pub type RoomEpoch = u64;

/// A device in a room, vouched for by an account key.
///
/// Whether that account key is the person's is for whoever knows the person to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomMember {
    /// Which device.
    pub device: DeviceAddress,
    /// The key that took it on.
    pub account_key: AccountKey,
    /// The device's own key, which signs what it says in the room.
    pub device_key: DeviceKey,
}

impl RoomMember {
    /// The most members of a room: devices, not people, because the cost is theirs.
    pub const MOST: usize = 1_000;
}
