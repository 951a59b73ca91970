//! An inbox that cannot keep anything more, sooner or later.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Path, Timestamp};
use causerie_memory::MemoryPeer;
use causerie_usecases::ports::{Inbox, NotTaken, Opening, Unavailable};

/// Keeps what it is given so many times, and then nothing.
pub(crate) struct Filling {
    pub(crate) inner: Arc<MemoryPeer>,
    pub(crate) room: AtomicU32,
}

impl Filling {
    fn takes_up(&self) -> Result<(), Unavailable> {
        let less = |room: u32| room.checked_sub(1);
        let had_room = self.room.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
        had_room.map(drop).map_err(|_| Unavailable::new("the disk is full"))
    }
}

#[async_trait]
impl Inbox for Filling {
    async fn take(
        &self,
        from: &DeviceAddress,
        envelopes: Vec<Envelope>,
        opening: Arc<dyn Opening>,
        path: Path,
        at: Timestamp,
    ) -> Result<(), NotTaken> {
        self.takes_up()?;
        self.inner.take(from, envelopes, opening, path, at).await
    }

    async fn put_off(
        &self,
        from: &DeviceAddress,
        ids: &[EnvelopeId],
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.takes_up()?;
        self.inner.put_off(from, ids, at).await
    }

    async fn missed(
        &self,
        from: &DeviceAddress,
        id: EnvelopeId,
        at: Timestamp,
    ) -> Result<(), Unavailable> {
        self.takes_up()?;
        self.inner.missed(from, id, at).await
    }
}
