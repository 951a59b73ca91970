use std::sync::Arc;

use crate::{
    QueryHandler,
    ports::{MailDepth, StoredMail, Unavailable},
};

/// How much lies in all mailboxes together?
#[derive(Debug)]
pub struct ReadMailDepth;

/// Answers [`ReadMailDepth`]. It names nobody.
pub struct ReadMailDepthHandler {
    /// Knows.
    pub depth: Arc<dyn MailDepth>,
}

impl QueryHandler<ReadMailDepth> for ReadMailDepthHandler {
    type Answer = StoredMail;
    type Error = Unavailable;

    async fn handle(&self, ReadMailDepth: ReadMailDepth) -> Result<StoredMail, Unavailable> {
        self.depth.depth().await
    }
}
