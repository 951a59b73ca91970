use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace};
use causerie_usecases::ports::{
    Invited, LoggedEntry, LoggedRoom, NotAppended, NotFounded, NotRead, PublicRoom, RoomAsk,
    RoomDesk, RoomLogBook, RoomWish, RoomWishBook, RoomWishes, Unavailable,
};

/// A directory that takes every entry and has it in memory: what a real one takes is not a room's cost.
pub(super) struct Desk {
    by: DeviceAddress,
    entries: Mutex<Vec<(RoomId, LoggedEntry)>>,
}

impl Desk {
    /// One where that device puts all in.
    pub(super) fn of(by: DeviceAddress) -> Self {
        Self { by, entries: Mutex::default() }
    }

    fn entries(&self) -> MutexGuard<'_, Vec<(RoomId, LoggedEntry)>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RoomDesk for Desk {
    async fn found(&self, _: RoomId, _: RoomKind, _: Option<&RoomInfo>) -> Result<(), NotFounded> {
        Ok(())
    }

    async fn append(
        &self,
        room: RoomId,
        place: RoomPlace,
        entry: &RoomEntry,
    ) -> Result<(), NotAppended> {
        let RoomEntry { commit, change, .. } = entry.clone();
        let by = self.by.clone();
        self.entries().push((room, LoggedEntry { place, by, commit, change, welcome: None }));
        Ok(())
    }
}

#[async_trait]
impl RoomLogBook for Desk {
    async fn entries(
        &self,
        _: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        _: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        let entries = self.entries();
        let of = entries.iter().filter(|(of, entry)| *of == room && entry.place >= from);
        Ok(of.map(|(_, entry)| entry.clone()).take(items).collect())
    }

    async fn rooms(
        &self,
        _: &DeviceAddress,
        _: Option<RoomId>,
        _: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        Ok(Vec::new())
    }

    async fn info(&self, _: &DeviceAddress, _: RoomId) -> Result<Option<PublicRoom>, Unavailable> {
        Ok(None)
    }
}

/// What somebody asks for, and nothing else: it came with an envelope, which is not what is measured.
#[derive(Default)]
pub(super) struct Asks(Mutex<Vec<RoomAsk>>);

impl Asks {
    pub(super) fn put(&self, ask: RoomAsk) {
        self.asks().push(ask);
    }

    fn asks(&self) -> MutexGuard<'_, Vec<RoomAsk>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl RoomWishes for Asks {
    async fn wish(&self, _: &RoomWish) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn settle(&self, ask: &RoomAsk) -> Result<(), Unavailable> {
        self.asks().retain(|it| it != ask);
        Ok(())
    }
}

#[async_trait]
impl RoomWishBook for Asks {
    async fn wishes(&self) -> Result<Vec<RoomWish>, Unavailable> {
        Ok(Vec::new())
    }

    async fn asks(&self) -> Result<Vec<RoomAsk>, Unavailable> {
        Ok(self.asks().clone())
    }

    async fn invitations(&self) -> Result<Vec<Invited>, Unavailable> {
        Ok(Vec::new())
    }
}
