use async_trait::async_trait;
use causerie_chat::{Cause, DeviceAddress, EnvelopeId, NetworkAddress};
use thiserror::Error;

use super::Outgoing;

/// Hands envelopes to other devices.
#[async_trait]
pub trait Deliveries: Send + Sync {
    /// Hands all of `batch` to the device `to`, which listens at `at` and proves that it is `to`. Returns once they
    /// are durably kept there. Delivering one again changes nothing.
    async fn deliver(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        batch: &[Outgoing],
    ) -> Result<(), Undelivered>;

    /// How many envelopes, and how many bytes of content, one [`Deliveries::deliver`] takes at most.
    fn capacity(&self) -> (usize, usize);
}

/// Why envelopes were not delivered.
#[derive(Debug, Error)]
pub enum Undelivered {
    /// The device refused these for good, each for its reason, and keeps all the others.
    #[error("refused")]
    Refused(Vec<(EnvelopeId, Cause)>),
    /// The device was not reached or could not keep them; perhaps later.
    #[error("not now: {cause}")]
    NotNow {
        /// In one word.
        cause: Cause,
        /// In the words of the technology, for the log.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
