use thiserror::Error;

use super::{change::RoomChange, entry::RoomEntry, kind::RoomKind, place::RoomPlace};
use crate::DeviceAddress;

/// How far a room's log is, and as what somebody stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomLog {
    /// Who may come in.
    pub kind: RoomKind,
    /// The first place whose entry was not thrown away yet; the one behind `last` if there is none.
    pub first: RoomPlace,
    /// The last place there is an entry for.
    pub last: RoomPlace,
    /// As what the caller stands before it.
    pub seat: RoomSeat,
}

/// As what a device stands before a room's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoomSeat {
    /// It is in the room and keeps it: whoever founded it, and whom keepers made one.
    Keeper,
    /// It is in the room.
    Member,
    /// It is on record at the directory and not in the room, or not any more.
    Outside,
}

impl RoomLog {
    /// Whether an entry may be put at that place by that device.
    ///
    /// Keepers let in and go whom they like and say who is a keeper; members let in and go devices of their own person; into a public room
    /// anybody may let themselves, and nobody else. Whoever is `inside` of those that are let in stays in, which any member may have them do: one that lost
    /// its state is welcomed again so. Whoever has no part in a private room is told that there is none.
    pub fn admits(
        &self,
        by: &DeviceAddress,
        place: RoomPlace,
        entry: &RoomEntry,
        inside: &[DeviceAddress],
    ) -> Result<(), RoomRefusal> {
        if self.seat == RoomSeat::Outside && self.kind == RoomKind::Private {
            return Err(RoomRefusal::NoSuchRoom);
        }
        if !self.seat.may(by, &entry.change, inside) {
            return Err(RoomRefusal::NotAllowed);
        }
        if entry.info.is_some() != (self.kind == RoomKind::Public) {
            return Err(RoomRefusal::WrongInfo);
        }
        if entry.welcome.is_some() && entry.change.lets_in().is_empty() {
            return Err(RoomRefusal::WrongInfo);
        }
        if place > RoomPlace(0) && place < self.first {
            return Err(RoomRefusal::Expired);
        }
        if place <= self.last {
            return Err(RoomRefusal::Taken);
        }
        if place > self.last.next() { Err(RoomRefusal::Ahead) } else { Ok(()) }
    }
}

impl RoomSeat {
    fn may(self, by: &DeviceAddress, change: &RoomChange, inside: &[DeviceAddress]) -> bool {
        match self {
            Self::Keeper => true,
            Self::Member => change.is_own_of(&by.person, inside),
            Self::Outside => change.is_entrance_of(by),
        }
    }
}

/// Why an entry was not put into a room's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum RoomRefusal {
    /// There is no such room, as far as that device is concerned.
    #[error("there is no such room")]
    NoSuchRoom,
    /// It changes what is not that device's to change.
    #[error("that is not for this device to change")]
    NotAllowed,
    /// There is another entry at that place: it is to be read, and the change to be made again behind it.
    #[error("another entry has that place")]
    Taken,
    /// There is nothing yet at the place before it.
    #[error("the log is not that far")]
    Ahead,
    /// What was at that place was thrown away: whoever is that far behind has to come in anew.
    #[error("the log does not go back that far")]
    Expired,
    /// An entry of a public room brings what others come in by, that of a private room does not; and a welcome is for whom an entry lets in.
    #[error("what stands beside the commit is missing, or not to be there")]
    WrongInfo,
    /// A device that it lets in is not on record at this directory, or not any more.
    #[error("a device is not on record")]
    UnknownDevice,
    /// More devices than [`crate::RoomMember::MOST`] would be in the room.
    #[error("the room has as many devices as can be")]
    TooManyDevices,
    /// The log takes as many bytes as it may; there is room again as entries grow old.
    #[error("the log is full")]
    LogFull,
    /// The device put in too many entries within a day, or asked too often; later perhaps.
    #[error("too many entries")]
    TooOften,
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
