use std::{collections::BTreeMap, sync::Mutex};

use async_trait::async_trait;
use causerie_files::{Blob, BlobHash};
use causerie_usecases::ports::{BlobFiles, NotStored, Unavailable};

use crate::lock::lock;

/// The bytes of blobs in memory, with room for so many.
pub struct MemoryBlobs {
    room: u64,
    kept: Mutex<BTreeMap<BlobHash, Vec<u8>>>,
}

impl MemoryBlobs {
    /// With none.
    #[must_use]
    pub fn with_room_for(room: u64) -> Self {
        Self { room, kept: Mutex::default() }
    }
}

/// With room for 64 MiB.
impl Default for MemoryBlobs {
    fn default() -> Self {
        Self::with_room_for(64 << 20)
    }
}

#[async_trait]
impl BlobFiles for MemoryBlobs {
    async fn put(&self, blob: Blob) -> Result<(), NotStored> {
        let mut kept = lock(&self.kept);
        let others = kept.iter().filter(|(hash, _)| **hash != blob.hash());
        let taken: u64 = others.map(|(_, bytes)| bytes.len() as u64).sum();
        if taken + u64::from(blob.length()) > self.room {
            return Err(NotStored::Full);
        }
        kept.insert(blob.hash(), blob.into_bytes());
        Ok(())
    }

    async fn read(
        &self,
        blob: &BlobHash,
        from: u32,
        bytes: u32,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        let kept = lock(&self.kept);
        let some = |kept: &Vec<u8>| {
            let from = kept.len().min(from as usize);
            let until = kept.len().min(from.saturating_add(bytes as usize));
            kept.get(from..until).unwrap_or_default().to_vec()
        };
        Ok(kept.get(blob).map(some))
    }

    async fn remove(&self, blob: &BlobHash) -> Result<(), Unavailable> {
        lock(&self.kept).remove(blob);
        Ok(())
    }

    async fn all(&self) -> Result<Vec<(BlobHash, u64)>, Unavailable> {
        let kept = lock(&self.kept);
        Ok(kept.iter().map(|(hash, bytes)| (*hash, bytes.len() as u64)).collect())
    }
}
