//! A store that fails, and one that is faster than whoever looks.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use causerie_chat::RoomDraft;
use causerie_memory::MemoryPeer;
use causerie_usecases::ports::{
    GroupKeep, Invited, KnownRoom, RoomAsk, RoomNotKept, RoomWish, RoomWishBook, Rooms, Unavailable,
};

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

/// Knows what is wished for; when it is asked, this device comes into a room first, if it is to.
pub(crate) struct Meanwhile {
    store: Arc<MemoryPeer>,
    comes: Mutex<Option<(KnownRoom, GroupKeep)>>,
}

impl Meanwhile {
    pub(crate) fn new(store: Arc<MemoryPeer>) -> Self {
        Self { store, comes: Mutex::default() }
    }

    /// That is kept when it is asked the next time.
    pub(crate) fn comes_into(&self, room: KnownRoom, keep: GroupKeep) {
        *self.comes.lock().unwrap() = Some((room, keep));
    }
}

#[async_trait]
impl RoomWishBook for Meanwhile {
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable> {
        let comes = self.comes.lock().unwrap().take();
        if let Some((room, keep)) = comes {
            self.store.add(&room, keep).await.unwrap();
        }
        self.store.wishes().await
    }

    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable> {
        self.store.asks().await
    }

    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable> {
        self.store.invitations().await
    }
}
