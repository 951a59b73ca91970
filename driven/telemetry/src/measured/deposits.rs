use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::Path;
use causerie_usecases::ports::{Deposits, Outgoing, Undelivered};

use super::outcomes::Outcomes;

/// Counts what goes to the mailboxes of other devices.
pub struct MeasuredDeposits {
    inner: Arc<dyn Deposits>,
    sent: Outcomes,
}

impl MeasuredDeposits {
    /// Before `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn Deposits>) -> Self {
        Self { inner, sent: Outcomes::sent() }
    }
}

#[async_trait]
impl Deposits for MeasuredDeposits {
    async fn deposit(&self, batch: &[Outgoing]) -> Result<(), Undelivered> {
        let outcome = self.inner.deposit(batch).await;
        let path = Some(Path::Mailbox);
        match &outcome {
            Ok(()) => self.sent.settled(path, "stored", batch.len(), &[]),
            Err(Undelivered::Refused(refused)) => {
                self.sent.settled(path, "stored", batch.len(), refused);
            }
            Err(Undelivered::NotNow { cause, .. }) => self.sent.put_off(path, cause, batch.len()),
        }
        outcome
    }
}
