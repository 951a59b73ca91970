use std::sync::Arc;

use causerie_chat::Address;
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{Identities, Receipts, Unavailable},
};

/// Decide whether a person is told when their messages were delivered and read.
#[derive(Debug)]
pub struct AllowReceipts {
    /// The person.
    pub to: Address,
    /// Whether they are.
    pub allowed: bool,
}

/// Carries out [`AllowReceipts`].
pub struct AllowReceiptsHandler {
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Keeps it.
    pub receipts: Arc<dyn Receipts>,
}

impl CommandHandler<AllowReceipts> for AllowReceiptsHandler {
    type Error = AllowReceiptsError;

    async fn handle(&self, command: AllowReceipts) -> Result<(), AllowReceiptsError> {
        let AllowReceipts { to, allowed } = command;
        if self.identities.identity(&to).await?.is_none() {
            return Err(AllowReceiptsError::Unknown);
        }
        Ok(self.receipts.allow_receipts(&to, allowed).await?)
    }
}

/// Why it was not decided.
#[derive(Debug, Error)]
pub enum AllowReceiptsError {
    /// This device knows nobody by that name.
    #[error("nobody is known by that name")]
    Unknown,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
