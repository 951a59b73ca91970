use std::sync::Arc;

use causerie_chat::{Address, RoomEpoch, RoomId, RoomMember, RoomRole};
use thiserror::Error;

use crate::{
    QueryHandler,
    peer::rooms::{LiveRooms, NotEntered, OpenInvitations},
    ports::{Invited, KnownRoom, RoomBook, RoomWish, RoomWishBook, Unavailable},
};

/// Which rooms are there for this device?
#[derive(Debug)]
pub struct ReadRooms;

/// The rooms there are for a device.
#[derive(Debug)]
pub struct RoomsHere {
    /// Those it is or was in.
    pub rooms: Vec<KnownRoom>,
    /// Those it has asked to be taken into and is not in yet.
    pub wishes: Vec<RoomWish>,
    /// Those it may come into.
    pub invitations: Vec<Invited>,
}

/// Answers [`ReadRooms`].
pub struct ReadRoomsHandler {
    /// This person.
    pub me: Address,
    /// Knows the rooms.
    pub book: Arc<dyn RoomBook>,
    /// Knows what is wished for.
    pub wish_book: Arc<dyn RoomWishBook>,
    /// Knows who invited.
    pub open: Arc<OpenInvitations>,
}

impl QueryHandler<ReadRooms> for ReadRoomsHandler {
    type Answer = RoomsHere;
    type Error = Unavailable;

    async fn handle(&self, _: ReadRooms) -> Result<RoomsHere, Unavailable> {
        let rooms = self.book.rooms().await?;
        let wishes = self.wish_book.wishes().await?;
        // What one's own devices say to each other is for them.
        let mut invitations = self.open.all().await?;
        invitations.retain(|it| it.by != self.me);
        Ok(RoomsHere { rooms, wishes, invitations })
    }
}

/// What is a room like, and who is in it?
#[derive(Debug)]
pub struct ReadRoom {
    /// Which.
    pub room: RoomId,
}

/// A room, as this device last had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomHere {
    /// What is known of it.
    pub known: KnownRoom,
    /// How often its keys have changed.
    pub epoch: RoomEpoch,
    /// Who is in it, by name.
    pub members: Vec<MemberHere>,
}

/// A device in a room, and what its person may do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberHere {
    /// The device.
    pub member: RoomMember,
    /// What its person may do.
    pub role: RoomRole,
}

/// Answers [`ReadRoom`].
pub struct ReadRoomHandler {
    /// Has the rooms.
    pub live: Arc<LiveRooms>,
}

impl QueryHandler<ReadRoom> for ReadRoomHandler {
    type Answer = RoomHere;
    type Error = ReadRoomError;

    async fn handle(&self, ReadRoom { room }: ReadRoom) -> Result<RoomHere, ReadRoomError> {
        let mut entered = self.live.enter(room).await?;
        let known = entered.known().clone();
        let group = entered.group();
        let (epoch, charter, members) = (group.epoch(), group.charter(), group.members());
        entered.leave(false);
        let charter = charter.map_err(Unavailable::new)?;
        let members = members.map_err(Unavailable::new)?;
        let members = members.iter().cloned().map(|member| {
            let role = charter.role(&member.account_key);
            MemberHere { member, role }
        });
        let mut members: Vec<_> = members.collect();
        members.sort_by_cached_key(|it| it.member.device.to_string());
        Ok(RoomHere { known, epoch, members })
    }
}

/// Why nothing is said of a room.
#[derive(Debug, Error)]
pub enum ReadRoomError {
    /// It is not known here.
    #[error("there is no such room here")]
    NoSuchRoom,
    /// A port failed, or what was kept of it cannot be read.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotEntered> for ReadRoomError {
    fn from(not: NotEntered) -> Self {
        match not {
            NotEntered::NoSuchRoom => Self::NoSuchRoom,
            NotEntered::Broken(refused) => Self::Unavailable(Unavailable::new(refused)),
            NotEntered::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
