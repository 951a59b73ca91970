use std::sync::Arc;

use causerie_chat::{Cause, ClaimId, DeviceAddress, EnvelopeId, Path, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{
        Paths, SessionStarter,
        paths::{Moment, Refused},
        sealing::Seal,
    },
    ports::{
        Batch, Event, Events, Outbox, Outcome, Outgoing, Pending, Retry, SessionBook, Unavailable,
    },
};

/// Bring the oldest envelopes that wait for a device one step further, in one go: to the device itself, or into its mailbox.
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
    /// Where it can go.
    pub paths: Paths,
    /// Hears that it did, or did not.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<DeliverWaiting> for DeliverWaitingHandler {
    type Error = Unavailable;

    async fn handle(&self, command: DeliverWaiting) -> Result<(), Unavailable> {
        let (to, now) = (command.to.clone(), Moment { at: command.at, jitter: command.jitter });
        let trip = match self.sealed(command).await? {
            Ok(batch) if batch.sealed.is_empty() => return Ok(()),
            Ok(batch) => self.send(&to, batch, now).await?,
            Err(cause) => Err(cause),
        };
        match trip {
            Ok(trip) => self.settle(&to, trip, now).await?,
            Err(cause) => self.postpone(&to, cause, now).await?,
        }
        self.events.tell(Event::Delivery(to.person));
        Ok(())
    }
}

/// What went, and how.
struct Trip {
    batch: Vec<Outgoing>,
    refused: Refused,
    gone: Outcome,
}

/// Whether an envelope that was refused for this cause is worth another attempt.
fn waits(cause: &Cause) -> bool {
    [Cause::CANNOT_OPEN, Cause::IDENTITY_CHANGED, Cause::MAILBOX_FULL, Cause::TOO_MUCH_WAITING]
        .contains(cause)
}

impl DeliverWaitingHandler {
    /// The oldest envelopes, sealed; or why they cannot be.
    async fn sealed(&self, command: DeliverWaiting) -> Result<Result<Batch, Cause>, Unavailable> {
        let DeliverWaiting { to, at, claim, randomness, .. } = command;
        let batch = self.waiting(&to, false).await?;
        if !batch.unsealed_next || !batch.sealed.is_empty() {
            return Ok(Ok(batch));
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
        self.waiting(&to, false).await.map(Ok)
    }

    /// Takes the first way that is open. While something lies in the mailbox, what follows goes there too, so that nothing overtakes
    /// it; if the mailbox is out of reach, all of it goes directly, in its order: the device keeps one copy.
    async fn send(
        &self,
        to: &DeviceAddress,
        batch: Batch,
        now: Moment,
    ) -> Result<Result<Trip, Cause>, Unavailable> {
        let Batch { sealed: batch, in_mailbox, .. } = batch;
        if in_mailbox == 0
            && let Ok(refused) = self.paths.direct(to, &batch, false, now).await?
        {
            return Ok(Ok(Trip { batch, refused, gone: Outcome::Delivered(Path::Direct) }));
        }
        let cause = match self.paths.mailbox(&batch).await {
            Ok(refused) => return Ok(Ok(Trip { batch, refused, gone: Outcome::Stored })),
            Err(cause) => cause,
        };
        let batch = self.waiting(to, true).await?.sealed;
        let direct = self.paths.direct(to, &batch, true, now).await?;
        let trip = |refused| Trip { batch, refused, gone: Outcome::Delivered(Path::Direct) };
        Ok(direct.map(trip).map_err(|_| cause))
    }

    async fn settle(&self, to: &DeviceAddress, trip: Trip, now: Moment) -> Result<(), Unavailable> {
        let held_up = trip.refused.values().find(|cause| waits(cause)).cloned();
        // Read before it is settled: what was delivered does not make up for what could not be opened.
        let before = self.pending.retry(to).await?;
        self.outbox.settle(to, trip.outcomes(), now.at).await?;
        let Some(cause) = held_up else { return Ok(()) };
        let retry = Retry::after(before.as_ref(), cause, now.at, now.jitter);
        self.outbox.postpone(to, &retry).await
    }

    async fn postpone(
        &self,
        to: &DeviceAddress,
        cause: Cause,
        now: Moment,
    ) -> Result<(), Unavailable> {
        let before = self.pending.retry(to).await?;
        let retry = Retry::after(before.as_ref(), cause, now.at, now.jitter);
        self.outbox.postpone(to, &retry).await
    }

    async fn waiting(&self, to: &DeviceAddress, again: bool) -> Result<Batch, Unavailable> {
        let (envelopes, bytes) = self.paths.capacity();
        self.pending.waiting(to, again, envelopes, bytes).await
    }
}

impl Trip {
    fn outcomes(mut self) -> Vec<(EnvelopeId, Outcome)> {
        let mut fate = |id| match self.refused.remove(&id) {
            Some(cause) if cause == Cause::CANNOT_OPEN => Some((id, Outcome::SealAnew)),
            Some(cause) if waits(&cause) => None,
            Some(cause) => Some((id, Outcome::Failed(cause))),
            None => Some((id, self.gone.clone())),
        };
        self.batch.iter().filter_map(|sent| fate(sent.envelope.id)).collect()
    }
}
