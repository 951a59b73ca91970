//! The directory, as one device reaches it, and a store that takes its time.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;
use causerie_chat::{
    Address, DeviceAddress, RoomDraft, RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace,
};
use causerie_memory::{MemoryDirectory, MemoryPeer, MemoryRoomDesk};
use causerie_usecases::ports::{
    KeptRoom, KnownRoom, LoggedEntry, LoggedRoom, NotAppended, NotBanned, NotFounded, NotRead,
    PublicChannel, PublicDesk, PublicRoom, RoomBook, RoomDesk, RoomFounding, RoomLogBook, RoomLogs,
    RoomOffer, RoomTerms, Unavailable,
};
use tokio::task::yield_now;

use crate::house::at;

/// What becomes of what is offered to the directory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Line {
    #[default]
    Clear,
    /// Nothing gets there.
    Cut,
    /// It gets there, and the answer does not come back.
    Deaf,
    /// It gets there with the next one, just before that.
    Late,
    /// Of several entries the first is left out of the answer.
    Gaps,
}

/// The directory, as one device reaches it.
pub(crate) struct Desk {
    pub(crate) directory: Arc<MemoryDirectory>,
    device: DeviceAddress,
    line: Mutex<Line>,
    late: Mutex<Option<RoomOffer>>,
    /// How often others go first before an offer gets there, and before its answer comes back.
    pub(crate) pauses: AtomicUsize,
}

impl Desk {
    pub(crate) fn new(directory: Arc<MemoryDirectory>, device: DeviceAddress) -> Self {
        let (line, late, pauses) = (Mutex::default(), Mutex::default(), AtomicUsize::default());
        Self { directory, device, line, late, pauses }
    }

    pub(crate) fn is(&self, line: Line) {
        *self.line.lock().unwrap() = line;
    }

    /// What the other one offered and is late comes before the next one of this device's.
    pub(crate) fn is_overtaken_by(&self, other: &Self) {
        *self.late.lock().unwrap() = other.late.lock().unwrap().take();
    }

    fn public(&self) -> MemoryRoomDesk {
        MemoryRoomDesk::new(self.directory.clone(), self.device.clone(), at(1))
    }

    fn goes(&self) -> Result<(), Unavailable> {
        let is_cut = *self.line.lock().unwrap() == Line::Cut;
        if is_cut { Err(Unavailable::new("cut")) } else { Ok(()) }
    }

    fn comes_back(&self) -> Result<(), Unavailable> {
        let is_clear = *self.line.lock().unwrap() == Line::Clear;
        if is_clear { Ok(()) } else { Err(Unavailable::new("cut")) }
    }
}

#[async_trait]
impl RoomDesk for Desk {
    async fn found(
        &self,
        room: RoomId,
        kind: RoomKind,
        info: Option<&RoomInfo>,
    ) -> Result<(), NotFounded> {
        self.goes()?;
        let founding = RoomFounding { room, by: self.device.clone(), kind, info: info.cloned() };
        let terms = self.directory.room_terms(room, &self.device);
        self.directory.found(&founding, &terms, at(1)).await?;
        Ok(self.comes_back()?)
    }

    async fn append(
        &self,
        room: RoomId,
        place: RoomPlace,
        entry: &RoomEntry,
    ) -> Result<(), NotAppended> {
        for _ in 0..self.pauses.load(Ordering::SeqCst) {
            yield_now().await;
        }
        self.goes()?;
        let offer = RoomOffer { room, by: self.device.clone(), place, entry: entry.clone() };
        let late = self.late.lock().unwrap().take();
        if let Some(late) = late {
            self.directory.append(&late, &RoomTerms::default(), at(1)).await?;
        }
        if *self.line.lock().unwrap() == Line::Late {
            *self.late.lock().unwrap() = Some(offer);
            return Err(Unavailable::new("late").into());
        }
        self.directory.admits(&offer)?;
        let terms = self.directory.room_terms(room, &self.device);
        self.directory.append(&offer, &terms, at(1)).await?;
        for _ in 0..self.pauses.load(Ordering::SeqCst) {
            yield_now().await;
        }
        Ok(self.comes_back()?)
    }
}

#[async_trait]
impl RoomLogBook for Desk {
    async fn entries(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        self.goes()?;
        let mut told = self.directory.entries(reader, room, from, items, bytes).await?;
        if told.len() > 1 && *self.line.lock().unwrap() == Line::Gaps {
            told.remove(0);
        }
        Ok(told)
    }

    async fn rooms(
        &self,
        of: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        self.goes()?;
        RoomLogBook::rooms(&*self.directory, of, after, items).await
    }

    async fn info(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        self.goes()?;
        self.directory.info(reader, room).await
    }
}

#[async_trait]
impl PublicDesk for Desk {
    async fn public_channel(&self) -> Result<Option<PublicChannel>, Unavailable> {
        self.goes()?;
        self.public().public_channel().await
    }

    async fn ban(&self, who: &Address, banned: bool) -> Result<(), NotBanned> {
        self.goes()?;
        self.public().ban(who, banned).await
    }
}

/// Lets others go first, before and after it answers.
pub(crate) struct Slow(pub(crate) Arc<MemoryPeer>);

#[async_trait]
impl RoomBook for Slow {
    async fn room(&self, room: RoomId) -> Result<Option<KeptRoom>, Unavailable> {
        yield_now().await;
        let kept = self.0.room(room).await;
        yield_now().await;
        kept
    }

    async fn known(&self, room: RoomId) -> Result<Option<KnownRoom>, Unavailable> {
        yield_now().await;
        let known = self.0.known(room).await;
        yield_now().await;
        known
    }

    async fn draft(&self, room: RoomId) -> Result<Option<RoomDraft>, Unavailable> {
        yield_now().await;
        let draft = self.0.draft(room).await;
        yield_now().await;
        draft
    }

    async fn rooms(&self) -> Result<Vec<KnownRoom>, Unavailable> {
        RoomBook::rooms(&*self.0).await
    }
}
