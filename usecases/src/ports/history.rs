use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Conversation, DeliveryState, Message, MessageId, Timestamp, View,
};

use super::Unavailable;

/// What was said, in both directions: what [`super::Outbox`] and [`super::Inbox`] kept.
#[async_trait]
pub trait History: Send + Sync {
    /// One conversation: entries behind `after`, oldest first, at most `limit` (which is at most
    /// 1,000). What changes a message stands there too, where it came. Those wiped because they expired are left out.
    async fn conversation(
        &self,
        with: &Conversation,
        after: Cursor,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable>;

    /// All conversations in which there is a message, by their latest one, the latest first, at most 1,000. What changes messages is no
    /// message here.
    async fn conversations(&self) -> Result<Vec<Glance>, Unavailable>;

    /// What this person said to `to` and what has not been delivered there, queued, stored or failed; in a room also what is on its way to any device there. The
    /// latest, oldest of them first, at most `limit` (which is at most 1,000).
    async fn undelivered(&self, to: &Conversation, limit: usize)
    -> Result<Vec<Entry>, Unavailable>;

    /// How many messages and changes that a person sent to this one were ever kept here, with those that have disappeared. What is said in
    /// rooms does not count.
    async fn kept_of(&self, who: &Address) -> Result<u64, Unavailable>;

    /// The message that `author` sent under that id, or nothing.
    async fn message(&self, author: &Address, id: MessageId) -> Result<Option<Entry>, Unavailable>;
}

/// A place in this device's history: the number of an [`Entry`], or 0 for the beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor(pub u64);

impl Cursor {
    /// What came to this device stands behind it, in the order it came; what other devices had before ([`super::Recollection`]) does at it or
    /// before it. It is below 2^53, so that numbers stay exact in JSON.
    pub const ORIGIN: Self = Self(1 << 40);
}

/// A message in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands; later entries have larger ones.
    pub cursor: Cursor,
    /// What was said.
    pub message: Message,
    /// When it was kept here (received) or became [`Entry::state`] (sent), by this device's clock.
    pub changed_at: Timestamp,
    /// How far it has come; of a received one, [`DeliveryState::Delivered`] or [`DeliveryState::Read`].
    pub state: DeliveryState,
    /// What became of the message by others; [`View::expires_at`] is when it disappears, also where another one has it do so.
    pub view: View,
}

impl Entry {
    /// The same without its words, as it is once it has disappeared.
    #[must_use]
    pub fn emptied(mut self) -> Self {
        self.message.body = Body::Wiped;
        self.view = View { expires_at: self.view.expires_at, ..View::default() };
        self
    }

    /// Whether it has disappeared by then.
    #[must_use]
    pub fn has_expired(&self, at: Timestamp) -> bool {
        self.view.expires_at.is_some_and(|end| end <= at)
    }
}

/// A conversation at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Which.
    pub with: Conversation,
    /// How many messages it has.
    pub messages: u64,
    /// Its latest one.
    pub latest: Entry,
}
