use std::sync::Arc;

use causerie_chat::{Address, RoomId};

use crate::ports::{Operator, PublicRoomBook, RoomKeeping, RoomTerms, Unavailable};

/// What is different about the public channel: whom the operator named keeps it, and who is banned does not come in.
pub struct PublicRules {
    /// Knows which room it was first, and who is banned.
    pub book: Arc<dyn PublicRoomBook>,
    /// Knows who looks after it, and whether it is another room since.
    pub operator: Arc<dyn Operator>,
}

impl PublicRules {
    /// Which room is the public channel; nothing before the directory's first start.
    pub(super) async fn channel(&self) -> Result<Option<RoomId>, Unavailable> {
        match self.operator.successors().await?.pop() {
            Some(room) => Ok(Some(room)),
            None => self.book.reserved().await,
        }
    }

    /// Whether that is the public channel.
    pub(super) async fn is_public(&self, room: RoomId) -> Result<bool, Unavailable> {
        Ok(self.channel().await? == Some(room))
    }

    /// Whether that was the public channel, and the operator ended it: there is no such room any more.
    pub(super) async fn is_over(&self, room: RoomId) -> Result<bool, Unavailable> {
        let mut successors = self.operator.successors().await?;
        let Some(present) = successors.pop() else { return Ok(false) };
        let was = successors.contains(&room) || self.book.reserved().await? == Some(room);
        Ok(was && room != present)
    }

    /// Whether somebody moderates it.
    pub(super) async fn is_moderator(&self, who: &Address) -> Result<bool, Unavailable> {
        Ok(self.operator.moderators().await?.contains(&who.username))
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
