use std::sync::Arc;

use causerie_chat::{DeviceAddress, Timestamp};

use crate::{
    CommandHandler,
    ports::{Doorbell, Outbox, Pending, Retry, Unavailable},
};

/// Try what waits for a device now: there is news of it.
#[derive(Debug)]
pub struct BringForward {
    /// The device.
    pub to: DeviceAddress,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`BringForward`]. What failed before still counts, so that a further failure makes the next wait longer as ever.
pub struct BringForwardHandler {
    /// Knows what it waits for.
    pub pending: Arc<dyn Pending>,
    /// Keeps that it waits no longer.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
}

impl CommandHandler<BringForward> for BringForwardHandler {
    type Error = Unavailable;

    async fn handle(&self, BringForward { to, at }: BringForward) -> Result<(), Unavailable> {
        let Some(retry) = self.pending.retry(&to).await? else { return Ok(()) };
        if retry.keeps_waiting(at) {
            self.outbox.postpone(&to, &Retry { next: at, ..retry }).await?;
            self.doorbell.ring();
        }
        Ok(())
    }
}
