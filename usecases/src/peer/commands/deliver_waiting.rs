use std::{collections::HashMap, sync::Arc};

use causerie_chat::{Backoff, Cause, DeviceAddress, EnvelopeId, NetworkAddress, Path, Timestamp};

use crate::{
    CommandHandler,
    ports::{
        Deliveries, Outbox, Outcome, Outgoing, Pending, Retry, Routes, Unavailable, Undelivered,
        Whereabouts,
    },
};

/// Deliver the oldest envelopes that wait for a device, in one go.
#[derive(Debug)]
pub struct DeliverWaiting {
    /// The device.
    pub to: DeviceAddress,
    /// When.
    pub at: Timestamp,
    /// A random number, to spread retries.
    pub jitter: u32,
}

/// Carries out [`DeliverWaiting`]. A device that cannot be reached is no error: what waits for it goes on waiting, for
/// a cause that the outbox keeps.
pub struct DeliverWaitingHandler {
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
    /// Learns what became of it.
    pub outbox: Arc<dyn Outbox>,
    /// Remembers addresses.
    pub routes: Arc<dyn Routes>,
    /// Looks addresses up.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Reaches the device.
    pub deliveries: Arc<dyn Deliveries>,
}

impl CommandHandler<DeliverWaiting> for DeliverWaitingHandler {
    type Error = Unavailable;

    async fn handle(&self, command: DeliverWaiting) -> Result<(), Unavailable> {
        let DeliverWaiting { to, at, jitter } = command;
        let (envelopes, bytes) = self.deliveries.capacity();
        let batch = self.pending.waiting(&to, envelopes, bytes).await?;
        if batch.is_empty() {
            return Ok(());
        }
        match self.attempt(&to, &batch).await? {
            Ok(refused) => self.outbox.settle(&to, outcomes(&batch, refused), at).await,
            Err(cause) => self.postpone(&to, cause, at, jitter).await,
        }
    }
}

impl DeliverWaitingHandler {
    /// The envelopes that were refused while the others were delivered, or why none could be.
    async fn attempt(
        &self,
        to: &DeviceAddress,
        batch: &[Outgoing],
    ) -> Result<Result<Refused, Cause>, Unavailable> {
        let address = match self.address(to).await? {
            Ok(address) => address,
            Err(cause) => return Ok(Err(cause)),
        };
        match self.deliveries.deliver(to, &address, batch).await {
            Ok(()) => Ok(Ok(Refused::new())),
            Err(Undelivered::Refused(refused)) => Ok(Ok(refused.into_iter().collect())),
            Err(Undelivered::NotNow { cause, .. }) => {
                self.routes.forget(to).await?;
                Ok(Err(cause))
            }
        }
    }

    async fn address(
        &self,
        to: &DeviceAddress,
    ) -> Result<Result<NetworkAddress, Cause>, Unavailable> {
        if let Some(known) = self.routes.route(to).await? {
            return Ok(Ok(known));
        }
        match self.whereabouts.whereabouts(to).await {
            // Whether it expired is for the directory to say: the two clocks need not agree.
            Ok(Some(published)) => {
                self.routes.learn(to, published.address.clone()).await?;
                Ok(Ok(published.address))
            }
            Ok(None) => Ok(Err(Cause::NO_ADDRESS)),
            Err(Unavailable { .. }) => Ok(Err(Cause::DIRECTORY_UNREACHABLE)),
        }
    }

    async fn postpone(
        &self,
        to: &DeviceAddress,
        cause: Cause,
        at: Timestamp,
        jitter: u32,
    ) -> Result<(), Unavailable> {
        let before = self.pending.retry(to).await?.map_or(0, |retry| retry.failures);
        let failures = before.saturating_add(1);
        let next = at.plus(Backoff { failures }.wait(jitter));
        self.outbox.postpone(to, &Retry { failures, last: at, next, cause }).await
    }
}

type Refused = HashMap<EnvelopeId, Cause>;

fn outcomes(batch: &[Outgoing], mut refused: Refused) -> Vec<(EnvelopeId, Outcome)> {
    let mut fate = |id| match refused.remove(&id) {
        Some(cause) => (id, Outcome::Failed(cause)),
        None => (id, Outcome::Delivered(Path::Direct)),
    };
    batch.iter().map(|sent| fate(sent.envelope.id)).collect()
}
