use std::sync::Arc;

use causerie_chat::{Cause, ClaimId, DeviceAddress, Path, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{Dispatch, SessionStarter, dispatch::Trip, paths::Moment, sealing::Seal},
    ports::{Batch, Event, Events, Outcome, Retry, SessionBook, Unavailable},
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
    /// Knows whether it can be sealed.
    pub sessions: Arc<dyn SessionBook>,
    /// Begins sessions.
    pub starter: SessionStarter,
    /// Brings it there.
    pub dispatch: Arc<Dispatch>,
    /// Hears that it did, or did not.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<DeliverWaiting> for DeliverWaitingHandler {
    type Error = Unavailable;

    async fn handle(&self, command: DeliverWaiting) -> Result<(), Unavailable> {
        let (to, now) = (command.to.clone(), Moment { at: command.at, jitter: command.jitter });
        let drawn = command.randomness.fork(&*self.starter.own.provider, b"rooms");
        let mut of_rooms = 0;
        let trip = match self.sealed(command).await? {
            Ok(batch) if batch.sealed.is_empty() => return Ok(()),
            Ok(batch) => {
                of_rooms = batch.rooms_in_mailbox;
                let batch = self.dispatch.renewed(&to, batch, false, now, &drawn).await?;
                if batch.sealed.is_empty() {
                    return Ok(());
                }
                self.send(&to, batch, now).await?
            }
            Err(cause) => Err(cause),
        };
        match trip {
            Ok(trip) => {
                let was_reached = trip.gone == Some(Outcome::Delivered(Path::Direct));
                self.dispatch.settle(&to, trip, now).await?;
                if was_reached && of_rooms > 0 {
                    self.dispatch.ask_for_rooms(&to, now, &drawn).await?;
                }
            }
            Err(cause) => self.postpone(&to, cause, now).await?,
        }
        self.events.tell(Event::Delivery(to.person.into()));
        Ok(())
    }
}

impl DeliverWaitingHandler {
    /// The oldest envelopes, sealed; or why they cannot be.
    async fn sealed(&self, command: DeliverWaiting) -> Result<Result<Batch, Cause>, Unavailable> {
        let DeliverWaiting { to, at, claim, randomness, .. } = command;
        let batch = self.dispatch.waiting(&to, false).await?;
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
        self.dispatch.outbox.seal(&to, Arc::new(seal)).await?;
        self.dispatch.waiting(&to, false).await.map(Ok)
    }

    /// Takes the first way that is open. While something lies in the mailbox, what follows goes there too, so that nothing overtakes
    /// it; if the mailbox is out of reach, all of it goes directly, in its order: the device keeps one copy.
    async fn send(
        &self,
        to: &DeviceAddress,
        batch: Batch,
        now: Moment,
    ) -> Result<Result<Trip, Cause>, Unavailable> {
        let Batch { sealed: batch, in_mailbox, receipts_in_mailbox, .. } = batch;
        if in_mailbox == 0 {
            let more = if receipts_in_mailbox > 0 {
                Some(self.dispatch.waiting(to, true).await?)
            } else {
                None
            };
            let batch = more.as_ref().map_or(&batch, |more| &more.sealed);
            if let Ok(refused) = self.dispatch.paths.direct(to, batch, false, now).await? {
                return Ok(Ok(Trip::direct(batch, refused)));
            }
        }
        let before = self.dispatch.pending.retry(to).await?;
        let cause = match self.dispatch.paths.mailbox(&batch).await {
            Ok(refused) => {
                // What the device said meanwhile may be about these very envelopes, and nobody would say it again.
                let now = self.dispatch.pending.retry(to).await?;
                let is_answered = now.is_some() && now != before;
                let gone = (!is_answered).then_some(Outcome::Stored);
                return Ok(Ok(Trip::to(gone, &batch, refused)));
            }
            Err(cause) => cause,
        };
        let batch = self.dispatch.waiting(to, true).await?.sealed;
        let direct = self.dispatch.paths.direct(to, &batch, true, now).await?;
        Ok(direct.map(|refused| Trip::direct(&batch, refused)).map_err(|_| cause))
    }

    async fn postpone(
        &self,
        to: &DeviceAddress,
        cause: Cause,
        now: Moment,
    ) -> Result<(), Unavailable> {
        let before = self.dispatch.pending.retry(to).await?;
        let retry = Retry::after(before.as_ref(), cause, now.at, now.jitter);
        self.dispatch.outbox.postpone(to, &retry).await
    }
}
