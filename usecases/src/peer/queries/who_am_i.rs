use std::sync::Arc;

use causerie_chat::{AccountKey, DeviceAddress, Term, Timestamp};

use crate::{
    QueryHandler,
    ports::{CredentialStatus, EventLog, Pending, Unavailable, Waiting},
};

/// Who is this peer, and how does it stand?
#[derive(Debug)]
pub struct WhoAmI;

/// What a peer says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// Its name.
    pub device: DeviceAddress,
    /// The person's key.
    pub account_key: AccountKey,
    /// When its credential is valid; nothing before it first signed in.
    pub credential: Option<Term>,
    /// What waits to be delivered.
    pub waiting: Waiting,
    /// Since when all that lay in its mailbox is here; nothing if there may be more.
    pub synced: Option<Timestamp>,
    /// Whether the directory said that this device was taken away from its person.
    pub is_revoked: bool,
}

/// Answers [`WhoAmI`].
pub struct WhoAmIHandler {
    /// This device.
    pub device: DeviceAddress,
    /// The person's key.
    pub account_key: AccountKey,
    /// Knows the credential.
    pub credentials: Arc<dyn CredentialStatus>,
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
    /// Knows whether the mailbox is empty, and whether this device was revoked.
    pub log: Arc<dyn EventLog>,
}

impl QueryHandler<WhoAmI> for WhoAmIHandler {
    type Answer = Me;
    type Error = Unavailable;

    async fn handle(&self, WhoAmI: WhoAmI) -> Result<Me, Unavailable> {
        Ok(Me {
            device: self.device.clone(),
            account_key: self.account_key,
            credential: self.credentials.term().await?,
            waiting: self.pending.depth().await?,
            synced: self.log.synced(),
            is_revoked: self.log.is_revoked(),
        })
    }
}
