use std::sync::Arc;

use causerie_chat::{MessageId, RoomId, RoomRole, Timestamp, TraceContext};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::rooms::{Farewell, NotFollowed, NotSaidInRoom, RoomFollowing, RoomLeaving},
    ports::{Doorbell, Group, GroupRefused, RoomStanding, Unavailable},
};

/// Leave a room, with all devices of this person.
#[derive(Debug)]
pub struct LeaveRoom {
    /// The id of the message that says so, minted by the caller.
    pub id: MessageId,
    /// Which.
    pub room: RoomId,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What it draws from.
    pub randomness: Randomness,
}

/// Carries out [`LeaveRoom`]. Nobody takes themselves out of a room's keys: this device says nothing there any more, this person's others as soon as they hear of
/// it, and whoever may let this person go does so then. It says so once what it said before has come ([`RoomLeaving`]); [`super::GoOnLeaving`] goes on with that.
pub struct LeaveRoomHandler {
    /// Knows who is in it now.
    pub following: Arc<RoomFollowing>,
    /// Leaves it.
    pub leaving: Arc<RoomLeaving>,
    /// Wakes whoever goes on with it.
    pub bell: Arc<dyn Doorbell>,
}

impl CommandHandler<LeaveRoom> for LeaveRoomHandler {
    type Error = LeaveRoomError;

    async fn handle(&self, command: LeaveRoom) -> Result<(), LeaveRoomError> {
        let LeaveRoom { id, room, at, trace, randomness } = command;
        // Who owns it may have changed; whoever cannot hear of it leaves all the same.
        match self.following.follow(room, at, &randomness).await {
            Ok(())
            | Err(NotFollowed::Lost | NotFollowed::Forked | NotFollowed::DirectoryUnreachable(_)) =>
                {}
            Err(NotFollowed::NoSuchRoom) => return Err(LeaveRoomError::NoSuchRoom),
            Err(NotFollowed::Unavailable(cause)) => return Err(cause.into()),
        }
        match self.standing(room).await? {
            RoomStanding::Leaving | RoomStanding::Left | RoomStanding::Gone => return Ok(()),
            RoomStanding::Lost | RoomStanding::Forked => return Err(LeaveRoomError::Lost),
            RoomStanding::Unconfirmed => return Err(LeaveRoomError::Unconfirmed),
            RoomStanding::Member => {}
        }
        if self.may_go(room).await? {
            let gone = self.following.go(room, RoomStanding::Gone).await;
            return Ok(gone.map_err(NotSaidInRoom::from)?);
        }
        self.leaving.leave(room, Farewell { id, at, trace, randomness }).await?;
        self.bell.ring();
        Ok(())
    }
}

impl LeaveRoomHandler {
    async fn standing(&self, room: RoomId) -> Result<RoomStanding, LeaveRoomError> {
        let known = self.following.live.book.known(room).await?;
        known.map(|it| it.standing).ok_or(LeaveRoomError::NoSuchRoom)
    }

    /// Whether no other device is there to be told.
    async fn may_go(&self, room: RoomId) -> Result<bool, LeaveRoomError> {
        let mut entered = self.following.live.enter(room).await.map_err(NotSaidInRoom::from)?;
        let looked = self.look(entered.group());
        entered.leave(false);
        let (is_alone, is_last_owner) = looked?;
        if is_last_owner { Err(LeaveRoomError::LastOwner) } else { Ok(is_alone) }
    }

    /// Whether there is no other device, and whether there are other people and none of them owns it.
    fn look(&self, group: &dyn Group) -> Result<(bool, bool), GroupRefused> {
        let own = &self.following.own;
        let members = group.members()?;
        let is_alone = members.iter().all(|it| it.device == own.device);
        let has_others = members.iter().any(|it| it.device.person != own.device.person);
        let charter = group.charter()?;
        let owners = charter.roles().filter(|(_, role)| *role == RoomRole::Owner);
        let mut owners = owners.map(|(who, _)| *who).peekable();
        let is_owned = owners.peek().is_some();
        let is_last_owner = is_owned && owners.all(|who| who == own.account_key);
        Ok((is_alone, is_last_owner && has_others))
    }
}

/// Why this person did not leave.
#[derive(Debug, Error)]
pub enum LeaveRoomError {
    /// The room is not known here.
    #[error("there is no such room here")]
    NoSuchRoom,
    /// This device has lost it and asks to be taken in again: until then it can tell nobody.
    #[error("this device has lost the room, and asks to be taken in again")]
    Lost,
    /// Whether this device is in it, its directory has not said yet.
    #[error("the room's directory has not said yet whether this device is in it")]
    Unconfirmed,
    /// Others are there, and nobody else owns it: somebody has to before.
    #[error("you are the last one who owns the room")]
    LastOwner,
    /// Another message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// What was kept of the room cannot be read.
    #[error("the room cannot be read: {0}")]
    Broken(#[from] GroupRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotSaidInRoom> for LeaveRoomError {
    fn from(not: NotSaidInRoom) -> Self {
        match not {
            // Somebody else let this device go meanwhile: it comes to the same.
            NotSaidInRoom::NoSuchRoom | NotSaidInRoom::NotAMember => Self::NoSuchRoom,
            NotSaidInRoom::Muted(_) => Self::Broken(GroupRefused::NotEntitled),
            NotSaidInRoom::IdInUse => Self::IdInUse,
            NotSaidInRoom::NotSealed(refused) => Self::Broken(refused),
            NotSaidInRoom::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
