use async_trait::async_trait;
use causerie_chat::{Address, RoomId, RoomName, Timestamp, Username};
use thiserror::Error;

use super::Unavailable;

/// Where a directory keeps which of its rooms is the public channel, and who may not come into it.
#[async_trait]
pub trait PublicRooms: Send + Sync {
    /// Keeps that id for the public channel, unless one is kept: a directory has one, for good.
    async fn reserve(&self, room: RoomId) -> Result<(), Unavailable>;

    /// Has `who` be banned from then on, or no more; durably before this returns. Again changes nothing, and of somebody who is not on record
    /// nothing is kept.
    async fn ban(&self, who: &Address, banned: bool, at: Timestamp) -> Result<(), Unavailable>;
}

/// What is kept of it.
#[async_trait]
pub trait PublicRoomBook: Send + Sync {
    /// The id that is kept for the public channel; nothing before the directory's first start.
    async fn reserved(&self) -> Result<Option<RoomId>, Unavailable>;

    /// Whether somebody is banned.
    async fn is_banned(&self, who: &Address) -> Result<bool, Unavailable>;
}

/// What the operator of a directory says of its public channel.
#[async_trait]
pub trait Operator: Send + Sync {
    /// Who looks after it, in the order of their names; they need not be on record.
    async fn moderators(&self) -> Result<Vec<Username>, Unavailable>;

    /// The rooms that the operator had be the channel, one after the other, each in place of the one before: the last one is, and the one that
    /// [`PublicRooms::reserve`] kept is no more. None, if that one is.
    async fn successors(&self) -> Result<Vec<RoomId>, Unavailable>;
}

/// The public channel of a directory, as a device sees it.
#[async_trait]
pub trait PublicDesk: Send + Sync {
    /// Which room it is, and who looks after it; nothing if the directory has none.
    async fn public_channel(&self) -> Result<Option<PublicChannel>, Unavailable>;

    /// Has the directory let somebody in no more, or again. Only moderators may.
    async fn ban(&self, who: &Address, banned: bool) -> Result<(), NotBanned>;
}

/// Which room is the public channel of a directory, and who looks after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicChannel {
    /// Its id, which the directory minted: somebody may have founded it, or nobody yet.
    pub room: RoomId,
    /// What it is called: [`RoomName::public`].
    pub name: RoomName,
    /// Who moderates it.
    pub moderators: Vec<Address>,
}

impl PublicChannel {
    /// The most moderators there are.
    pub const MOST_MODERATORS: usize = 100;
}

/// Why somebody was not banned, or still is.
#[derive(Debug, Error)]
pub enum NotBanned {
    /// Only moderators ban, and nobody bans a moderator: that is the operator's to decide.
    #[error("only moderators ban, and nobody bans them")]
    NotAllowed,
    /// The directory was asked too often.
    #[error("the directory was asked too often")]
    TooOften,
    /// The store, or the directory, failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
