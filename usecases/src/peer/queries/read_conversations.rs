use std::{collections::HashSet, sync::Arc};

use crate::{
    QueryHandler,
    ports::{Conversation, History, Identities, Unavailable},
};

/// With whom was something said? Those who are no contacts are left out: they stand among the contacts, apart.
#[derive(Debug)]
pub struct ReadConversations;

/// Answers [`ReadConversations`]: the latest first.
pub struct ReadConversationsHandler {
    /// Knows who is a contact.
    pub identities: Arc<dyn Identities>,
    /// Remembers.
    pub history: Arc<dyn History>,
}

impl QueryHandler<ReadConversations> for ReadConversationsHandler {
    type Answer = Vec<Conversation>;
    type Error = Unavailable;

    async fn handle(&self, _: ReadConversations) -> Result<Vec<Conversation>, Unavailable> {
        let known = self.identities.identities().await?;
        let others: HashSet<_> = known
            .into_iter()
            .filter(|known| !known.standing.is_accepted())
            .map(|known| known.person.address)
            .collect();
        let mut conversations = self.history.conversations().await?;
        conversations.retain(|it| !others.contains(&it.with));
        Ok(conversations)
    }
}
