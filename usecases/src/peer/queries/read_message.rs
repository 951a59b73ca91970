use std::sync::Arc;

use causerie_chat::{Address, DeliveryState, MessageId, Timestamp};

use crate::{
    QueryHandler,
    ports::{Entry, History, Lacking, Pending, Reached, Retry, RoomNews, Unavailable},
};

/// Where does a message stand?
#[derive(Debug)]
pub struct ReadMessage {
    /// The message.
    pub id: MessageId,
    /// Who said it; nothing if this person did.
    pub from: Option<Address>,
    /// When: of what has expired by then nothing is told, but that it could not be delivered.
    pub at: Timestamp,
}

/// Where a message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageReport {
    /// The message and its state.
    pub entry: Entry,
    /// What keeps it, while it is queued and something failed.
    pub retry: Option<Retry>,
    /// How far it has come with each who is to have it, if this person said it in a room.
    pub reached: Vec<Reached>,
}

/// Answers [`ReadMessage`]: nothing if there is no such message here, or not any more.
pub struct ReadMessageHandler {
    /// This person.
    pub me: Address,
    /// Remembers the message.
    pub history: Arc<dyn History>,
    /// Knows which devices have not got it.
    pub lacking: Arc<dyn Lacking>,
    /// Knows how far it has come with each, in a room.
    pub news: Arc<dyn RoomNews>,
    /// Knows what keeps it.
    pub pending: Arc<dyn Pending>,
}

impl QueryHandler<ReadMessage> for ReadMessageHandler {
    type Answer = Option<MessageReport>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadMessage) -> Result<Option<MessageReport>, Unavailable> {
        let ReadMessage { id, from, at } = query;
        let Some(mut entry) = self.history.message(from.as_ref().unwrap_or(&self.me), id).await?
        else {
            return Ok(None);
        };
        if entry.has_expired(at) {
            if !matches!(entry.state, DeliveryState::Failed(_)) {
                return Ok(None);
            }
            entry = entry.emptied();
        }
        let is_own_in_room =
            entry.message.recipient.room().is_some() && entry.message.author == self.me;
        let reached = if is_own_in_room { self.news.reached(id).await? } else { Vec::new() };
        let is_queued = entry.state == DeliveryState::Queued;
        let retry = if is_queued { self.first_retry(id).await? } else { None };
        Ok(Some(MessageReport { entry, retry, reached }))
    }
}

impl ReadMessageHandler {
    async fn first_retry(&self, of: MessageId) -> Result<Option<Retry>, Unavailable> {
        for lack in self.lacking.lacking(of).await? {
            if let Some(retry) = self.pending.retry(&lack.device).await? {
                return Ok(Some(retry));
            }
        }
        Ok(None)
    }
}
