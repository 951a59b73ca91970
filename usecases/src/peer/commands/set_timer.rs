use std::sync::Arc;

use causerie_chat::{Choice, Conversation, Timer, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::Choosing,
    ports::{Identities, RoomBook, Unavailable},
};

/// Decide after how long disappears what this person says to somebody, or in a room, from now on.
#[derive(Debug)]
pub struct SetTimer {
    /// To whom, or where.
    pub with: Conversation,
    /// After how long; nothing if it stays.
    pub timer: Option<Timer>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`SetTimer`].
pub struct SetTimerHandler {
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows the rooms.
    pub rooms: Arc<dyn RoomBook>,
    /// Has it hold, on all devices.
    pub choosing: Arc<Choosing>,
}

impl CommandHandler<SetTimer> for SetTimerHandler {
    type Error = SetTimerError;

    async fn handle(&self, SetTimer { with, timer, at }: SetTimer) -> Result<(), SetTimerError> {
        match &with {
            Conversation::Person(who) if self.identities.identity(who).await?.is_none() => {
                return Err(SetTimerError::Unknown);
            }
            Conversation::Room(room) if self.rooms.known(*room).await?.is_none() => {
                return Err(SetTimerError::NoSuchRoom);
            }
            _ => {}
        }
        Ok(self.choosing.choose(&with, &[Choice::Timer(timer)], at).await?)
    }
}

/// Why it was not decided.
#[derive(Debug, Error)]
pub enum SetTimerError {
    /// This device knows nobody by that name.
    #[error("nobody is known by that name")]
    Unknown,
    /// The room is not known here.
    #[error("there is no such room here")]
    NoSuchRoom,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
