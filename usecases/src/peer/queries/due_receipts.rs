use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    QueryHandler,
    ports::{DueReceipts as Due, Unavailable},
};

/// To which devices is there something to tell about what they sent?
#[derive(Debug)]
pub struct DueReceipts;

/// Answers [`DueReceipts`].
pub struct DueReceiptsHandler {
    /// Knows.
    pub receipts: Arc<dyn Due>,
}

impl QueryHandler<DueReceipts> for DueReceiptsHandler {
    type Answer = Vec<DeviceAddress>;
    type Error = Unavailable;

    async fn handle(&self, _: DueReceipts) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.receipts.due_receipts().await
    }
}
