use async_trait::async_trait;
use causerie_chat::Address;
use thiserror::Error;

use super::Unavailable;

/// Who of a directory's people wants to be found by others there. Nobody does, unless they say so.
#[async_trait]
pub trait Listings: Send + Sync {
    /// Has `who` be listed, or not. It is durable before this returns; of somebody who is not on record nothing is kept.
    async fn list(&self, who: &Address, listed: bool) -> Result<(), Unavailable>;
}

/// What is kept of it.
#[async_trait]
pub trait ListingBook: Send + Sync {
    /// Which of these are listed, in their order: the first `most` of them.
    async fn listed_of(
        &self,
        people: Vec<Address>,
        most: usize,
    ) -> Result<Vec<Address>, Unavailable>;
}

/// A directory's list, as a device sees it.
#[async_trait]
pub trait ListingDesk: Send + Sync {
    /// Has this device's person be listed, or not; again changes nothing.
    async fn be_listed(&self, listed: bool) -> Result<(), NotListed>;
}

/// What it answers.
#[async_trait]
pub trait ListingAnswers: Send + Sync {
    /// Who is on it and there at the moment, and whether this device's person is on it.
    async fn listed(&self) -> Result<Listed, NotListed>;
}

/// The listed people of a directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Whether whoever asks is one.
    pub me: bool,
    /// Those who are there, at most [`Listed::MOST`], in the order of their names.
    pub people: Vec<Address>,
}

impl Listed {
    /// How many are told at most.
    pub const MOST: usize = 1_000;
}

/// Why the list was not changed, or not read.
#[derive(Debug, Error)]
pub enum NotListed {
    /// It was asked for too often of late.
    #[error("the directory was asked too often")]
    TooOften,
    /// The directory did not answer.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
