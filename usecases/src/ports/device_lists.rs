use async_trait::async_trait;
use causerie_chat::{DeviceAddress, DeviceKey, DeviceList, SecondFactorCode, Timestamp};
use thiserror::Error;

use super::{NotChanged, Unavailable};

/// Where a directory keeps which devices its people have; read through [`super::People`].
#[async_trait]
pub trait DeviceLists: Send + Sync {
    /// Puts `list`, which was verified, in the place of the person's present one if it is the next; the same again changes nothing. It is
    /// durable once this returns. A device that is in it no more is revoked for good: with it go its address, its pre-keys, its mailbox
    /// and when it signed in; nobody else is given its id or its key.
    async fn replace(&self, list: &DeviceList, at: Timestamp) -> Result<(), ListRefused>;
}

/// Which devices were revoked.
#[async_trait]
pub trait Revocations: Send + Sync {
    /// The key that a revoked device had; nothing for all others.
    async fn revoked(&self, device: &DeviceAddress) -> Result<Option<DeviceKey>, Unavailable>;
}

/// Where a person's devices are changed: their directory, seen from outside.
#[async_trait]
pub trait DeviceListDesk: Send + Sync {
    /// Hands `list` over, which is in force once this returns; again changes nothing. `code` is for an account with a second factor.
    async fn publish(
        &self,
        list: &DeviceList,
        code: Option<&SecondFactorCode>,
    ) -> Result<(), NotChanged>;
}

/// Why a list was not taken.
#[derive(Debug, Error)]
pub enum ListRefused {
    /// It is not the one after the present one, or nobody has that name.
    #[error("another list is in force")]
    Stale,
    /// A device in it has an id or a key that is, or was, another one's.
    #[error("an id or a key in it is in use")]
    InUse,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
