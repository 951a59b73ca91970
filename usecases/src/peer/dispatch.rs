//! What goes to a device, and what becomes of it.

use std::{collections::HashSet, sync::Arc};

use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Path, SealedInRoom};
use causerie_session::Randomness;

use super::{
    Paths,
    paths::{Moment, Refused},
    rooms::{Renewed, RoomSaying},
};
use crate::ports::{Batch, Outbox, Outcome, Outgoing, Pending, Retry, Unavailable};

/// Brings to a device what waits for it, and notes what became of that.
pub struct Dispatch {
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
    /// Learns what became of it.
    pub outbox: Arc<dyn Outbox>,
    /// Where it can go.
    pub paths: Paths,
    /// Seals anew what was said in rooms long ago.
    pub saying: Arc<RoomSaying>,
}

/// What went, and how.
pub(super) struct Trip {
    /// In their order.
    pub(super) went: Vec<EnvelopeId>,
    pub(super) refused: Refused,
    /// What became of those that were not refused; nothing if that is to be found out by another attempt.
    pub(super) gone: Option<Outcome>,
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

impl Dispatch {
    /// What was said in rooms and lies in the mailbox of a device goes to it once more, directly, as much as goes at once: it takes what it has not fetched, and
    /// its answer tells of what it has. Not everybody sends receipts, and who has gone from a room sends none there. Where it cannot be reached, nothing changes.
    /// Whether it answered.
    pub(super) async fn ask_for_rooms(
        &self,
        to: &DeviceAddress,
        now: Moment,
        randomness: &Randomness,
    ) -> Result<bool, Unavailable> {
        let batch = self.waiting(to, true).await?;
        let mut batch = self.renewed(to, batch, true, now, randomness).await?.sealed;
        batch.retain(|sent| SealedInRoom::read(&sent.envelope.sealed).is_some());
        if batch.is_empty() {
            return Ok(false);
        }
        let Ok(refused) = self.paths.direct(to, &batch, false, now).await? else {
            return Ok(false);
        };
        self.settle(to, Trip::direct(&batch, refused), now).await?;
        Ok(true)
    }

    /// Gives up what was said in rooms and lies in the mailbox of a device that is in them with this one no more: nobody will say whether it came.
    pub(super) async fn give_up_rooms(
        &self,
        to: &DeviceAddress,
        now: Moment,
        randomness: &Randomness,
    ) -> Result<(), Unavailable> {
        let batch = self.waiting(to, true).await?;
        self.renewed(to, batch, false, now, randomness).await.map(drop)
    }

    /// What becomes of what went, and when the rest is tried again.
    pub(super) async fn settle(
        &self,
        to: &DeviceAddress,
        trip: Trip,
        now: Moment,
    ) -> Result<(), Unavailable> {
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

    /// The same, with what was said in rooms as it can be opened now, and without what is not sent any more. What lies in the mailbox of a device that has gone from
    /// its room goes `again` all the same: nothing new comes to it by that, and only it can say whether it took that.
    pub(super) async fn renewed(
        &self,
        to: &DeviceAddress,
        batch: Batch,
        again: bool,
        now: Moment,
        randomness: &Randomness,
    ) -> Result<Batch, Unavailable> {
        let Renewed { is_changed, mut over, mut apart } =
            self.saying.renew(to, &batch.sealed, now.at, randomness).await?;
        if again && !apart.is_empty() {
            let queued = self.waiting(to, false).await?.sealed;
            let queued: HashSet<_> = queued.iter().map(|it| it.envelope.id).collect();
            apart.retain(|id| queued.contains(id));
        }
        over.append(&mut apart);
        if !is_changed && over.is_empty() {
            return Ok(batch);
        }
        let over = over.into_iter().map(|id| (id, Outcome::Failed(Cause::LEFT_ROOM))).collect();
        self.outbox.settle(to, over, now.at).await?;
        self.waiting(to, again).await
    }

    /// What goes at once; with what lies in the mailbox, if it is to go `again`.
    pub(super) async fn waiting(
        &self,
        to: &DeviceAddress,
        again: bool,
    ) -> Result<Batch, Unavailable> {
        let (envelopes, bytes) = self.paths.capacity();
        self.pending.waiting(to, again, envelopes, bytes).await
    }
}

impl Trip {
    pub(super) fn direct(batch: &[Outgoing], refused: Refused) -> Self {
        Self::to(Some(Outcome::Delivered(Path::Direct)), batch, refused)
    }

    pub(super) fn to(gone: Option<Outcome>, batch: &[Outgoing], refused: Refused) -> Self {
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
