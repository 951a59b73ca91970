use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::Message;
use causerie_usecases::ports::{Addressed, Sealing, Unavailable, Whispers};

use super::MemoryPeer;
use crate::lock::lock;

#[async_trait]
impl Whispers for MemoryPeer {
    async fn whisper(
        &self,
        message: &Message,
        envelope: &Addressed,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), Unavailable> {
        // The sealing holds on to it.
        drop(lock(&self.kept).seal(message, envelope, None, &*sealing));
        Ok(())
    }
}
