use async_trait::async_trait;

use super::{Outgoing, Undelivered};

/// Leaves envelopes in mailboxes, at the directory.
#[async_trait]
pub trait Deposits: Send + Sync {
    /// Leaves all of `batch`, which is within [`super::Deliveries::capacity`]. Returns once they are durably kept there. Depositing
    /// one again changes nothing.
    async fn deposit(&self, batch: &[Outgoing]) -> Result<(), Undelivered>;
}
