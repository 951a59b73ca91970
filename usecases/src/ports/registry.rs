use async_trait::async_trait;
use causerie_chat::{Timestamp, VerifiedEnrolment};
use thiserror::Error;

use super::Unavailable;

/// Where people are put on record.
#[async_trait]
pub trait Registry: Send + Sync {
    /// Takes a new person on with a first device. The same enrolment again changes nothing; of two that compete for
    /// a name or a key, one wins and the other is refused.
    async fn register(
        &self,
        enrolment: &VerifiedEnrolment,
        at: Timestamp,
    ) -> Result<(), NotRegistered>;
}

/// Why a person was not registered.
#[derive(Debug, Error)]
pub enum NotRegistered {
    /// The name belongs to another key, or to the same person with another first device.
    #[error("that name is in use")]
    NameInUse,
    /// The account key or the device key belongs to another name.
    #[error("that key is in use")]
    KeyInUse,
    /// The directory at the other end refused the enrolment itself, by the code it gave.
    #[error("the directory refused: {0}")]
    Refused(causerie_chat::Cause),
    /// The registry failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
