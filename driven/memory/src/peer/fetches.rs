use async_trait::async_trait;
use causerie_files::{ChunkHashes, FileId, Parts};
use causerie_usecases::ports::{Fetch, FetchBook, FetchProgress, FetchState, Fetches, Unavailable};

use super::{Kept, MemoryPeer};
use crate::lock::lock;

/// How many are told at once.
const MOST: usize = 1_000;

/// What is fetched, and the hashes of its chunks.
pub(super) struct Coming {
    fetch: Fetch,
    hashes: Option<ChunkHashes>,
}

#[async_trait]
impl Fetches for MemoryPeer {
    async fn begin(&self, fetch: &Fetch) -> Result<(), Unavailable> {
        let mut kept = lock(&self.kept);
        if kept.fetched(&fetch.id()).is_none() {
            kept.fetches.push(Coming { fetch: fetch.clone(), hashes: None });
        }
        Ok(())
    }

    async fn turn(
        &self,
        id: &FileId,
        before: &FetchState,
        now: &FetchState,
    ) -> Result<bool, Unavailable> {
        let mut kept = lock(&self.kept);
        let Some(it) = kept.fetched(id).filter(|it| it.fetch.state == *before) else {
            return Ok(false);
        };
        it.fetch.state = now.clone();
        Ok(true)
    }

    async fn forget(&self, id: &FileId) -> Result<(), Unavailable> {
        lock(&self.kept).fetches.retain(|it| it.fetch.id() != *id);
        Ok(())
    }
}

#[async_trait]
impl FetchProgress for MemoryPeer {
    async fn learn(&self, id: &FileId, hashes: &ChunkHashes) -> Result<(), Unavailable> {
        if let Some(it) = lock(&self.kept).fetched(id) {
            it.hashes = Some(hashes.clone());
        }
        Ok(())
    }

    async fn note(&self, id: &FileId, chunks: &[u32]) -> Result<(), Unavailable> {
        if let Some(Coming { fetch, .. }) = lock(&self.kept).fetched(id) {
            fetch.parts = chunks.iter().copied().fold(fetch.parts.clone(), Parts::with);
        }
        Ok(())
    }

    async fn restart(&self, id: &FileId) -> Result<(), Unavailable> {
        if let Some(Coming { fetch, .. }) = lock(&self.kept).fetched(id) {
            fetch.parts = Parts::none(fetch.manifest.chunks());
        }
        Ok(())
    }
}

#[async_trait]
impl FetchBook for MemoryPeer {
    async fn fetch(&self, id: &FileId) -> Result<Option<Fetch>, Unavailable> {
        Ok(lock(&self.kept).fetched(id).map(|it| it.fetch.clone()))
    }

    async fn hashes(&self, id: &FileId) -> Result<Option<ChunkHashes>, Unavailable> {
        Ok(lock(&self.kept).fetched(id).and_then(|it| it.hashes.clone()))
    }

    async fn fetches(&self) -> Result<Vec<Fetch>, Unavailable> {
        let kept = lock(&self.kept);
        Ok(kept.fetches.iter().rev().take(MOST).map(|it| it.fetch.clone()).collect())
    }
}

impl Kept {
    fn fetched(&mut self, id: &FileId) -> Option<&mut Coming> {
        self.fetches.iter_mut().find(|it| it.fetch.id() == *id)
    }
}
