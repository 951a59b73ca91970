use async_trait::async_trait;
use causerie_chat::{
    Cause, DeviceAddress, RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace, RoomRefusal, RoomSeat,
    Timestamp,
};
use thiserror::Error;

use super::Unavailable;

/// Where a directory keeps the logs of rooms: which commit comes after which, and who is let in and go with each. It reads no commit.
#[async_trait]
pub trait RoomLogs: Send + Sync {
    /// Begins a log with no entry, durably once it returns; whoever founds the room is in it and keeps it. The same by the same device again
    /// changes nothing, however far the log has come since.
    async fn found(
        &self,
        founding: &RoomFounding,
        terms: &RoomTerms,
        at: Timestamp,
    ) -> Result<(), NotFounded>;

    /// Puts an entry at its place, durably once it returns, with all that it changes, if
    /// [`RoomLog::admits`](causerie_chat::RoomLog::admits) it for whom [`RoomTerms::seat`] says and it is within `terms`. The very same by the same device again changes
    /// nothing, also after later ones came; nothing is known of what was thrown away.
    async fn append(
        &self,
        offer: &RoomOffer,
        terms: &RoomTerms,
        at: Timestamp,
    ) -> Result<(), NotAppended>;

    /// Throws away what was appended before that time, from the front of each log, at most 1,000 entries and about 64 MiB at once. Numbers
    /// stay as they are. What is known of devices that were let go by those entries goes with them.
    async fn expire(&self, appended_before: Timestamp) -> Result<(), Unavailable>;
}

/// Somebody founds a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomFounding {
    /// Minted by whoever founds it.
    pub room: RoomId,
    /// The device.
    pub by: DeviceAddress,
    /// Who may come in.
    pub kind: RoomKind,
    /// Of a public room: what others come in by, until the first entry.
    pub info: Option<RoomInfo>,
}

/// Somebody offers an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomOffer {
    /// For which room.
    pub room: RoomId,
    /// The device.
    pub by: DeviceAddress,
    /// For which place.
    pub place: RoomPlace,
    /// The entry.
    pub entry: RoomEntry,
}

/// How much of rooms a directory keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoomTerms {
    /// How many rooms the devices of a person found, ever.
    pub rooms_per_person: u64,
    /// How many entries a device puts into a room's log within a day.
    pub entries_per_day: u64,
    /// How many bytes a room's log takes, with what others come in by. Who is no keeper may use half of it, so that keepers can always act.
    pub bytes_per_room: u64,
    /// For how long entries are kept, in milliseconds.
    pub retention: u64,
    /// Who keeps the room.
    pub keeping: RoomKeeping,
}

/// Who keeps a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoomKeeping {
    /// Whom its log says: the device that founded it, and whom keepers made one.
    #[default]
    Log,
    /// Whoever takes the step, if they are in it, whatever the log says.
    Caller,
    /// Somebody else, whatever the log says.
    Others,
}

impl RoomTerms {
    /// What counts as a day, in milliseconds.
    pub const DAY: u64 = 24 * 60 * 60 * 1_000;

    /// As what somebody stands before the log who does so by what it says itself.
    #[must_use]
    pub fn seat(&self, logged: RoomSeat) -> RoomSeat {
        match (logged, self.keeping) {
            (RoomSeat::Outside, _) => RoomSeat::Outside,
            (seat, RoomKeeping::Log) => seat,
            (_, RoomKeeping::Caller) => RoomSeat::Keeper,
            (_, RoomKeeping::Others) => RoomSeat::Member,
        }
    }

    /// How many bytes the log may take after an entry of who stands before it so.
    #[must_use]
    pub fn bytes_for(&self, seat: RoomSeat) -> u64 {
        match seat {
            RoomSeat::Keeper => self.bytes_per_room,
            RoomSeat::Member | RoomSeat::Outside => self.bytes_per_room / 2,
        }
    }
}

impl Default for RoomTerms {
    /// 1,000 rooms of a person; 1,000 entries of a device in a room's log within a day; 256 MiB in each log; for 30 days.
    fn default() -> Self {
        Self {
            rooms_per_person: 1_000,
            entries_per_day: 1_000,
            bytes_per_room: 256 << 20,
            retention: 30 * Self::DAY,
            keeping: RoomKeeping::Log,
        }
    }
}

/// Why a room was not founded.
#[derive(Debug, Error)]
pub enum NotFounded {
    /// A room has that id that somebody else founded, or that was founded otherwise.
    #[error("another room has that id")]
    IdInUse,
    /// The person founded as many as they may.
    #[error("the person founded as many rooms as they may")]
    TooMany,
    /// A public room brings what others come in by, a private one does not.
    #[error("the information about the group is missing, or not to be there")]
    WrongInfo,
    /// The device is not on record.
    #[error("the device is not on record")]
    UnknownDevice,
    /// The directory refused, for good, for another reason.
    #[error("the directory refused: {0}")]
    Refused(Cause),
    /// The store, or the directory, failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why an entry was not put into a log.
#[derive(Debug, Error)]
pub enum NotAppended {
    /// For a reason that the caller can do something about.
    #[error(transparent)]
    Refused(#[from] RoomRefusal),
    /// The directory refused, for good, for another reason.
    #[error("the directory refused: {0}")]
    Unlisted(Cause),
    /// The store, or the directory, failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
