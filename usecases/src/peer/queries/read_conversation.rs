use std::sync::Arc;

use causerie_chat::{Conversation, Timestamp};

use crate::{
    QueryHandler,
    ports::{Cursor, Entry, History, Unavailable},
};

/// What was said with somebody, or in a room?
#[derive(Debug)]
pub struct ReadConversation {
    /// Which conversation.
    pub with: Conversation,
    /// Behind which entry; the default is from the beginning.
    pub after: Cursor,
    /// How many at most; taken to be at most 1,000.
    pub limit: usize,
    /// When: what has expired by then is left out.
    pub at: Timestamp,
}

/// Answers [`ReadConversation`]: oldest first; empty if nothing was said.
pub struct ReadConversationHandler {
    /// Remembers.
    pub history: Arc<dyn History>,
}

impl QueryHandler<ReadConversation> for ReadConversationHandler {
    type Answer = Vec<Entry>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadConversation) -> Result<Vec<Entry>, Unavailable> {
        let ReadConversation { with, mut after, limit, at } = query;
        let limit = limit.min(1_000);
        let mut shown = Vec::new();
        loop {
            let missing = limit - shown.len();
            let page = self.history.conversation(&with, after, missing).await?;
            let is_last = page.len() < missing;
            after = page.last().map_or(after, |entry| entry.cursor);
            shown.extend(page.into_iter().filter(|entry| !entry.has_expired(at)));
            if is_last || shown.len() == limit {
                return Ok(shown);
            }
        }
    }
}
