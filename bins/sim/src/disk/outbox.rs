use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Address, DeviceAddress, EnvelopeId, Message, MessageId, Timestamp};
use causerie_usecases::ports::{
    Addressed, Cursor, DueReceipts, NotQueued, Outbox, Outcome, Receipts, Retry, Sealing,
    Unavailable,
};

use super::Disk;

#[async_trait]
impl Outbox for Disk {
    async fn enqueue(
        &self,
        message: &Message,
        envelopes: Vec<Addressed>,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), NotQueued> {
        self.machine.writes().await?;
        let message = self.machine.world.forged(message);
        self.wrote(self.outbox.enqueue(&message, envelopes, sealing).await)
    }

    async fn seal(&self, to: &DeviceAddress, sealing: Arc<dyn Sealing>) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.outbox.seal(to, sealing).await
    }

    async fn settle(
        &self,
        to: &DeviceAddress,
        outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.wrote(self.outbox.settle(to, outcomes, at).await)
    }

    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.outbox.postpone(to, retry).await
    }
}

#[async_trait]
impl Receipts for Disk {
    async fn mark_read(
        &self,
        with: &Address,
        up_to: Cursor,
        others: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.wrote(self.store.mark_read(with, up_to, others, at).await)
    }

    async fn send_receipts(
        &self,
        to: &DeviceAddress,
        id: MessageId,
        sealing: Arc<dyn Sealing>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.machine.world.count(|counts| counts.receipts += 1);
        self.store.send_receipts(to, id, sealing, at).await
    }

    async fn allow_receipts(&self, to: &Address, allowed: bool) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.store.allow_receipts(to, allowed).await
    }
}

#[async_trait]
impl DueReceipts for Disk {
    async fn due_receipts(&self, strangers: bool) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.machine.reads().await;
        self.store.due_receipts(strangers).await
    }

    async fn receipts_allowed(&self, to: &Address) -> Result<bool, Unavailable> {
        self.machine.reads().await;
        self.store.receipts_allowed(to).await
    }
}
