use async_trait::async_trait;
use causerie_chat::{Address, SecondFactor};
use thiserror::Error;

use super::Unavailable;

/// Where a directory keeps the second factors of its people. Nobody else reads what is kept: an implementer that writes it down seals it.
#[async_trait]
pub trait SecondFactors: Send + Sync {
    /// Puts `next` in the place of what is kept for `who`, or nothing, if `seen` is still its revision. It is durable before this returns.
    /// The revision is another one from then on, and none comes twice for one person, whatever is removed.
    async fn replace(
        &self,
        who: &Address,
        seen: u64,
        next: Option<&SecondFactor>,
    ) -> Result<(), NotReplaced>;
}

/// What is kept of them.
#[async_trait]
pub trait SecondFactorBook: Send + Sync {
    /// What is kept for `who`.
    async fn second_factor(&self, who: &Address) -> Result<KeptSecondFactor, Unavailable>;
}

/// A second factor, confirmed or not, or nothing; and how often it was replaced.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KeptSecondFactor {
    /// 0 for whom nothing was ever kept.
    pub revision: u64,
    /// What is kept now.
    pub factor: Option<SecondFactor>,
}

/// Why a second factor was not replaced.
#[derive(Debug, Error)]
pub enum NotReplaced {
    /// It was replaced meanwhile, or nobody has that name.
    #[error("it is not what it was")]
    Stale,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
