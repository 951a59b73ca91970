//! Whether a directory or a peer can do its work.

use std::sync::Arc;

use causerie_chat::Timestamp;
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{CredentialStatus, StoreCheck, Unavailable},
};

/// Show that this can do its work: that its store can be read and written, and that it has a credential which is valid.
#[derive(Debug)]
pub struct CheckReadiness {
    /// When.
    pub at: Timestamp,
}

/// Carries out [`CheckReadiness`].
#[derive(Clone)]
pub struct CheckReadinessHandler {
    /// The store.
    pub store: Arc<dyn StoreCheck>,
    /// Knows what is shown to others.
    pub credential: Arc<dyn CredentialStatus>,
}

impl CommandHandler<CheckReadiness> for CheckReadinessHandler {
    type Error = NotReady;

    async fn handle(&self, CheckReadiness { at }: CheckReadiness) -> Result<(), NotReady> {
        self.store.check().await.map_err(NotReady::Store)?;
        let term = self.credential.term().await.map_err(NotReady::Credential)?;
        let valid = term.is_some_and(|term| term.from <= at && at <= term.until);
        if valid { Ok(()) } else { Err(NotReady::NoValidCredential) }
    }
}

/// Why the work cannot be done.
#[derive(Debug, Error)]
pub enum NotReady {
    /// The store failed.
    #[error("the store cannot be read and written")]
    Store(#[source] Unavailable),
    /// What is shown to others cannot be found out.
    #[error("the credential cannot be read")]
    Credential(#[source] Unavailable),
    /// There is none yet, or it has expired, or it is not valid yet.
    #[error("there is no credential that is valid now")]
    NoValidCredential,
}
