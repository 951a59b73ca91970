use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Address, DeviceAddress, EnvelopeId, Message, Path, SecondFactor, Timestamp};
use causerie_memory::{MemoryDirectory, MemoryPeer};
use causerie_usecases::ports::{
    Acknowledgements, Addressed, Batch, Due, MailNumber, NotAcknowledged, NotQueued, NotReplaced,
    Outbox, Outcome, Pending, Retry, Sealing, SecondFactorBook, SecondFactors, Unavailable,
    Waiting,
};

mod gullible;
mod inbox;
mod rooms;

pub(crate) use gullible::Gullible;
pub(crate) use inbox::inbox;
pub(crate) use rooms::{applies_first, invitation_of_nobody};

/// Something broken on purpose, to see that it is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// Peers keep what they take as often as it comes.
    KeepsTwice,
    /// The directory removes one more than was fetched.
    DropsUnfetched,
    /// Peers send directly though something lies in the mailbox, and do not look what comes before what.
    Overtakes,
    /// Peers take what is in the mailbox for delivered.
    Hopes,
    /// Peers try again at once.
    NeverWaits,
    /// Peers do not say what is wrong.
    HidesCauses,
    /// Peers send to the first device of everybody alone.
    LeavesOut,
    /// Peers tell nobody what was decided at them.
    DecidesAlone,
    /// Devices keep how far a transfer is before they keep what came.
    NotesFirst,
    /// The directory does not remember which codes were taken, or wrong.
    TakesCodesTwice,
    /// Devices offer commits that they did not keep.
    KeepsNoDraft,
    /// Devices note how far they have come in a room, and not what that led to.
    KeepsNoKeys,
    /// What is said in a room goes to all but one.
    SaysToFewer,
    /// What is said in a room is acknowledged, and not kept.
    HearsNothing,
    /// Members take for invited whoever says so.
    TakesInAnybody,
    /// Devices go on by a commit of theirs before it was accepted.
    AppliesFirst,
    /// The directory takes a second entry at a place.
    TakesPlacesTwice,
    /// Devices believe of logs whatever they were told first.
    ReadsNothingAgain,
    /// Members do not look who sealed what is said in a room.
    BelievesAuthors,
    /// Devices that told others in a room as much as they may do not renew its keys.
    NeverRenews,
}

pub(crate) fn outbox(sabotage: Option<Sabotage>, store: &Arc<MemoryPeer>) -> Arc<dyn Outbox> {
    match sabotage {
        Some(how @ (Sabotage::Hopes | Sabotage::NeverWaits | Sabotage::LeavesOut)) => {
            Arc::new(Careless { store: store.clone(), how })
        }
        _ => store.clone(),
    }
}

pub(crate) fn pending(sabotage: Option<Sabotage>, store: &Arc<MemoryPeer>) -> Arc<dyn Pending> {
    match sabotage {
        Some(how @ (Sabotage::Overtakes | Sabotage::HidesCauses)) => {
            Arc::new(Blind { store: store.clone(), how })
        }
        _ => store.clone(),
    }
}

pub(crate) fn acknowledgements(
    sabotage: Option<Sabotage>,
    records: &Arc<MemoryDirectory>,
) -> Arc<dyn Acknowledgements> {
    match sabotage {
        Some(Sabotage::DropsUnfetched) => Arc::new(Hasty(records.clone())),
        _ => records.clone(),
    }
}

pub(crate) fn second_factors(
    sabotage: Option<Sabotage>,
    records: &Arc<MemoryDirectory>,
) -> Arc<dyn SecondFactors> {
    match sabotage {
        Some(Sabotage::TakesCodesTwice) => Arc::new(Forgiving(records.clone())),
        _ => records.clone(),
    }
}

/// An outbox that does not do what it is told.
struct Careless {
    store: Arc<MemoryPeer>,
    how: Sabotage,
}

#[async_trait]
impl Outbox for Careless {
    async fn enqueue(
        &self,
        message: &Message,
        mut envelopes: Vec<Addressed>,
        sealing: Arc<dyn Sealing>,
    ) -> Result<(), NotQueued> {
        if self.how == Sabotage::LeavesOut {
            envelopes.retain(|to| to.recipient.device.as_str() == "d1");
        }
        self.store.enqueue(message, envelopes, sealing).await
    }

    async fn seal(&self, to: &DeviceAddress, sealing: Arc<dyn Sealing>) -> Result<(), Unavailable> {
        self.store.seal(to, sealing).await
    }

    async fn settle(
        &self,
        to: &DeviceAddress,
        mut outcomes: Vec<(EnvelopeId, Outcome)>,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        if self.how == Sabotage::Hopes {
            for (_, outcome) in &mut outcomes {
                if *outcome == Outcome::SealAnew {
                    *outcome = Outcome::Delivered(Path::Direct);
                }
                if *outcome == Outcome::Stored {
                    *outcome = Outcome::Delivered(Path::Mailbox);
                }
            }
        }
        self.store.settle(to, outcomes, at).await
    }

    async fn postpone(&self, to: &DeviceAddress, retry: &Retry) -> Result<(), Unavailable> {
        match self.how {
            Sabotage::NeverWaits => Ok(()),
            _ => self.store.postpone(to, retry).await,
        }
    }
}

/// What waits, as somebody tells it who does not see all.
struct Blind {
    store: Arc<MemoryPeer>,
    how: Sabotage,
}

#[async_trait]
impl Pending for Blind {
    async fn due(&self) -> Result<Vec<Due>, Unavailable> {
        self.store.due().await
    }

    async fn waiting(
        &self,
        to: &DeviceAddress,
        again: bool,
        envelopes: usize,
        bytes: usize,
    ) -> Result<Batch, Unavailable> {
        let batch = self.store.waiting(to, again, envelopes, bytes).await?;
        match self.how {
            Sabotage::Overtakes => Ok(Batch { in_mailbox: 0, ..batch }),
            _ => Ok(batch),
        }
    }

    async fn retry(&self, to: &DeviceAddress) -> Result<Option<Retry>, Unavailable> {
        match self.how {
            Sabotage::HidesCauses => Ok(None),
            _ => self.store.retry(to).await,
        }
    }

    async fn depth(&self) -> Result<Waiting, Unavailable> {
        self.store.depth().await
    }
}

/// Remembers of a second factor that it counts, and nothing more.
struct Forgiving(Arc<MemoryDirectory>);

#[async_trait]
impl SecondFactors for Forgiving {
    async fn replace(
        &self,
        who: &Address,
        seen: u64,
        next: Option<&SecondFactor>,
    ) -> Result<(), NotReplaced> {
        let counts = |it: Option<&SecondFactor>| it.is_some_and(|it| it.confirmed_at().is_some());
        let kept = self.0.second_factor(who).await?.factor;
        if counts(kept.as_ref()) && counts(next) {
            return Ok(());
        }
        self.0.replace(who, seen, next).await
    }
}

/// Removes one more than it is told.
struct Hasty(Arc<MemoryDirectory>);

#[async_trait]
impl Acknowledgements for Hasty {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        match self.0.acknowledge(of, MailNumber(up_to.0 + 1)).await {
            Err(NotAcknowledged::Ahead) => self.0.acknowledge(of, up_to).await,
            done => done,
        }
    }
}
