use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    QueryHandler,
    ports::{MailNumber, MailboxEnd, Unavailable},
};

/// How far have the numbers of a mailbox come?
#[derive(Debug)]
pub struct ReadMailboxEnd {
    /// Whose mailbox, as its credential has it.
    pub of: DeviceAddress,
}

/// Answers [`ReadMailboxEnd`]. Who asks for what is behind a later number has that number from elsewhere, and would wait in vain.
pub struct ReadMailboxEndHandler {
    /// Knows.
    pub mailbox_end: Arc<dyn MailboxEnd>,
}

impl QueryHandler<ReadMailboxEnd> for ReadMailboxEndHandler {
    type Answer = MailNumber;
    type Error = Unavailable;

    async fn handle(&self, query: ReadMailboxEnd) -> Result<MailNumber, Unavailable> {
        self.mailbox_end.last(&query.of).await
    }
}
