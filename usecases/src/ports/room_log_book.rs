use async_trait::async_trait;
use causerie_chat::{
    DeviceAddress, RoomChange, RoomCommit, RoomId, RoomInfo, RoomKind, RoomPlace, RoomWelcome,
};
use thiserror::Error;

use super::Unavailable;

/// What the logs of rooms say, each to those whom it concerns. At a directory it is its store, at a peer the directory's client, which is told
/// what concerns its own device, whoever is named.
#[async_trait]
pub trait RoomLogBook: Send + Sync {
    /// The entries from a place on that are the reader's to read, in their order: at most `items` and about `bytes`, but always one if there
    /// is one. They are those of the time it was in the room, with the one that let it in and the one that let it go; where it was not, the
    /// numbers jump. A welcome is told to whoever is let in by that very entry ([`RoomEntry::welcome`](causerie_chat::RoomEntry::welcome)), and counts
    /// only where it is told.
    async fn entries(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead>;

    /// The rooms that a device is in, and those it was let go of as long as the entry that did is kept, by their ids, behind `after`; at most
    /// `items`.
    async fn rooms(
        &self,
        of: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable>;

    /// What a device of this directory comes into a public room by; nothing of all other rooms.
    async fn info(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable>;
}

impl dyn RoomLogBook {
    /// The most rooms in one answer.
    pub const MOST_ROOMS: usize = 1_000;
    /// The most entries in one answer.
    pub const MOST_ENTRIES: usize = 100;
}

/// Who is to be told of an entry.
#[async_trait]
pub trait RoomReaders: Send + Sync {
    /// The devices whose entry it is to read: who is in the room then, and whom it let go. Nobody if there is no such entry.
    async fn readers(
        &self,
        room: RoomId,
        place: RoomPlace,
    ) -> Result<Vec<DeviceAddress>, Unavailable>;
}

/// An entry of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEntry {
    /// Where it stands.
    pub place: RoomPlace,
    /// Which device put it there, as its credential had it.
    pub by: DeviceAddress,
    /// For the members.
    pub commit: RoomCommit,
    /// What changed at the directory.
    pub change: RoomChange,
    /// What the reader joins with, if it is one of those who are let in by it.
    pub welcome: Option<RoomWelcome>,
}

impl LoggedEntry {
    /// How many bytes of content it has: the commit's, the change's and the welcome's.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let welcome = self.welcome.as_ref().map_or(0, |it| it.as_bytes().len());
        self.commit.as_bytes().len() + self.change.encode().len() + welcome
    }
}

/// A room, as its directory tells a device of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoggedRoom {
    /// Which one.
    pub room: RoomId,
    /// Who may come in.
    pub kind: RoomKind,
    /// The last entry that is the device's to read: the log's last one, or the one that let it go.
    pub last: RoomPlace,
    /// Whether it is in.
    pub is_in: bool,
    /// Whether it is a keeper.
    pub is_keeper: bool,
}

/// How a public room stands open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicRoom {
    /// How far the log is: the place behind it is the one for whoever comes in.
    pub last: RoomPlace,
    /// What they come in by.
    pub info: RoomInfo,
}

/// Why entries are not told.
#[derive(Debug, Error)]
pub enum NotRead {
    /// There is no such room, as far as that device is concerned.
    #[error("there is no such room")]
    NoSuchRoom,
    /// It is a public room, and the device was in it at no time that is still known.
    #[error("only who is in a room reads its log")]
    NotAllowed,
    /// Some of what it asks for was thrown away: it has to come in anew.
    #[error("the log does not go back that far")]
    Expired,
    /// The store, or the directory, failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
