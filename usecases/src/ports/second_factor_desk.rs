use async_trait::async_trait;
use causerie_chat::{
    Address, Cause, RecoveryCodes, SecondFactorCode, SecondFactorStanding, TotpCode, TotpSecret,
};
use thiserror::Error;

use super::Unavailable;

/// Where a person's second factor is set: their directory, seen from outside.
#[async_trait]
pub trait SecondFactorDesk: Send + Sync {
    /// Hands over a second factor, which counts once it is confirmed. The same again changes nothing; another takes its place.
    async fn offer(
        &self,
        who: &Address,
        secret: &TotpSecret,
        codes: &RecoveryCodes,
    ) -> Result<(), NotChanged>;

    /// Has it count from now on; again changes nothing.
    async fn confirm(&self, who: &Address, code: &TotpCode) -> Result<(), NotChanged>;

    /// Removes it; again changes nothing.
    async fn remove(&self, who: &Address, code: &SecondFactorCode) -> Result<(), NotChanged>;
}

/// What the desk answers.
#[async_trait]
pub trait SecondFactorAnswers: Send + Sync {
    /// How it stands.
    async fn standing(&self, who: &Address) -> Result<SecondFactorStanding, Unavailable>;
}

/// Why a second factor was not changed.
#[derive(Debug, Error)]
pub enum NotChanged {
    /// The directory said no, by this code.
    #[error("the directory refused: {0}")]
    Refused(Cause),
    /// The directory did not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
