use std::sync::Arc;

use causerie_chat::Address;

use crate::{
    QueryHandler,
    ports::{Cursor, Entry, History, Unavailable},
};

/// What was said with somebody?
#[derive(Debug)]
pub struct ReadConversation {
    /// With whom.
    pub with: Address,
    /// Behind which entry; the default is from the beginning.
    pub after: Cursor,
    /// How many at most; taken to be at most 1,000.
    pub limit: usize,
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
        let ReadConversation { with, after, limit } = query;
        self.history.conversation(&with, after, limit.min(1_000)).await
    }
}
