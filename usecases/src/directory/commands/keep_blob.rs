use std::sync::Arc;

use causerie_chat::DeviceAddress;
use causerie_files::Blob;

use crate::{CommandHandler, directory::BlobKeeping, ports::NotKept};

/// Keep a blob that a list of the device's has.
#[derive(Debug)]
pub struct KeepBlob {
    /// Who brings it, as the credential has it.
    pub by: DeviceAddress,
    /// The blob.
    pub blob: Blob,
}

/// Carries out [`KeepBlob`]. Once it returns, the blob is durable.
pub struct KeepBlobHandler {
    /// Keeps it.
    pub keeping: Arc<BlobKeeping>,
}

impl CommandHandler<KeepBlob> for KeepBlobHandler {
    type Error = NotKept;

    async fn handle(&self, KeepBlob { by, blob }: KeepBlob) -> Result<(), NotKept> {
        self.keeping.keep(&by, blob).await
    }
}
