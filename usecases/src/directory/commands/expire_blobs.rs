use std::sync::Arc;

use causerie_chat::Timestamp;

use crate::{
    CommandHandler,
    directory::BlobKeeping,
    ports::{BlobListings, BlobTerms, Unavailable},
};

/// Throw away what was kept of files for long enough.
#[derive(Debug)]
pub struct ExpireBlobs {
    /// When.
    pub at: Timestamp,
}

/// See that what is said to be kept of files is here, and that nothing else is: as the directory starts, before it answers anybody.
#[derive(Debug)]
pub struct TidyBlobs;

/// Carries out [`ExpireBlobs`], for the oldest lists that are due, and [`TidyBlobs`].
pub struct ExpireBlobsHandler {
    /// For how long it is kept.
    pub terms: BlobTerms,
    /// Keeps the lists.
    pub listings: Arc<dyn BlobListings>,
    /// Keeps the blobs.
    pub keeping: Arc<BlobKeeping>,
}

impl CommandHandler<ExpireBlobs> for ExpireBlobsHandler {
    type Error = Unavailable;

    async fn handle(&self, ExpireBlobs { at }: ExpireBlobs) -> Result<(), Unavailable> {
        let before = Timestamp::from_millis(at.millis().saturating_sub(self.terms.retention));
        self.listings.expire(before).await?;
        self.keeping.sweep().await
    }
}

impl CommandHandler<TidyBlobs> for ExpireBlobsHandler {
    type Error = Unavailable;

    async fn handle(&self, TidyBlobs: TidyBlobs) -> Result<(), Unavailable> {
        self.keeping.tidy().await
    }
}
