use async_trait::async_trait;
use causerie_chat::{Address, MessageRef, RoomId, Timestamp};

use super::{RoomStanding, Unavailable};

/// Who is not heard in rooms, by what [`super::RoomMail`] kept of moderators' decisions ([`causerie_chat::Moderated`]): of each person in each
/// room the latest one counts that mutes, bans or lifts, by when it was said, and where that is the same by its id, whatever came first.
#[async_trait]
pub trait RoomMutes: Send + Sync {
    /// Until when somebody is not heard, also if that is over. Nothing if nobody decided anything, or it was lifted.
    async fn mute(&self, room: RoomId, who: &Address) -> Result<Option<Mute>, Unavailable>;
}

/// Somebody is not heard in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mute {
    /// Until then, by each reader's clock.
    pub until: Timestamp,
    /// When that was decided, by the moderator's clock.
    pub since: Timestamp,
    /// Which message says so, and why.
    pub decision: MessageRef,
}

impl Mute {
    /// Until when somebody is not heard who is banned: for ever.
    pub const FOR_EVER: Timestamp = Timestamp::from_millis(u64::MAX);

    /// Whether it keeps the person it is about from speaking at that moment, where they are so in the room. Who is banned and in it was let in again: they may not have
    /// heard that it was lifted.
    #[must_use]
    pub fn silences(&self, at: Timestamp, standing: RoomStanding) -> bool {
        at < self.until && !(self.is_for_ever() && standing == RoomStanding::Member)
    }

    /// Whether that lasts until somebody lifts it.
    #[must_use]
    pub fn is_for_ever(&self) -> bool {
        self.until >= Self::FOR_EVER
    }
}
