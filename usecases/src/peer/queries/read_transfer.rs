use std::sync::Arc;

use crate::{
    QueryHandler,
    ports::{HistoryTransfer, TransferBook, Unavailable},
};

/// How far has history come from another device of this person?
#[derive(Debug)]
pub struct ReadTransfer;

/// Answers [`ReadTransfer`]: nothing if none was begun.
pub struct ReadTransferHandler {
    /// Knows it.
    pub book: Arc<dyn TransferBook>,
}

impl QueryHandler<ReadTransfer> for ReadTransferHandler {
    type Answer = Option<HistoryTransfer>;
    type Error = Unavailable;

    async fn handle(
        &self,
        ReadTransfer: ReadTransfer,
    ) -> Result<Option<HistoryTransfer>, Unavailable> {
        self.book.transfer().await
    }
}
