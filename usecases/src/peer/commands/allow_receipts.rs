use std::sync::Arc;

use causerie_chat::{Address, Choice, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{Choosing, rooms::Fellows},
    ports::{Identities, Unavailable},
};

/// Decide whether a person is told when their messages were delivered and read. They are known here, or in a private room with this device.
#[derive(Debug)]
pub struct AllowReceipts {
    /// The person.
    pub to: Address,
    /// Whether they are.
    pub allowed: bool,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`AllowReceipts`].
pub struct AllowReceiptsHandler {
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows who else is told anything: who is in a room with it.
    pub fellows: Arc<Fellows>,
    /// Has it hold, on all devices.
    pub choosing: Arc<Choosing>,
}

impl CommandHandler<AllowReceipts> for AllowReceiptsHandler {
    type Error = AllowReceiptsError;

    async fn handle(&self, command: AllowReceipts) -> Result<(), AllowReceiptsError> {
        let AllowReceipts { to, allowed, at } = command;
        let is_known = self.identities.identity(&to).await?.is_some();
        if !is_known && !self.fellows.knows(&to).await? {
            return Err(AllowReceiptsError::Unknown);
        }
        Ok(self.choosing.choose(&to.into(), &[Choice::Receipts(allowed)], at).await?)
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
