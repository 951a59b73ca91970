use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Timestamp};
use causerie_usecases::ports::{MailTerms, Mailboxes, NotDeposited, Outgoing, Unavailable};

use super::outcomes::Outcomes;

/// Counts what devices leave in the mailboxes of others.
pub struct MeasuredMailboxes {
    inner: Arc<dyn Mailboxes>,
    deposited: Outcomes,
}

impl MeasuredMailboxes {
    /// Before `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn Mailboxes>) -> Self {
        Self { inner, deposited: Outcomes::deposited() }
    }
}

#[async_trait]
impl Mailboxes for MeasuredMailboxes {
    async fn deposit(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Outgoing>,
        terms: &MailTerms,
        at: Timestamp,
    ) -> Result<(), NotDeposited> {
        let all = envelopes.len();
        let outcome = self.inner.deposit(from, envelopes, terms, at).await;
        match &outcome {
            Ok(()) => self.deposited.settled(None, "kept", all, &[]),
            Err(NotDeposited::Refused(refused)) => {
                self.deposited.settled(None, "kept", all, refused);
            }
            Err(NotDeposited::Unavailable(_)) => self.deposited.failed(None, all),
        }
        outcome
    }

    async fn expire(&self, deposited_before: Timestamp, at: Timestamp) -> Result<(), Unavailable> {
        self.inner.expire(deposited_before, at).await
    }
}
