use std::sync::Arc;

use causerie_chat::{MessageId, RoomId, Timestamp};
use causerie_session::Randomness;

use super::LeaveRoomError;
use crate::{
    CommandHandler,
    peer::rooms::{Farewell, RoomLeaving},
    ports::{RoomBook, RoomStanding},
};

/// Go on leaving a room, if this device does.
#[derive(Debug)]
pub struct GoOnLeaving {
    /// The id of the message that says so, minted by the caller.
    pub id: MessageId,
    /// Which.
    pub room: RoomId,
    /// When.
    pub at: Timestamp,
    /// What it draws from.
    pub randomness: Randomness,
}

/// Carries out [`GoOnLeaving`]: says that this device leaves, if what it said before has come or was waited for long enough.
pub struct GoOnLeavingHandler {
    /// Knows whether it does.
    pub book: Arc<dyn RoomBook>,
    /// Leaves it.
    pub leaving: Arc<RoomLeaving>,
}

impl CommandHandler<GoOnLeaving> for GoOnLeavingHandler {
    type Error = LeaveRoomError;

    async fn handle(&self, command: GoOnLeaving) -> Result<(), LeaveRoomError> {
        let GoOnLeaving { id, room, at, randomness } = command;
        let known = self.book.known(room).await?;
        if known.is_none_or(|it| it.standing != RoomStanding::Leaving) {
            return Ok(());
        }
        Ok(self.leaving.go_on(room, Farewell { id, at, trace: None, randomness }).await?)
    }
}
