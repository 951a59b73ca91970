use std::sync::Arc;

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
        self.search.search(&query.wanted, query.limit.min(1_000)).await
    }
}
