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
    fn tell(&self, id: &FileId) {
        self.events.tell(Event::File(*id));
    }
}

#[async_trait]
impl Fetches for Announcing {
    async fn begin(&self, fetch: &Fetch) -> Result<(), Unavailable> {
        self.fetches.begin(fetch).await?;
        self.tell(&fetch.id());
        Ok(())
    }

    async fn turn(
        &self,
        id: &FileId,
        before: &FetchState,
        now: &FetchState,
    ) -> Result<bool, Unavailable> {
        let turned = self.fetches.turn(id, before, now).await?;
        if turned {
            self.tell(id);
        }
        Ok(turned)
    }

    async fn forget(&self, id: &FileId) -> Result<(), Unavailable> {
        self.fetches.forget(id).await?;
        self.tell(id);
        Ok(())
    }
}

#[async_trait]
impl FetchProgress for Announcing {
    async fn learn(&self, id: &FileId, hashes: &ChunkHashes) -> Result<(), Unavailable> {
        self.progress.learn(id, hashes).await?;
        self.tell(id);
        Ok(())
    }

    async fn note(&self, id: &FileId, chunks: &[u32]) -> Result<(), Unavailable> {
        self.progress.note(id, chunks).await?;
        self.tell(id);
        Ok(())
    }

    async fn restart(&self, id: &FileId) -> Result<(), Unavailable> {
        self.progress.restart(id).await?;
        self.tell(id);
        Ok(())
    }
}
