use async_trait::async_trait;
use causerie_chat::{Address, Conversation, DeviceAddress, MessageId};
use causerie_usecases::ports::{
    Batch, Cursor, Due, Entry, Glance, History, Lack, Lacking, Pending, Retry, SessionBook,
    Unavailable, Unopened, UnopenedEnvelope, Waiting,
};

use super::Disk;
use crate::sabotage::{Sabotage, invitation_of_nobody};

#[async_trait]
impl Pending for Disk {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        self.machine.reads().await;
        self.pending.due().await
    }

    async fn waiting(
        &self,
        to: &DeviceAddress,
        again: bool,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Batch, Unavailable> {
        self.machine.reads().await;
        self.pending.waiting(to, again, envelopes, bytes).await
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        self.machine.reads().await;
        self.pending.retry(to).await
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        self.machine.reads().await;
        self.pending.depth().await
    }
}

#[async_trait]
impl History for Disk {
    async fn kept_of(&self, who: &Address) -> Result<u64, Unavailable> {
        self.machine.reads().await;
        self.store.kept_of(who).await
    }

    async fn conversation(
        &self,
        with: &Conversation,
        after: Cursor,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        self.machine.reads().await;
        self.store.conversation(with, after, limit).await
    }

    async fn conversations(&self) -> Result<Vec<Glance>, Unavailable> {
        self.machine.reads().await;
        self.store.conversations().await
    }

    async fn undelivered(
        &self,
        to: &Conversation,
        limit: usize,
    ) -> Result<Vec<Entry>, Unavailable> {
        self.machine.reads().await;
        self.store.undelivered(to, limit).await
    }

    async fn message(&self, author: &Address, id: MessageId) -> Result<Option<Entry>, Unavailable> {
        self.machine.reads().await;
        let kept = self.store.message(author, id).await?;
        if kept.is_none() && self.machine.world.setting.sabotage == Some(Sabotage::TakesInAnybody) {
            return Ok(invitation_of_nobody(&self.store, author, id).await);
        }
        Ok(kept)
    }
}

#[async_trait]
impl Unopened for Disk {
    async fn unopened(&self) -> Result<Vec<UnopenedEnvelope>, Unavailable> {
        self.machine.reads().await;
        self.store.unopened().await
    }
}

#[async_trait]
impl SessionBook for Disk {
    async fn has_session(&self, with: &DeviceAddress) -> Result<bool, Unavailable> {
        self.machine.reads().await;
        self.store.has_session(with).await
    }
}

#[async_trait]
impl Lacking for Disk {
    async fn lacking(&self, message: MessageId) -> Result<Vec<Lack>, Unavailable> {
        self.machine.reads().await;
        self.store.lacking(message).await
    }
}
