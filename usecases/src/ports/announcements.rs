use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress};
use thiserror::Error;

use super::Unavailable;

/// Where this device tells others that it listens: the directory, seen from outside.
#[async_trait]
pub trait Announcements: Send + Sync {
    /// Announces `address` in place of the former one, for `time_to_live` milliseconds from now. A duration, since the
    /// two clocks need not agree.
    async fn announce(
        &self,
        device: &DeviceAddress,
        address: &NetworkAddress,
        time_to_live: u64,
    ) -> Result<(), NotAnnounced>;

    /// Takes it back; there need not be one.
    async fn retract(&self, device: &DeviceAddress) -> Result<(), Unavailable>;
}

/// Why an address was not announced.
#[derive(Debug, Error)]
pub enum NotAnnounced {
    /// The device was taken away from its person, for good.
    #[error("this device was revoked")]
    Revoked,
    /// The directory is not heard, or cannot take it now.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
