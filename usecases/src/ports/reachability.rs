use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress, Timestamp};

use super::Unavailable;

/// Where devices say that they listen.
#[async_trait]
pub trait Reachability: Send + Sync {
    /// Keeps the address in place of the device's former one, if the device is on record.
    async fn publish(
        &self,
        device: &DeviceAddress,
        published: &Published,
    ) -> Result<(), Unavailable>;

    /// Forgets it.
    async fn withdraw(&self, device: &DeviceAddress) -> Result<(), Unavailable>;
}

/// Where devices can be reached.
#[async_trait]
pub trait Whereabouts: Send + Sync {
    /// What the device published last and did not withdraw, expired or not; nothing for a device nobody knows.
    async fn whereabouts(&self, device: &DeviceAddress) -> Result<Option<Published>, Unavailable>;
}

/// An address and how long it is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Where the device listens.
    pub address: NetworkAddress,
    /// From then on it is taken to be away.
    pub expires: Timestamp,
}
