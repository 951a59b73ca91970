use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use causerie_chat::Address;
use causerie_usecases::ports::{Listed, ListingAnswers, ListingDesk, NotListed};

/// The list of a directory that one person sees, and others who are on it and there.
#[derive(Debug, Default)]
pub struct MemoryListing {
    me: AtomicBool,
    others: Vec<Address>,
}

impl MemoryListing {
    /// One with these others on it.
    #[must_use]
    pub fn with(others: Vec<Address>) -> Self {
        Self { me: AtomicBool::default(), others }
    }
}

#[async_trait]
impl ListingDesk for MemoryListing {
    async fn be_listed(&self, listed: bool) -> Result<(), NotListed> {
        self.me.store(listed, Ordering::Relaxed);
        Ok(())
    }
}

#[async_trait]
impl ListingAnswers for MemoryListing {
    async fn listed(&self) -> Result<Listed, NotListed> {
        Ok(Listed { me: self.me.load(Ordering::Relaxed), people: self.others.clone() })
    }
}
