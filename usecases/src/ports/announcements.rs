use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress};

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
    ) -> Result<(), Unavailable>;

    /// Takes it back; there need not be one.
    async fn retract(&self, device: &DeviceAddress) -> Result<(), Unavailable>;
}
