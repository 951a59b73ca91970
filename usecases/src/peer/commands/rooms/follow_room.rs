use std::sync::Arc;

use causerie_chat::{RoomId, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::rooms::{NotFollowed, RoomFollowing},
};

/// Take over what changed in a room: who is in it, and its keys.
#[derive(Debug)]
pub struct FollowRoom {
    /// Which.
    pub room: RoomId,
    /// When.
    pub at: Timestamp,
    /// What applying draws from.
    pub randomness: Randomness,
}

/// Carries out [`FollowRoom`].
pub struct FollowRoomHandler {
    /// Reads the log.
    pub following: Arc<RoomFollowing>,
}

impl CommandHandler<FollowRoom> for FollowRoomHandler {
    type Error = NotFollowed;

    async fn handle(&self, command: FollowRoom) -> Result<(), NotFollowed> {
        self.following.follow(command.room, command.at, &command.randomness).await
    }
}
