use std::fmt;

use async_trait::async_trait;
use causerie_chat::{
    Address, DeviceAddress, MessageId, MessageRef, RoomEpoch, RoomId, RoomInvitation, Timestamp,
};
use zeroize::Zeroizing;

use super::Unavailable;

/// Keeps what this device and others wish for in rooms, until it has come true or is not to be.
#[async_trait]
pub trait RoomWishes: Send + Sync {
    /// Keeps what this device asks to be taken into a room with, in place of what it asked with before. [`super::Rooms::add`] forgets it.
    async fn wish(&self, wish: &RoomWish) -> Result<(), Unavailable>;

    /// Forgets what another device asked for. If it has asked for something else meanwhile, that stays.
    async fn settle(&self, ask: &RoomAsk) -> Result<(), Unavailable>;
}

/// What is wished for in rooms. What others ask for comes here with the envelope it is in, in the step of [`super::Inbox::take`] or
/// [`super::RoomMail::hear`]: a request to be taken in ([`causerie_chat::Body::RoomRequest`]), and that somebody leaves, this person
/// at another device included ([`causerie_chat::Body::Leaving`]).
#[async_trait]
pub trait RoomWishBook: Send + Sync {
    /// All that this device wishes for.
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable>;

    /// What others ask for, the earliest first: of each device in each room what it asked for last, of each the last
    /// [`RoomAsk::MOST_OF_A_DEVICE`], and [`RoomAsk::MOST`] in all; what comes while that many wait takes the place of the earliest. Nobody who is blocked
    /// asks for anything but to be let go, until that is over.
    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable>;

    /// Into which rooms this person was invited, by others or by another device of their own, the latest first, at most [`Invited::MOST`]: by each person into each
    /// room the last, unless that was wiped, has disappeared, or this device is in that room. Nobody who is blocked invites.
    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable>;
}

/// What this device asked to be taken into a room with.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomWish {
    /// Which room.
    pub invitation: RoomInvitation,
    /// Whom it asked; this person themselves, if another device of theirs is in the room.
    pub of: Address,
    /// See [`super::Invitable::secret`].
    pub secret: Zeroizing<Vec<u8>>,
    /// When.
    pub at: Timestamp,
}

/// What another device asks for in a room.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomAsk {
    /// In which.
    pub room: RoomId,
    /// Which device.
    pub from: DeviceAddress,
    /// What.
    pub what: Asked,
}

/// See [`RoomAsk`].
#[derive(Clone, PartialEq, Eq)]
pub enum Asked {
    /// To be taken in.
    In {
        /// With that ([`super::Invitable::package`]).
        package: Vec<u8>,
        /// Which invitation it goes by, if by any.
        by: Option<MessageRef>,
    },
    /// To be let go, with all devices of its person.
    Out {
        /// In which epoch of the room it said so: who went since, and is back, is not to be let go for it.
        epoch: RoomEpoch,
    },
}

/// Somebody invited this person into a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// Who.
    pub by: Address,
    /// By which message of theirs.
    pub message: MessageId,
    /// Into which.
    pub invitation: RoomInvitation,
    /// When, by their clock.
    pub at: Timestamp,
}

impl RoomAsk {
    /// The most that are kept.
    pub const MOST: usize = 1_000;
    /// The most that are kept of one device: it can push out none of what others ask for.
    pub const MOST_OF_A_DEVICE: usize = 50;
}

impl Invited {
    /// The most that are told.
    pub const MOST: usize = 1_000;
}

impl fmt::Debug for RoomWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RoomWish")
            .field("invitation", &self.invitation)
            .field("of", &self.of)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RoomAsk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if matches!(self.what, Asked::Out { .. }) { "Out" } else { "In" };
        let mut told = f.debug_struct("RoomAsk");
        told.field("room", &self.room).field("from", &self.from).field("what", &what).finish()
    }
}
