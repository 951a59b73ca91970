use std::sync::Arc;

use async_trait::async_trait;
use causerie_files::{ChunkHashes, FileId};

use crate::ports::{Event, Events, Fetch, FetchProgress, FetchState, Fetches, Unavailable};

/// Keeps how files stand that are fetched and how far they are, and tells that it changed.
pub(in crate::peer) struct Announcing {
    pub(in crate::peer) fetches: Arc<dyn Fetches>,
    pub(in crate::peer) progress: Arc<dyn FetchProgress>,
    pub(in crate::peer) events: Arc<dyn Events>,
}

impl Announcing {
    fn tell<T>(&self, id: &FileId, changed: T) -> Result<T, Unavailable> {
        self.events.tell(Event::File(*id));
        Ok(changed)
    }
}

#[async_trait]
impl Fetches for Announcing {
    async fn begin(&self, fetch: &Fetch) -> Result<(), Unavailable> {
        let begun = self.fetches.begin(fetch).await?;
        self.tell(&fetch.id(), begun)
    }

    async fn turn(
        &self,
        id: &FileId,
        before: &FetchState,
        now: &FetchState,
    ) -> Result<bool, Unavailable> {
        let turned = self.fetches.turn(id, before, now).await?;
        if turned { self.tell(id, turned) } else { Ok(turned) }
    }

    async fn forget(&self, id: &FileId) -> Result<(), Unavailable> {
        let forgotten = self.fetches.forget(id).await?;
        self.tell(id, forgotten)
    }
}

#[async_trait]
impl FetchProgress for Announcing {
    async fn learn(&self, id: &FileId, hashes: &ChunkHashes) -> Result<(), Unavailable> {
        let learnt = self.progress.learn(id, hashes).await?;
        self.tell(id, learnt)
    }

    async fn note(&self, id: &FileId, chunks: &[u32]) -> Result<(), Unavailable> {
        let noted = self.progress.note(id, chunks).await?;
        self.tell(id, noted)
    }

    async fn restart(&self, id: &FileId) -> Result<(), Unavailable> {
        let restarted = self.progress.restart(id).await?;
        self.tell(id, restarted)
    }
}
