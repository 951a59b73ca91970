use async_trait::async_trait;
use causerie_chat::{Address, RoomId, Timestamp};

use super::Unavailable;

/// Who is not heard in rooms, by what [`super::RoomMail`] kept of moderators' decisions ([`causerie_chat::Moderated`]): of each person in each
/// room the latest one counts that mutes, bans or lifts, by when it was said, and where that is the same by its id, whatever came first.
#[async_trait]
pub trait RoomMutes: Send + Sync {
    /// Until when somebody is not heard: who is banned for ever, which is [`Timestamp`]'s end. Nothing if nobody decided anything, or it was lifted.
    async fn muted_until(
        &self,
        room: RoomId,
        who: &Address,
    ) -> Result<Option<Timestamp>, Unavailable>;
}
