use std::sync::Arc;

use causerie_chat::Timestamp;
use causerie_files::FileId;

use crate::{
    QueryHandler,
    ports::{Fetch, FetchBook, FetchState, Unavailable},
};

/// Which files are to be fetched, and from when on?
#[derive(Debug)]
pub struct DueFetches;

/// Answers [`DueFetches`]: the first begun first, each with the moment of its next attempt, or nothing if that is now.
pub struct DueFetchesHandler {
    /// Knows them.
    pub book: Arc<dyn FetchBook>,
}

impl QueryHandler<DueFetches> for DueFetchesHandler {
    type Answer = Vec<(FileId, Option<Timestamp>)>;
    type Error = Unavailable;

    async fn handle(&self, DueFetches: DueFetches) -> Result<Self::Answer, Unavailable> {
        let due = |fetch: &Fetch| match &fetch.state {
            FetchState::Wanted(retry) => Some((fetch.id(), retry.as_ref().map(|retry| retry.next))),
            _ => None,
        };
        Ok(self.book.fetches().await?.iter().rev().filter_map(due).collect())
    }
}
