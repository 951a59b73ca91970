use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, Timer};

use super::{Entry, KnownIdentity, Unavailable};

/// Keeps what another device of this person gives, which was there before this one.
#[async_trait]
pub trait Recollection: Send + Sync {
    /// Adds people as they were known, and `entries`, the latest of them first, **in front of** what is here: the first of them comes to stand right
    /// before the earliest that is here, the next before that. With them it keeps how far the transfer is, unless one from another device was begun meanwhile:
    /// all of it or nothing.
    ///
    /// A person or a message that is known already stays as it is and where it is; but a person with the same account key who only asks here to be
    /// accepted stands as they do there. A timer is taken over where there is none. What was decided of them counts before both ([`super::Choices`]).
    ///
    /// What this person sent keeps the state it had. Nothing is queued, and there is no receipt for it. What somebody else sent was read if it was there; what was
    /// said of it here before it came counts. What changes a message changes it, and [`Entry::view`] is not looked at.
    async fn recall(
        &self,
        people: Vec<Recalled>,
        entries: Vec<Entry>,
        transfer: &HistoryTransfer,
    ) -> Result<(), Unavailable>;

    /// Begins a transfer, or goes on with it: it takes the place of what was kept of it or of another one.
    async fn begin(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable>;

    /// Keeps how far the transfer is, unless one from another device was begun meanwhile.
    async fn note(&self, transfer: &HistoryTransfer) -> Result<(), Unavailable>;
}

/// How far [`Recollection`] has come.
#[async_trait]
pub trait TransferBook: Send + Sync {
    /// The latest transfer, or nothing if there was none.
    async fn transfer(&self) -> Result<Option<HistoryTransfer>, Unavailable>;
}

/// Somebody another device knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recalled {
    /// What it knows of them.
    pub known: KnownIdentity,
    /// After how long disappears what this person says to them.
    pub timer: Option<Timer>,
}

/// History on its way from another device of this person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryTransfer {
    /// Which.
    pub from: DeviceAddress,
    /// What comes next; nothing if all of it is here.
    pub next: Option<TransferStep>,
    /// How many people it gave so far.
    pub people: u64,
    /// How many entries it gave so far, with those that were here.
    pub entries: u64,
    /// How many there are, about, as it said.
    pub total: u64,
    /// Why the last attempt led nowhere, if it did.
    pub failed: Option<Cause>,
}

/// Where a transfer goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferStep {
    /// With people, behind that place.
    People(Option<u64>),
    /// With what was said, before that place.
    Entries(Option<u64>),
}

impl HistoryTransfer {
    /// One that has not begun.
    #[must_use]
    pub fn new(from: DeviceAddress) -> Self {
        let next = Some(TransferStep::People(None));
        Self { from, next, people: 0, entries: 0, total: 0, failed: None }
    }
}
