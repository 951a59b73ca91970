use std::sync::Arc;

use causerie_chat::Timestamp;

use crate::{
    CommandHandler,
    ports::{RoomLogs, RoomTerms, Unavailable},
};

/// Throw away what is too old in the logs of rooms.
#[derive(Debug)]
pub struct ExpireRoomEntries {
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ExpireRoomEntries`], for 1,000 entries that are due.
pub struct ExpireRoomEntriesHandler {
    /// For how long they are kept.
    pub terms: RoomTerms,
    /// Keeps them.
    pub logs: Arc<dyn RoomLogs>,
}

impl CommandHandler<ExpireRoomEntries> for ExpireRoomEntriesHandler {
    type Error = Unavailable;

    async fn handle(&self, ExpireRoomEntries { at }: ExpireRoomEntries) -> Result<(), Unavailable> {
        let before = Timestamp::from_millis(at.millis().saturating_sub(self.terms.retention));
        self.logs.expire(before).await
    }
}
