use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress};

use super::Unavailable;

/// Where devices were last found, to spare the directory. It may forget anything at any time.
#[async_trait]
pub trait Routes: Send + Sync {
    /// Keeps the address in place of the former one.
    async fn learn(&self, device: &DeviceAddress, at: NetworkAddress) -> Result<(), Unavailable>;

    /// Drops it, since it led nowhere.
    async fn forget(&self, device: &DeviceAddress) -> Result<(), Unavailable>;

    /// The address kept last, or nothing.
    async fn route(&self, device: &DeviceAddress) -> Result<Option<NetworkAddress>, Unavailable>;
}
