use async_trait::async_trait;
use causerie_chat::{Conversation, Timer, Timestamp};

use super::Unavailable;

/// Sees to it that messages disappear.
#[async_trait]
pub trait Timers: Send + Sync {
    /// Wipes what has expired by then, at most 1,000 messages with what changed them: their words are overwritten, and
    /// [`super::History::conversation`] leaves them out. What of it was still to be delivered no longer is, and its message failed for
    /// [`causerie_chat::Cause::TIMER_EXPIRED`].
    async fn wipe_expired(&self, at: Timestamp) -> Result<(), Unavailable>;
}

/// When messages disappear.
#[async_trait]
pub trait TimerBook: Send + Sync {
    /// After how long what this person says in the conversation `with` disappears, unless a message says so itself; nothing if it stays, as it does at first.
    async fn timer(&self, with: &Conversation) -> Result<Option<Timer>, Unavailable>;

    /// Where something has expired by then that is not wiped yet, at most 1,000.
    async fn expired(&self, at: Timestamp) -> Result<Vec<Conversation>, Unavailable>;
}
