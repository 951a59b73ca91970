use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    QueryHandler,
    ports::{MailItem, MailNumber, Mailbox, Unavailable},
};

/// What is in a mailbox?
#[derive(Debug)]
pub struct ReadMail {
    /// Whose, as its credential has it.
    pub of: DeviceAddress,
    /// Behind which item.
    pub after: MailNumber,
    /// How many items at most.
    pub items: usize,
    /// About how many bytes of content.
    pub bytes: usize,
}

/// Answers [`ReadMail`]: in its order, at least one if there is one.
pub struct ReadMailHandler {
    /// Keeps it.
    pub mailbox: Arc<dyn Mailbox>,
}

impl QueryHandler<ReadMail> for ReadMailHandler {
    type Answer = Vec<MailItem>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadMail) -> Result<Vec<MailItem>, Unavailable> {
        let ReadMail { of, after, items, bytes } = query;
        self.mailbox.pending(&of, after, items, bytes).await
    }
}
