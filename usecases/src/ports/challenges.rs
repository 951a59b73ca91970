use async_trait::async_trait;
use causerie_chat::{Challenge, ChallengeId, Credential, Timestamp};
use thiserror::Error;

use super::Unavailable;

/// The challenges a directory has open.
#[async_trait]
pub trait Challenges: Send + Sync {
    /// Keeps `challenge`, and forgets those that expired before `now`. One with a known id changes nothing.
    /// At most `<dyn Challenges>::MOST` are kept, those with credentials included.
    async fn open(&self, challenge: &Challenge, now: Timestamp) -> Result<(), NotOpened>;

    /// Keeps the answer to a challenge, at least until `until`. From then on the challenge is spent: an answer to
    /// the same statement changes nothing, one to another is refused.
    async fn redeem(
        &self,
        id: &ChallengeId,
        answer: &Answer,
        until: Timestamp,
    ) -> Result<(), NotRedeemed>;
}

impl dyn Challenges {
    /// How many challenges are kept at most.
    pub const MOST: usize = 100_000;
}

/// What was opened and answered.
#[async_trait]
pub trait ChallengeBook: Send + Sync {
    /// The challenge with that id, spent or not, or nothing.
    async fn challenge(&self, id: &ChallengeId) -> Result<Option<Challenge>, Unavailable>;

    /// Its answer, or nothing.
    async fn answer(&self, id: &ChallengeId) -> Result<Option<Answer>, Unavailable>;
}

/// What a directory answered to a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// [`causerie_chat::SignInStatement::digest`] of what was signed.
    pub statement: [u8; 32],
    /// What it earned.
    pub credential: Credential,
}

/// Why a challenge was not opened.
#[derive(Debug, Error)]
pub enum NotOpened {
    /// `<dyn Challenges>::MOST` are open.
    #[error("too many challenges are open")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

/// Why a challenge was not answered.
#[derive(Debug, Error)]
pub enum NotRedeemed {
    /// There is none, or it answered another statement.
    #[error("the challenge is spent")]
    Spent,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
