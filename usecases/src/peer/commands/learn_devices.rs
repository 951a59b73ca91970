use std::sync::Arc;

use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{OwnIdentity, attested::attested},
    ports::{Contacts, NotRemembered, People, Unavailable},
};

/// Learn from the directory which devices this person has: to the others goes a copy of all that this one sends, and what was read.
#[derive(Debug)]
pub struct LearnDevices;

/// Carries out [`LearnDevices`]. Only what the account signed is learned: a directory can leave devices out, but add none.
pub struct LearnDevicesHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows everybody: the directory.
    pub people: Arc<dyn People>,
    /// Remembers this person as all others.
    pub contacts: Arc<dyn Contacts>,
}

impl CommandHandler<LearnDevices> for LearnDevicesHandler {
    type Error = LearnDevicesError;

    async fn handle(&self, LearnDevices: LearnDevices) -> Result<(), LearnDevicesError> {
        let person = self.people.person(&self.own.device.person).await?;
        let person = person.and_then(attested).ok_or(LearnDevicesError::Unknown)?;
        if !self.own.admits(&person) {
            return Err(LearnDevicesError::SomebodyElse);
        }
        self.contacts.remember(&person).await.map_err(|refused| match refused {
            NotRemembered::IdentityChanged => LearnDevicesError::SomebodyElse,
            NotRemembered::Unavailable(cause) => cause.into(),
        })
    }
}

/// Why nothing was learned.
#[derive(Debug, Error)]
pub enum LearnDevicesError {
    /// The directory knows nobody by this person's name, or no device that they took on.
    #[error("the directory does not know this person")]
    Unknown,
    /// What the directory has under this person's name has another account key.
    #[error("the directory has somebody else under this person's name")]
    SomebodyElse,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
