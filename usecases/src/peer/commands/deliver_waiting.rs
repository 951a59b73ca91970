use std::sync::Arc;

use causerie_chat::{Cause, ClaimId, DeviceAddress, EnvelopeId, Path, SealedInRoom, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{
        Paths, SessionStarter,
        paths::{Moment, Refused},
        rooms::{Renewed, RoomSaying},
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
    /// Seals anew what was said in rooms long ago.
    pub saying: Arc<RoomSaying>,
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
                let batch = self.renewed(&to, batch, false, now, &drawn).await?;
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
                self.settle(&to, trip, now).await?;
                if was_reached && of_rooms > 0 {
                    self.ask_for_rooms(&to, now, &drawn).await?;
                }
            }
            Err(cause) => self.postpone(&to, cause, now).await?,
        }
        self.events.tell(Event::Delivery(to.person.into()));
        Ok(())
    }
}

/// What went, and how.
struct Trip {
    /// In their order.
    went: Vec<EnvelopeId>,
    refused: Refused,
    /// What became of those that were not refused; nothing if that is to be found out by another attempt.
    gone: Option<Outcome>,
}

/// Whether an envelope that was refused for this cause is worth another attempt.
fn waits(cause: &Cause) -> bool {
    let comes_again = [
        Cause::CANNOT_OPEN,
        Cause::EARLIER_MISSING,
        Cause::IDENTITY_CHANGED,
        Cause::PEER_UNAVAILABLE,
    ];
    comes_again.contains(cause) || needs_room(cause)
}

fn needs_room(cause: &Cause) -> bool {
    [Cause::MAILBOX_FULL, Cause::TOO_MUCH_WAITING].contains(cause)
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
        let Batch { sealed: batch, in_mailbox, receipts_in_mailbox, .. } = batch;
        if in_mailbox == 0 {
            let more =
                if receipts_in_mailbox > 0 { Some(self.waiting(to, true).await?) } else { None };
            let batch = more.as_ref().map_or(&batch, |more| &more.sealed);
            if let Ok(refused) = self.paths.direct(to, batch, false, now).await? {
                return Ok(Ok(Trip::direct(batch, refused)));
            }
        }
        let before = self.pending.retry(to).await?;
        let cause = match self.paths.mailbox(&batch).await {
            Ok(refused) => {
                // What the device said meanwhile may be about these very envelopes, and nobody would say it again.
                let now = self.pending.retry(to).await?;
                let is_answered = now.is_some() && now != before;
                let gone = (!is_answered).then_some(Outcome::Stored);
                return Ok(Ok(Trip::to(gone, &batch, refused)));
            }
            Err(cause) => cause,
        };
        let batch = self.waiting(to, true).await?.sealed;
        let direct = self.paths.direct(to, &batch, true, now).await?;
        Ok(direct.map(|refused| Trip::direct(&batch, refused)).map_err(|_| cause))
    }

    /// What was said in rooms and lies in the mailbox of a device that was just reached goes there once more, as much as goes at once: it takes what it has not
    /// fetched, and its answer tells of what it has. Not everybody sends receipts.
    async fn ask_for_rooms(
        &self,
        to: &DeviceAddress,
        now: Moment,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let batch = self.waiting(to, true).await?;
        let mut batch = self.renewed(to, batch, true, now, randomness).await?.sealed;
        batch.retain(|sent| SealedInRoom::read(&sent.envelope.sealed).is_some());
        if batch.is_empty() {
            return Ok(());
        }
        match self.paths.direct(to, &batch, false, now).await? {
            Ok(refused) => self.settle(to, Trip::direct(&batch, refused), now).await,
            Err(_) => Ok(()),
        }
    }

    async fn settle(&self, to: &DeviceAddress, trip: Trip, now: Moment) -> Result<(), Unavailable> {
        let held_up = trip.held_up();
        let some_went = trip.refused.len() < trip.went.len();
        // Read before it is settled: what was delivered does not make up for what could not be opened.
        let before = self.pending.retry(to).await?;
        self.outbox.settle(to, trip.outcomes(), now.at).await?;
        let Some(cause) = held_up else { return Ok(()) };
        // A mailbox that takes little at a time is on its way to take all of it.
        let before = before.filter(|_| !(some_went && needs_room(&cause)));
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

    /// The same, with what was said in rooms as it can be opened now, and without what is not sent any more.
    async fn renewed(
        &self,
        to: &DeviceAddress,
        batch: Batch,
        again: bool,
        now: Moment,
        randomness: &Randomness,
    ) -> Result<Batch, Unavailable> {
        let Renewed { is_changed, over } =
            self.saying.renew(to, &batch.sealed, now.at, randomness).await?;
        if !is_changed && over.is_empty() {
            return Ok(batch);
        }
        self.outbox.settle(to, over, now.at).await?;
        self.waiting(to, again).await
    }

    async fn waiting(&self, to: &DeviceAddress, again: bool) -> Result<Batch, Unavailable> {
        let (envelopes, bytes) = self.paths.capacity();
        self.pending.waiting(to, again, envelopes, bytes).await
    }
}

impl Trip {
    fn direct(batch: &[Outgoing], refused: Refused) -> Self {
        Self::to(Some(Outcome::Delivered(Path::Direct)), batch, refused)
    }

    fn to(gone: Option<Outcome>, batch: &[Outgoing], refused: Refused) -> Self {
        Self { went: batch.iter().map(|sent| sent.envelope.id).collect(), refused, gone }
    }

    /// Why the first of what stays does: what is behind it waits for it.
    fn held_up(&self) -> Option<Cause> {
        let mut causes = self.went.iter().filter_map(|id| self.refused.get(id));
        causes.find(|cause| waits(cause)).cloned()
    }

    fn outcomes(mut self) -> Vec<(EnvelopeId, Outcome)> {
        let fate = |id| match self.refused.remove(&id) {
            Some(cause) if cause == Cause::CANNOT_OPEN => Some((id, Outcome::SealAnew)),
            Some(cause) if cause == Cause::EARLIER_MISSING => Some((id, Outcome::SendAgain)),
            Some(cause) if waits(&cause) => None,
            Some(cause) => Some((id, Outcome::Failed(cause))),
            None => Some((id, self.gone.clone()?)),
        };
        self.went.into_iter().filter_map(fate).collect()
    }
}
