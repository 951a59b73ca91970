use std::sync::Arc;

use causerie_chat::{Address, RoomId};

use crate::ports::{Moderators, PublicRoomBook, RoomKeeping, RoomTerms, Unavailable};

/// What is different about the public channel: whom the operator named keeps it, and who is banned does not come in.
pub struct PublicRules {
    /// Knows which room it is.
    pub book: Arc<dyn PublicRoomBook>,
    /// Knows who looks after it.
    pub moderators: Arc<dyn Moderators>,
}

impl PublicRules {
    /// Whether that is the public channel.
    pub(super) async fn is_public(&self, room: RoomId) -> Result<bool, Unavailable> {
        Ok(self.book.reserved().await? == Some(room))
    }

    /// Whether somebody moderates it.
    pub(super) async fn is_moderator(&self, who: &Address) -> Result<bool, Unavailable> {
        Ok(self.moderators.moderators().await?.contains(&who.username))
    }

    /// The terms for what somebody does there.
    pub(super) async fn terms(
        &self,
        terms: RoomTerms,
        who: &Address,
    ) -> Result<RoomTerms, Unavailable> {
        let keeping =
            if self.is_moderator(who).await? { RoomKeeping::Caller } else { RoomKeeping::Others };
        Ok(RoomTerms { keeping, ..terms })
    }
}
