use async_trait::async_trait;
use causerie_chat::{
    Cause, CertificateRequest, ChallengeId, Credential, DeviceAddress, Nonce, SecondFactorCode,
    Signature,
};
use thiserror::Error;

use super::Unavailable;

/// Where a device obtains its credentials: the directory, seen from outside.
#[async_trait]
pub trait SignInDesk: Send + Sync {
    /// Opens a challenge; again with the same id changes nothing.
    async fn open(&self, id: &ChallengeId) -> Result<(), NotSignedIn>;

    /// Answers the challenge; again with the same words changes nothing. `code` is for an account with a second factor, where the directory
    /// asks for it.
    async fn request(
        &self,
        id: &ChallengeId,
        device: &DeviceAddress,
        request: &CertificateRequest,
        signature: &Signature,
        code: Option<&SecondFactorCode>,
    ) -> Result<(), NotSignedIn>;
}

/// What the desk answers.
#[async_trait]
pub trait SignInAnswers: Send + Sync {
    /// The nonce of an open challenge, or nothing.
    async fn nonce(&self, id: &ChallengeId) -> Result<Option<Nonce>, Unavailable>;

    /// The credential that a request earned, or nothing.
    async fn credential(&self, id: &ChallengeId) -> Result<Option<Credential>, Unavailable>;
}

/// Why a device could not sign in.
#[derive(Debug, Error)]
pub enum NotSignedIn {
    /// The directory said no, by this code.
    #[error("the directory refused: {0}")]
    Refused(Cause),
    /// The directory did not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
