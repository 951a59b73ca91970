use std::{collections::HashMap, sync::Arc};

use causerie_chat::{
    Backoff, Cause, ClaimId, DeviceAddress, EnvelopeId, NetworkAddress, Path, Timestamp,
};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{SessionStarter, sealing::Seal},
    ports::{
        Batch, Deliveries, Outbox, Outcome, Outgoing, Pending, Retry, Routes, SessionBook,
        Unavailable, Undelivered, Whereabouts,
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
    /// The claim to the device's pre-keys, should a session have to be begun.
    pub claim: ClaimId,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`DeliverWaiting`]. A device that cannot be reached is no error: what waits for it goes on waiting, for
/// a cause that the outbox keeps.
pub struct DeliverWaitingHandler {
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
    /// Knows whether it can be sealed.
    pub sessions: Arc<dyn SessionBook>,
    /// Begins sessions.
    pub starter: SessionStarter,
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
        let (to, at) = (command.to.clone(), command.at);
        let jitter = command.jitter;
        let batch = match self.sealed(command).await? {
            Ok(batch) if batch.is_empty() => return Ok(()),
            Ok(batch) => batch,
            Err(cause) => return self.postpone(&to, cause, at, jitter).await,
        };
        let refused = match self.attempt(&to, &batch).await? {
            Ok(refused) => refused,
            Err(cause) => return self.postpone(&to, cause, at, jitter).await,
        };
        let Some(cause) = refused.values().find(|cause| waits(cause)).cloned() else {
            return self.outbox.settle(&to, outcomes(&batch, refused), at).await;
        };
        // Counted before it is settled: what was delivered does not make up for what could not be opened.
        let before = self.failures(&to).await?;
        self.outbox.settle(&to, outcomes(&batch, refused), at).await?;
        self.outbox.postpone(&to, &retry(before, cause, at, jitter)).await
    }
}

/// Whether an envelope that was refused for this cause is worth another attempt.
fn waits(cause: &Cause) -> bool {
    *cause == Cause::CANNOT_OPEN || *cause == Cause::IDENTITY_CHANGED
}

impl DeliverWaitingHandler {
    /// The oldest envelopes, sealed; or why they cannot be.
    async fn sealed(
        &self,
        command: DeliverWaiting,
    ) -> Result<Result<Vec<Outgoing>, Cause>, Unavailable> {
        let DeliverWaiting { to, at, claim, randomness, .. } = command;
        let (envelopes, bytes) = self.deliveries.capacity();
        let Batch { sealed, unsealed_next } = self.pending.waiting(&to, envelopes, bytes).await?;
        if !unsealed_next || !sealed.is_empty() {
            return Ok(Ok(sealed));
        }
        let own = self.starter.own.clone();
        let begun = randomness.fork(&*own.provider, b"session");
        let seal = Seal::new(own, randomness, at);
        let seal = if self.sessions.has_session(&to).await? {
            seal
        } else {
            match self.starter.begin(&to, claim, &begun, at).await? {
                Ok(fresh) => seal.in_session(&fresh),
                Err(cause) => return Ok(Err(cause)),
            }
        };
        self.outbox.seal(&to, Arc::new(seal)).await?;
        Ok(Ok(self.pending.waiting(&to, envelopes, bytes).await?.sealed))
    }

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
        let before = self.failures(to).await?;
        self.outbox.postpone(to, &retry(before, cause, at, jitter)).await
    }

    async fn failures(&self, to: &DeviceAddress) -> Result<u32, Unavailable> {
        Ok(self.pending.retry(to).await?.map_or(0, |retry| retry.failures))
    }
}

/// When to try again after one more failure.
fn retry(before: u32, cause: Cause, at: Timestamp, jitter: u32) -> Retry {
    let failures = before.saturating_add(1);
    let next = at.plus(Backoff { failures }.wait(jitter));
    Retry { failures, last: at, next, cause }
}

type Refused = HashMap<EnvelopeId, Cause>;

fn outcomes(batch: &[Outgoing], mut refused: Refused) -> Vec<(EnvelopeId, Outcome)> {
    let mut fate = |id| match refused.remove(&id) {
        Some(cause) if cause == Cause::CANNOT_OPEN => Some((id, Outcome::SealAnew)),
        Some(cause) if waits(&cause) => None,
        Some(cause) => Some((id, Outcome::Failed(cause))),
        None => Some((id, Outcome::Delivered(Path::Direct))),
    };
    batch.iter().filter_map(|sent| fate(sent.envelope.id)).collect()
}
