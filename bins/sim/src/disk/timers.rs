use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Conversation, Message, Timer, Timestamp};
use causerie_usecases::ports::{Addressed, Sealing, TimerBook, Timers, Unavailable, Whispers};

use super::Disk;

#[async_trait]
impl Timers for Disk {
    async fn wipe_expired(&self, at: Timestamp) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.wrote(self.store.wipe_expired(at).await)
    }
}

#[async_trait]
impl TimerBook for Disk {
    async fn timer(&self, with: &Conversation) -> Result<Option<Timer>, Unavailable> {
        self.machine.reads().await;
        self.store.timer(with).await
    }

    async fn expired(&self, at: Timestamp) -> Result<Vec<Conversation>, Unavailable> {
        self.machine.reads().await;
        self.store.expired(at).await
    }
}

#[async_trait]
impl Whispers for Disk {
    async fn whisper(
        &self,
        message: &Message,
        envelope: &Addressed,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.whisper(message, envelope, sealing).await
    }
}
