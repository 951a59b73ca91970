use std::sync::Arc;

use causerie_chat::{Body, Timestamp, View};

use crate::{
    QueryHandler,
    ports::{Conversation, History, Unavailable},
};

/// With whom was something said?
#[derive(Debug)]
pub struct ReadConversations {
    /// When: what has expired by then is not told.
    pub at: Timestamp,
}

/// Answers [`ReadConversations`]: the latest first.
pub struct ReadConversationsHandler {
    /// Remembers.
    pub history: Arc<dyn History>,
}

impl QueryHandler<ReadConversations> for ReadConversationsHandler {
    type Answer = Vec<Conversation>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadConversations) -> Result<Vec<Conversation>, Unavailable> {
        let mut all = self.history.conversations().await?;
        // They are wiped soon, and are no part of it then.
        for Conversation { latest, .. } in &mut all {
            if latest.has_expired(query.at) {
                latest.message.body = Body::Wiped;
                latest.view = View { expires_at: latest.view.expires_at, ..View::default() };
            }
        }
        Ok(all)
    }
}
