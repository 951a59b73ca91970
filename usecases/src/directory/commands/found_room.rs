use std::sync::Arc;

use causerie_chat::{RoomKind, Timestamp};

use crate::{
    CommandHandler,
    directory::PublicRules,
    ports::{NotFounded, RoomFounding, RoomLogs, RoomTerms},
};

/// Begin the log of a room. Whoever comes first founds the public channel.
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
    /// Knows what is different about the public channel.
    pub public: Arc<PublicRules>,
}

impl CommandHandler<FoundRoom> for FoundRoomHandler {
    type Error = NotFounded;

    async fn handle(&self, FoundRoom { founding, at }: FoundRoom) -> Result<(), NotFounded> {
        if self.public.is_over(founding.room).await? {
            return Err(NotFounded::IdInUse);
        }
        if !self.public.is_public(founding.room).await? {
            return self.logs.found(&founding, &self.terms, at).await;
        }
        if founding.kind != RoomKind::Public {
            return Err(NotFounded::WrongInfo);
        }
        let terms = self.public.terms(self.terms, &founding.by.person).await?;
        self.logs.found(&founding, &terms, at).await
    }
}
