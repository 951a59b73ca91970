//! Disks that are not as they should be.

use std::sync::Arc;

use async_trait::async_trait;
use causerie_files::{Blob, BlobHash};
use causerie_memory::MemoryBlobs;
use causerie_usecases::ports::{BlobFiles, NotStored, Unavailable};
use tokio::task::yield_now;

/// A disk that takes its time, while others have their turn.
pub(crate) struct Slow(pub(crate) Arc<MemoryBlobs>);

#[async_trait]
impl BlobFiles for Slow {
    async fn put(&self, blob: Blob) -> Result<(), NotStored> {
        yield_now().await;
        self.0.put(blob).await?;
        yield_now().await;
        Ok(())
    }

    async fn read(
        &self,
        blob: &BlobHash,
        from: u32,
        n: u32,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        self.0.read(blob, from, n).await
    }

    async fn remove(&self, blob: &BlobHash) -> Result<(), Unavailable> {
        yield_now().await;
        self.0.remove(blob).await
    }

    async fn all(&self) -> Result<Vec<(BlobHash, u64)>, Unavailable> {
        BlobFiles::all(&*self.0).await
    }
}

/// A disk that has no room.
pub(crate) struct Full;

#[async_trait]
impl BlobFiles for Full {
    async fn put(&self, _: Blob) -> Result<(), NotStored> {
        Err(NotStored::Full)
    }

    async fn read(&self, _: &BlobHash, _: u32, _: u32) -> Result<Option<Vec<u8>>, Unavailable> {
        Ok(None)
    }

    async fn remove(&self, _: &BlobHash) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn all(&self) -> Result<Vec<(BlobHash, u64)>, Unavailable> {
        Ok(Vec::new())
    }
}
