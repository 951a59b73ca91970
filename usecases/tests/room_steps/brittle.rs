//! A store that fails.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use causerie_chat::RoomDraft;
use causerie_memory::MemoryPeer;
use causerie_usecases::ports::{GroupKeep, KnownRoom, RoomNotKept, Rooms, Unavailable};

/// Keeps rooms, as long as it is whole.
pub(crate) struct Brittle {
    store: Arc<MemoryPeer>,
    is_broken: AtomicBool,
}

impl Brittle {
    pub(crate) fn new(store: Arc<MemoryPeer>) -> Self {
        Self { store, is_broken: AtomicBool::default() }
    }

    /// From now on nothing can be kept, or all again.
    pub(crate) fn is_broken(&self, is_broken: bool) {
        self.is_broken.store(is_broken, Ordering::SeqCst);
    }

    fn holds(&self) -> Result<(), Unavailable> {
        let is_broken = self.is_broken.load(Ordering::SeqCst);
        if is_broken { Err(Unavailable::new("the disk is full")) } else { Ok(()) }
    }
}

#[async_trait]
impl Rooms for Brittle {
    async fn add(&self, room: &KnownRoom, keep: GroupKeep) -> Result<(), RoomNotKept> {
        self.holds()?;
        self.store.add(room, keep).await
    }

    async fn update(
        &self,
        room: &KnownRoom,
        keep: Option<GroupKeep>,
        draft: Option<RoomDraft>,
    ) -> Result<(), RoomNotKept> {
        self.holds()?;
        self.store.update(room, keep, draft).await
    }
}
