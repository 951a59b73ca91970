use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, Body, Conversation, DeviceAddress, EnvelopeId, Message, MessageId, Timestamp,
};
use causerie_usecases::ports::{
    Addressed, Cursor, DueReceipts, History, NotQueued, Outbox, Outcome, Receipts, Retry, Sealing,
    Unavailable,
};

use super::Disk;
use crate::{
    lock::lock,
    machine::{device, machine, owner},
};

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
        let to: Vec<_> = envelopes.iter().map(|it| it.recipient.clone()).collect();
        // The same again goes nowhere else.
        let known = self.store.message(&message.author, message.id).await?;
        let queued = self.outbox.enqueue(&message, envelopes, sealing).await;
        if queued.is_ok() && known.is_none() {
            self.queued(&message, &to);
        }
        self.wrote(queued)
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

impl Disk {
    /// Notes who has to get something that was just queued.
    fn queued(&self, message: &Message, to: &[DeviceAddress]) {
        let (world, me) = (&self.machine.world, self.machine.id);
        if let Body::Devices(list) = &message.body {
            let told = to.iter().filter_map(machine).map(|it| (owner(me), list.version, it));
            lock(&world.household).told.extend(told);
        }
        let ends = [Some(&message.author), message.recipient.person()];
        let late = world.live().into_iter().filter(|it| *it != me && world.is_late(*it));
        for late in late.filter(|it| ends.contains(&Some(&device(*it).person))) {
            if world.has_long_known(me, late) {
                lock(&world.ledger).due.insert((message.id, late));
            }
        }
    }
}

#[async_trait]
impl Receipts for Disk {
    async fn mark_read(
        &self,
        with: &Conversation,
        up_to: Cursor,
        others: Vec<DeviceAddress>,
        fellows: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        self.wrote(self.store.mark_read(with, up_to, others, fellows, at).await)
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
