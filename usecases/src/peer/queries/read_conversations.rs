use std::sync::Arc;

use crate::{
    QueryHandler,
    ports::{Conversation, History, Unavailable},
};

/// With whom was something said?
#[derive(Debug)]
pub struct ReadConversations;

/// Answers [`ReadConversations`]: the latest first.
pub struct ReadConversationsHandler {
    /// Remembers.
    pub history: Arc<dyn History>,
}

impl QueryHandler<ReadConversations> for ReadConversationsHandler {
    type Answer = Vec<Conversation>;
    type Error = Unavailable;

    async fn handle(&self, _: ReadConversations) -> Result<Vec<Conversation>, Unavailable> {
        self.history.conversations().await
    }
}
