use std::sync::Arc;

use causerie_chat::Timestamp;

use crate::{
    QueryHandler,
    ports::{Entry, Search, Unavailable, Wish},
};

/// Who said that, and when?
#[derive(Debug)]
pub struct SearchMessages {
    /// Which messages.
    pub wanted: Wish,
    /// How many at most; taken to be at most 1,000.
    pub limit: usize,
    /// When: what has expired by then is left out.
    pub at: Timestamp,
}

/// Answers [`SearchMessages`]: the latest first; empty if nothing fits. What is behind the last one is found by its cursor
/// ([`Wish::before`]).
pub struct SearchMessagesHandler {
    /// Looks through what was said.
    pub search: Arc<dyn Search>,
}

impl QueryHandler<SearchMessages> for SearchMessagesHandler {
    type Answer = Vec<Entry>;
    type Error = Unavailable;

    async fn handle(&self, query: SearchMessages) -> Result<Vec<Entry>, Unavailable> {
        let SearchMessages { mut wanted, limit, at } = query;
        let limit = limit.min(1_000);
        let mut found = Vec::new();
        loop {
            let missing = limit - found.len();
            let page = self.search.search(&wanted, missing).await?;
            let is_last = page.len() < missing;
            wanted.before = page.last().map_or(wanted.before, |entry| Some(entry.cursor));
            found.extend(page.into_iter().filter(|entry| !entry.has_expired(at)));
            if is_last || found.len() == limit {
                return Ok(found);
            }
        }
    }
}
