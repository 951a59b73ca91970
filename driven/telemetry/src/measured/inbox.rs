use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Path, Timestamp};
use causerie_usecases::ports::{Inbox, NotTaken, Opening, Unavailable};

use super::outcomes::Outcomes;

/// Counts what comes from other devices.
pub struct MeasuredInbox {
    inner: Arc<dyn Inbox>,
    received: Outcomes,
}

impl MeasuredInbox {
    /// Before `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn Inbox>) -> Self {
        Self { inner, received: Outcomes::received() }
    }
}

#[async_trait]
impl Inbox for MeasuredInbox {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        let all = envelopes.len();
        let outcome = self.inner.take(from, envelopes, opening, path, at).await;
        match &outcome {
            Ok(()) => self.received.settled(Some(path), "kept", all, &[]),
            Err(NotTaken::Refused(refused)) => {
                self.received.settled(Some(path), "kept", all, refused);
            }
            Err(NotTaken::Unavailable(_)) => self.received.failed(Some(path), all),
        }
        outcome
    }

    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.inner.put_off(from, ids, at).await
    }

    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.inner.missed(from, id, at).await
    }
}
