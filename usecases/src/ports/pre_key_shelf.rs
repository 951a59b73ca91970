use async_trait::async_trait;
use causerie_chat::Timestamp;

use super::{PreKeySecret, Unavailable};

/// Where a device keeps the secret halves of its pre-keys. Those that are used are taken off by [`super::Inbox`].
#[async_trait]
pub trait PreKeyShelf: Send + Sync {
    /// Keeps a new generation of signed pre-keys, durably once it returns. One that is there already stays as it is.
    async fn keep_signed(&self, signed: &ShelvedSigned) -> Result<(), Unavailable>;

    /// Keeps one-time pre-keys by their numbers, durably once it returns; they belong to the newest generation.
    async fn keep_one_time(&self, keys: Vec<(u32, PreKeySecret)>) -> Result<(), Unavailable>;

    /// Forgets the generations below, with their one-time pre-keys and what is remembered of their sessions.
    async fn forget_below(&self, generation: u32) -> Result<(), Unavailable>;
}

/// What is on the shelf.
#[async_trait]
pub trait ShelvedPreKeys: Send + Sync {
    /// All generations of signed pre-keys, the newest first.
    async fn signed(&self) -> Result<Vec<ShelvedSigned>, Unavailable>;

    /// The one-time pre-keys of the newest generation with numbers above that one, in their order.
    async fn one_time_above(&self, number: u32) -> Result<Vec<(u32, PreKeySecret)>, Unavailable>;

    /// The largest number of a one-time pre-key ever kept, or 0.
    async fn last_number(&self) -> Result<u32, Unavailable>;
}

/// A generation of signed pre-keys.
#[derive(Clone, PartialEq, Eq)]
pub struct ShelvedSigned {
    /// Its number.
    pub generation: u32,
    /// The secrets.
    pub secret: PreKeySecret,
    /// When it was made.
    pub made_at: Timestamp,
}
