use std::sync::Arc;

use causerie_chat::Timestamp;

use crate::{
    CommandHandler,
    ports::{NotFounded, RoomFounding, RoomLogs, RoomTerms},
};

/// Begin the log of a room.
#[derive(Debug)]
pub struct FoundRoom {
    /// Which one, and by whom, as its credential has it.
    pub founding: RoomFounding,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`FoundRoom`].
pub struct FoundRoomHandler {
    /// How much is kept.
    pub terms: RoomTerms,
    /// Keeps it.
    pub logs: Arc<dyn RoomLogs>,
}

impl CommandHandler<FoundRoom> for FoundRoomHandler {
    type Error = NotFounded;

    async fn handle(&self, FoundRoom { founding, at }: FoundRoom) -> Result<(), NotFounded> {
        self.logs.found(&founding, &self.terms, at).await
    }
}
