use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, NetworkAddress};

use super::Undelivered;

/// Where another device of this person is asked for history.
#[async_trait]
pub trait HistoryDesk: Send + Sync {
    /// What the device `to`, which listens at `at` and proves that it is `to`, answers to the question in `envelope`: a sealed page of at most
    /// [`causerie_chat::HistoryPage::MAX_SEALED_BYTES`].
    async fn ask(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        envelope: &Envelope,
    ) -> Result<Vec<u8>, Undelivered>;
}
