use std::{collections::HashSet, sync::Arc};

use causerie_chat::Timestamp;

use crate::{
    QueryHandler,
    ports::{Glance, History, Identities, Unavailable},
};

/// Where was something said? Those who are no contacts are left out: they stand among the contacts, apart.
#[derive(Debug)]
pub struct ReadConversations {
    /// When: what has expired by then is not told.
    pub at: Timestamp,
}

/// Answers [`ReadConversations`]: the latest first.
pub struct ReadConversationsHandler {
    /// Knows who is a contact.
    pub identities: Arc<dyn Identities>,
    /// Remembers.
    pub history: Arc<dyn History>,
}

impl QueryHandler<ReadConversations> for ReadConversationsHandler {
    type Answer = Vec<Glance>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadConversations) -> Result<Vec<Glance>, Unavailable> {
        let known = self.identities.identities().await?;
        let others: HashSet<_> = known
            .into_iter()
            .filter(|known| !known.standing.is_accepted())
            .map(|known| known.person.address)
            .collect();
        let mut conversations = self.history.conversations().await?;
        conversations.retain(|it| it.with.person().is_none_or(|who| !others.contains(who)));
        // They are wiped soon, and are no part of it then.
        let shown = conversations.into_iter().map(|it| {
            let has_expired = it.latest.has_expired(query.at);
            let latest = if has_expired { it.latest.emptied() } else { it.latest };
            Glance { latest, ..it }
        });
        Ok(shown.collect())
    }
}
