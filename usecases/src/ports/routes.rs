use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress};

use super::{Retry, Unavailable};

/// Where devices were last found, to spare the directory and those who wait. It may forget anything at any time.
#[async_trait]
pub trait Routes: Send + Sync {
    /// Keeps the address in place of the former one; nothing failed there yet.
    async fn learn(&self, device: &DeviceAddress, at: NetworkAddress) -> Result<(), Unavailable>;

    /// Drops the address, since it led nowhere, and keeps that instead.
    async fn fail(&self, device: &DeviceAddress, failed: &Retry) -> Result<(), Unavailable>;

    /// What was kept last, or nothing.
    async fn route(&self, device: &DeviceAddress) -> Result<Option<Route>, Unavailable>;
}

/// The direct way to a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// It was found there.
    To(NetworkAddress),
    /// It was not found; before `next` it is not worth another attempt if there is another way.
    None(Retry),
}
