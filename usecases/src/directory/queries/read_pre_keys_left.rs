use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    QueryHandler,
    ports::{PreKeyBook, PreKeysLeft, Unavailable},
};

/// How many of its pre-keys does a device have left here?
#[derive(Debug)]
pub struct ReadPreKeysLeft {
    /// The device.
    pub device: DeviceAddress,
}

/// Answers [`ReadPreKeysLeft`]: nothing for a device that never published any.
pub struct ReadPreKeysLeftHandler {
    /// Knows.
    pub pre_key_book: Arc<dyn PreKeyBook>,
}

impl QueryHandler<ReadPreKeysLeft> for ReadPreKeysLeftHandler {
    type Answer = Option<PreKeysLeft>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadPreKeysLeft) -> Result<Option<PreKeysLeft>, Unavailable> {
        self.pre_key_book.left(&query.device).await
    }
}
