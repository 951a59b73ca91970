use async_trait::async_trait;
use causerie_chat::{ClaimId, DeviceAddress, Timestamp};
use causerie_session::{Bundle, PreKeyBatch};
use thiserror::Error;

use super::Unavailable;

/// Where devices publish the pre-keys that others begin sessions with them by.
#[async_trait]
pub trait PreKeys: Send + Sync {
    /// Takes the batch of a device that is on record; of any other it keeps nothing. A batch of a later generation replaces all that is
    /// there; one of the present generation adds to it and leaves the last resort as it is; one of an earlier generation changes
    /// nothing. Of the one-time bundles those are taken whose numbers are above all the device ever had here, in any
    /// generation, so that none is handed out twice however often it is published; numbers begin at 1. At most
    /// `<dyn PreKeys>::MOST` are kept; those beyond are passed over as if they had not been published.
    async fn publish(&self, device: &DeviceAddress, batch: &PreKeyBatch)
    -> Result<(), Unavailable>;

    /// Sets one of the target's bundles aside for whoever claims: the one-time bundle with the smallest number, which is then handed
    /// out to nobody else, or the bundle of last resort once they have run out or `claim.may_use_one_time` is not set. A claim
    /// with the same id, requester and target again changes nothing, whatever else it says; with another requester or target it
    /// is refused. A claim may be forgotten an hour after it was made; what it took stays taken.
    async fn claim(&self, claim: &Claim) -> Result<(), NotClaimed>;
}

impl dyn PreKeys {
    /// How many one-time bundles of a device are kept at most.
    pub const MOST: usize = 200;
}

/// What there is of pre-keys.
#[async_trait]
pub trait PreKeyBook: Send + Sync {
    /// What the claim set aside for that requester, or nothing.
    async fn claimed(
        &self,
        id: &ClaimId,
        requester: &DeviceAddress,
    ) -> Result<Option<Bundle>, Unavailable>;

    /// What is left of a device's pre-keys; nothing if it never published any.
    async fn left(&self, device: &DeviceAddress) -> Result<Option<PreKeysLeft>, Unavailable>;
}

/// How the pre-keys of a directory are being used.
#[async_trait]
pub trait PreKeyUse: Send + Sync {
    /// How many claims were made since then. Those of the last hour count in any case.
    async fn claims_since(
        &self,
        requester: &DeviceAddress,
        target: &DeviceAddress,
        since: Timestamp,
    ) -> Result<ClaimCount, Unavailable>;
}

/// Somebody wants to begin a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Minted by the requester.
    pub id: ClaimId,
    /// Who wants to.
    pub requester: DeviceAddress,
    /// With whom.
    pub target: DeviceAddress,
    /// Whether one-time keys may be spent on it.
    pub may_use_one_time: bool,
    /// When.
    pub at: Timestamp,
}

/// How many pre-keys a device has at its directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreKeysLeft {
    /// Which set of signed ones.
    pub generation: u32,
    /// How many one-time bundles nobody has claimed.
    pub one_time: u64,
    /// The largest number among all the one-time bundles ever kept, claimed or not, of any generation; 0 if there were none.
    pub last_number: u32,
}

/// How often bundles were claimed lately.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClaimCount {
    /// By the requester, whoever's.
    pub by_requester: u64,
    /// One-time bundles of the target, by whomever.
    pub of_target: u64,
    /// One-time bundles of the target, by the requester.
    pub of_target_by_requester: u64,
}

/// Why nothing was set aside.
#[derive(Debug, Error)]
pub enum NotClaimed {
    /// The target published no pre-keys, or is nobody.
    #[error("no pre-keys are there")]
    NoPreKeys,
    /// The id belongs to another claim.
    #[error("another claim has that id")]
    IdInUse,
    /// The requester was taken away from its account: it is handed out nothing any more.
    #[error("the requester was revoked")]
    Revoked,
    /// Too many were claimed lately; later perhaps.
    #[error("too many pre-keys were claimed")]
    QuotaExceeded,
    /// The store, or the directory, failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
