use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, NetworkAddress, Path};
use causerie_usecases::ports::{Deliveries, Outgoing, Undelivered};

use super::outcomes::Outcomes;

/// Counts what goes to other devices directly.
pub struct MeasuredDeliveries {
    inner: Arc<dyn Deliveries>,
    sent: Outcomes,
}

impl MeasuredDeliveries {
    /// Before `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn Deliveries>) -> Self {
        Self { inner, sent: Outcomes::sent() }
    }
}

#[async_trait]
impl Deliveries for MeasuredDeliveries {
    async fn deliver(
        &self,
        to: &DeviceAddress,
        at: &NetworkAddress,
        batch: &[Outgoing],
    ) -> Result<(), Undelivered> {
        let outcome = self.inner.deliver(to, at, batch).await;
        let path = Some(Path::Direct);
        match &outcome {
            Ok(()) => self.sent.settled(path, "delivered", batch.len(), &[]),
            Err(Undelivered::Refused(refused)) => {
                self.sent.settled(path, "delivered", batch.len(), refused);
            }
            Err(Undelivered::NotNow { cause, .. }) => self.sent.put_off(path, cause, batch.len()),
        }
        outcome
    }

    fn capacity(&self) -> (usize, usize) {
        self.inner.capacity()
    }
}
