use std::sync::Arc;

use causerie_chat::{DeviceAddress, Timestamp};
use causerie_files::{BlobList, FileId};

use crate::{
    CommandHandler,
    ports::{BlobListings, BlobTerms, NotKept},
};

/// Expect these blobs of a file, and keep them until whoever lists them says otherwise or their time is over.
#[derive(Debug)]
pub struct ListFile {
    /// Whose list it is, as the credential has it.
    pub by: DeviceAddress,
    /// Of which file.
    pub file: FileId,
    /// Its blobs.
    pub list: BlobList,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ListFile`].
pub struct ListFileHandler {
    /// How much is kept.
    pub terms: BlobTerms,
    /// Keeps the lists.
    pub listings: Arc<dyn BlobListings>,
}

impl CommandHandler<ListFile> for ListFileHandler {
    type Error = NotKept;

    async fn handle(&self, ListFile { by, file, list, at }: ListFile) -> Result<(), NotKept> {
        if self.terms.is_off() {
            return Err(NotKept::Off);
        }
        self.listings.list(&by, &file, &list, &self.terms, at).await
    }
}
