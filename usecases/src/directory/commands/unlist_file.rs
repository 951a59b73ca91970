use std::sync::Arc;

use causerie_chat::DeviceAddress;
use causerie_files::FileId;

use crate::{
    CommandHandler,
    directory::BlobKeeping,
    ports::{BlobListings, Unavailable},
};

/// Keep no more of a file than others list of it.
#[derive(Debug)]
pub struct UnlistFile {
    /// Whose list goes, as the credential has it.
    pub by: DeviceAddress,
    /// Of which file.
    pub file: FileId,
}

/// Carries out [`UnlistFile`].
pub struct UnlistFileHandler {
    /// Keeps the lists.
    pub listings: Arc<dyn BlobListings>,
    /// Keeps the blobs.
    pub keeping: Arc<BlobKeeping>,
}

impl CommandHandler<UnlistFile> for UnlistFileHandler {
    type Error = Unavailable;

    async fn handle(&self, UnlistFile { by, file }: UnlistFile) -> Result<(), Unavailable> {
        self.listings.unlist(&by, &file).await?;
        self.keeping.sweep().await
    }
}
