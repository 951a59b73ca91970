use std::sync::Arc;

use super::BlobKeeping;
use crate::ports::{BlobBook, BlobCensus, BlobFiles, BlobLedger, BlobListings, BlobTerms};

/// What a directory's store of files is made of: an adapter for each of its ports.
#[derive(Clone)]
pub struct BlobParts {
    /// Keeps who wants which blobs kept.
    pub listings: Arc<dyn BlobListings>,
    /// Keeps which of them are here.
    pub ledger: Arc<dyn BlobLedger>,
    /// Knows both.
    pub book: Arc<dyn BlobBook>,
    /// Knows them for whoever tidies up.
    pub census: Arc<dyn BlobCensus>,
    /// Keeps their bytes.
    pub files: Arc<dyn BlobFiles>,
    /// How much is kept, and for how long.
    pub terms: BlobTerms,
}

impl BlobParts {
    /// Where one store keeps all but the bytes.
    pub fn over<Store>(store: &Arc<Store>, files: Arc<dyn BlobFiles>, terms: BlobTerms) -> Self
    where
        Store: BlobListings + BlobLedger + BlobBook + BlobCensus + 'static,
    {
        Self {
            listings: store.clone(),
            ledger: store.clone(),
            book: store.clone(),
            census: store.clone(),
            files,
            terms,
        }
    }

    /// Keeps the bytes and what is known of them in step.
    pub(super) fn keeping(&self) -> BlobKeeping {
        BlobKeeping {
            ledger: self.ledger.clone(),
            book: self.book.clone(),
            census: self.census.clone(),
            files: self.files.clone(),
            turns: Default::default(),
        }
    }
}
