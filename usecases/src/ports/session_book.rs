use async_trait::async_trait;
use causerie_chat::DeviceAddress;

use super::Unavailable;

/// With whom this device has sessions.
#[async_trait]
pub trait SessionBook: Send + Sync {
    /// Whether there is a session with that device that can be sealed in.
    async fn has_session(&self, with: &DeviceAddress) -> Result<bool, Unavailable>;
}
