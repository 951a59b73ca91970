use std::sync::Arc;

use causerie_chat::RoomId;
use thiserror::Error;

use crate::{
    QueryHandler,
    ports::{PublicDesk, Unavailable},
};

/// Which room is the public channel of this person's directory?
#[derive(Debug)]
pub struct ReadPublicRoom;

/// Answers [`ReadPublicRoom`]: the directory is asked each time, since a room that is only called like its channel is none.
pub struct ReadPublicRoomHandler {
    /// Knows which room it is.
    pub public: Arc<dyn PublicDesk>,
}

impl QueryHandler<ReadPublicRoom> for ReadPublicRoomHandler {
    type Answer = RoomId;
    type Error = ReadPublicRoomError;

    async fn handle(&self, _: ReadPublicRoom) -> Result<RoomId, ReadPublicRoomError> {
        let channel = self.public.public_channel().await;
        let channel = channel.map_err(ReadPublicRoomError::DirectoryUnreachable)?;
        channel.map(|it| it.room).ok_or(ReadPublicRoomError::NoPublicChannel)
    }
}

/// Why it is not known which room that is.
#[derive(Debug, Error)]
pub enum ReadPublicRoomError {
    /// The directory has none: it is of an earlier version.
    #[error("the directory has no public channel")]
    NoPublicChannel,
    /// The directory does not answer.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
}
