use std::sync::Arc;

use causerie_chat::{DeviceAddress, FileManifest};
use causerie_files::{BlobHash, BlobList, FileId, FileStream};
use futures_util::lock::Mutex;

use crate::ports::{NotGiven, StoredFiles};

/// What a device keeps of a file at the directory, at one visit: its list is asked for once, by whoever needs it first.
pub(in crate::peer) struct Stored {
    /// Whose it is.
    of: DeviceAddress,
    list: Mutex<Option<Arc<BlobList>>>,
}

impl Stored {
    /// What that device may have there.
    pub(in crate::peer) fn of(device: DeviceAddress) -> Self {
        Self { of: device, list: Mutex::default() }
    }

    /// The blob of that number, and how long it is: the chunks' hashes, and then the chunks.
    pub(in crate::peer) async fn blob(
        &self,
        store: &dyn StoredFiles,
        (file, manifest): (&FileId, &FileManifest),
        number: u32,
    ) -> Result<(BlobHash, u32), NotGiven> {
        let list = self.list(store, file).await?;
        if list.count() != manifest.chunks() + 1 {
            return Err(NotGiven::Broken);
        }
        let blob = list.blobs().get(number as usize).copied().ok_or(NotGiven::Broken)?;
        let bytes = match number.checked_sub(1) {
            None => manifest.chunks() as usize * causerie_files::ChunkHashes::BYTES,
            Some(number) => manifest.chunk(number).ok_or(NotGiven::Broken)?.1,
        };
        let fits = blob.1 as usize == bytes + FileStream::OVERHEAD;
        if fits { Ok(blob) } else { Err(NotGiven::Broken) }
    }

    async fn list(
        &self,
        store: &dyn StoredFiles,
        file: &FileId,
    ) -> Result<Arc<BlobList>, NotGiven> {
        let mut known = self.list.lock().await;
        if let Some(list) = &*known {
            return Ok(list.clone());
        }
        let list = Arc::new(store.listed(&self.of, file).await?);
        *known = Some(list.clone());
        Ok(list)
    }
}

impl PartialEq for Stored {
    fn eq(&self, other: &Self) -> bool {
        self.of == other.of
    }
}

impl std::fmt::Debug for Stored {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Stored({})", self.of)
    }
}
