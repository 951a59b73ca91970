use std::fmt;

use async_trait::async_trait;
use causerie_chat::{
    DomainName, RoomDepartures, RoomDraft, RoomId, RoomKind, RoomName, RoomPlace, RoomTrail,
    Timestamp,
};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{GroupKeep, Unavailable};

/// Keeps the rooms of this device: what a [`super::Group`] gives to be kept, and what is known of each besides.
#[async_trait]
pub trait Rooms: Send + Sync {
    /// Keeps a room that is not here yet, from version 0 on, whatever version it says; or one that this device is in again, which is over
    /// ([`RoomStanding::is_over`]), from the next version on, in place of all that was kept of it. `keep` has to have the tree. What was wished for in that room
    /// ([`super::RoomWishes`]) is forgotten in the same step; and what this device said there before and lies in mailboxes goes again, since what was told of it meanwhile was sealed with keys
    /// that it has not.
    async fn add(&self, room: &KnownRoom, keep: GroupKeep) -> Result<(), RoomNotKept>;

    /// Keeps a room as it is now, in place of [`KnownRoom::version`], which goes up by one; all of it or nothing. Without `keep`, tree and state stay.
    /// `draft` is the commit that is offered for its log, in place of the one before; nothing if none is any more.
    async fn update(
        &self,
        room: &KnownRoom,
        keep: Option<GroupKeep>,
        draft: Option<RoomDraft>,
    ) -> Result<(), RoomNotKept>;
}

/// What [`Rooms`] and [`super::RoomMail`] kept.
#[async_trait]
pub trait RoomBook: Send + Sync {
    /// A room as it was kept last, or nothing.
    async fn room(&self, room: RoomId) -> Result<Option<KeptRoom>, Unavailable>;

    /// What is known of it besides, which does not grow with its members.
    async fn known(&self, room: RoomId) -> Result<Option<KnownRoom>, Unavailable>;

    /// The commit that this device offers for a room's log, and does not know yet whether it was taken; or nothing.
    async fn draft(&self, room: RoomId) -> Result<Option<RoomDraft>, Unavailable>;

    /// What is known of all of them, in the order they came to be known.
    async fn rooms(&self) -> Result<Vec<KnownRoom>, Unavailable>;
}

/// What is known of a room, besides its keys and who is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownRoom {
    /// Which.
    pub id: RoomId,
    /// Who may come in.
    pub kind: RoomKind,
    /// The directory that has its log.
    pub host: DomainName,
    /// What it is called.
    pub name: RoomName,
    /// Up to which place of its log this device has come.
    pub place: RoomPlace,
    /// Whether this device is in it.
    pub standing: RoomStanding,
    /// When people last went from it.
    pub departures: RoomDepartures,
    /// What stood at the latest places up to [`KnownRoom::place`].
    pub trail: RoomTrail,
    /// How long its present keys are in use.
    pub keys: RoomKeys,
    /// How often it was kept: whoever keeps it says which version that was made from.
    pub version: u64,
}

/// How long the keys of a room's present epoch are in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoomKeys {
    /// Since when, by this device's clock.
    pub since: Timestamp,
    /// From which [`KnownRoom::version`] on. Each version since was kept after at most [`RoomKeys::TEXTS`] texts.
    pub version: u64,
    /// How many texts this device sealed with them for one other device alone ([`super::RoomReceipts::tell`]): all the others miss those.
    pub told: u32,
}

impl RoomKeys {
    /// How many texts are sealed or opened at most until a room is kept again.
    pub const TEXTS: u32 = 32;
    /// How many texts are sealed for one device alone at most: the others reach no further than [`super::OpenedText::AHEAD`] past what they miss, and keep a
    /// key for each of it.
    pub const MOST_TOLD: u32 = 64;
    /// Of the last how many one is the last, another one for each device.
    const SPREAD: u32 = 16;

    /// Of those that are in use from now on, in that version.
    #[must_use]
    pub fn fresh(since: Timestamp, version: u64) -> Self {
        Self { since, version, told: 0 }
    }

    /// Whether another text may be sealed for one device alone.
    #[must_use]
    pub fn can_tell(&self) -> bool {
        self.told < Self::MOST_TOLD
    }

    /// Whether there were so many of those that the keys are better renewed; `lot` is a random number.
    #[must_use]
    pub fn is_told_out(&self, lot: u32) -> bool {
        self.told >= Self::MOST_TOLD - lot % Self::SPREAD
    }
}

/// Whether this device is in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomStanding {
    /// It made it, or came in by itself, and does not know yet whether that counts.
    Unconfirmed,
    /// It is.
    Member,
    /// It is, and leaves: it says nothing more there, and says that it leaves once what it said before has come.
    Leaving,
    /// It said that it leaves, and is in the room's keys until somebody lets it go.
    Left,
    /// It was: it left, or was removed.
    Gone,
    /// It has a place in it, and lost what belongs to it; it asks to be taken in again.
    Lost,
    /// It was told other changes of it than are told now, and applied them; it asks to be taken in again.
    Forked,
}

impl RoomStanding {
    /// Whether whoever is in the room again begins anew there ([`Rooms::add`]).
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Left | Self::Gone | Self::Lost | Self::Forked)
    }

    /// Whether it has the room's keys, and goes on with them.
    #[must_use]
    pub fn has_keys(self) -> bool {
        matches!(self, Self::Member | Self::Leaving | Self::Left)
    }

    /// Whether it leaves, or has, and is in the room's keys all the same.
    #[must_use]
    pub fn leaves(self) -> bool {
        matches!(self, Self::Leaving | Self::Left)
    }

    /// Whether it has a place there and cannot go on in it.
    #[must_use]
    pub fn is_lost(self) -> bool {
        matches!(self, Self::Lost | Self::Forked)
    }
}

/// A room as it is kept: what [`super::Groups::load`] reads, and what is known besides. The former does not print.
pub struct KeptRoom {
    /// What is known of it.
    pub known: KnownRoom,
    /// See [`GroupKeep::tree`].
    pub tree: Vec<u8>,
    /// See [`GroupKeep::state`].
    pub state: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for KeptRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptRoom").field("known", &self.known).finish_non_exhaustive()
    }
}

/// Why a room was not kept.
#[derive(Debug, Error)]
pub enum RoomNotKept {
    /// It is here already.
    #[error("the room is here already")]
    AlreadyHere,
    /// It is not here, or was kept in another version meanwhile: whoever made this one drops it and begins with that.
    #[error("the room was kept in another version")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_of_a_room_do_not_print() {
        let (id, kind) = (RoomId::from([1; 16]), RoomKind::Private);
        let standing = RoomStanding::Member;
        let (host, name) = ("example.org".parse().unwrap(), "marker".parse().unwrap());
        let place = RoomPlace(0);
        let departures = RoomDepartures::default();
        let known = KnownRoom {
            id,
            kind,
            host,
            name,
            place,
            standing,
            departures,
            trail: RoomTrail::default(),
            keys: RoomKeys::default(),
            version: 0,
        };
        let room = KeptRoom { known, tree: vec![222; 3], state: Zeroizing::new(vec![222; 3]) };

        assert!(!format!("{room:?}").contains("222"));
    }
}
