use std::sync::Arc;

use causerie_chat::{DeviceAddress, LinkId, Timestamp};

use crate::{
    QueryHandler,
    ports::{LinkBook, NotLinked},
};

/// What does a new device ask?
#[derive(Debug)]
pub struct ReadLinkRequest {
    /// Where it left that.
    pub id: LinkId,
    /// Who wants to know, as its credential has it: whoever opened the place.
    pub by: DeviceAddress,
    /// When.
    pub at: Timestamp,
}

/// What is it answered?
#[derive(Debug)]
pub struct ReadLinkAnswer {
    /// Where that was left.
    pub id: LinkId,
    /// When.
    pub at: Timestamp,
}

/// Answers [`ReadLinkRequest`] and [`ReadLinkAnswer`]; nothing as long as there is none.
pub struct ReadLinkHandler {
    /// Keeps it for a while.
    pub book: Arc<dyn LinkBook>,
}

impl QueryHandler<ReadLinkRequest> for ReadLinkHandler {
    type Answer = Option<Vec<u8>>;
    type Error = NotLinked;

    async fn handle(&self, query: ReadLinkRequest) -> Result<Option<Vec<u8>>, NotLinked> {
        self.book.asked(query.id, &query.by, query.at).await
    }
}

impl QueryHandler<ReadLinkAnswer> for ReadLinkHandler {
    type Answer = Option<Vec<u8>>;
    type Error = NotLinked;

    async fn handle(&self, query: ReadLinkAnswer) -> Result<Option<Vec<u8>>, NotLinked> {
        self.book.answered(query.id, query.at).await
    }
}
