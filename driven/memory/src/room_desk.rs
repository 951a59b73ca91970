use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace, Timestamp};
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotAppended, NotFounded, NotRead, PublicRoom, RoomDesk, RoomFounding,
    RoomLogBook, RoomLogs, RoomOffer, RoomTerms, Unavailable,
};

use crate::MemoryDirectory;

/// The rooms of a directory as one device reaches them, without a wire in between. All that is put in counts as put in at one moment.
pub struct MemoryRoomDesk {
    directory: Arc<MemoryDirectory>,
    device: DeviceAddress,
    at: Timestamp,
}

impl MemoryRoomDesk {
    /// As `device` reaches them.
    #[must_use]
    pub fn new(directory: Arc<MemoryDirectory>, device: DeviceAddress, at: Timestamp) -> Self {
        Self { directory, device, at }
    }
}

#[async_trait]
impl RoomDesk for MemoryRoomDesk {
    async fn found(
        &self,
        room: RoomId,
        kind: RoomKind,
        info: Option<&RoomInfo>,
    ) -> Result<(), NotFounded> {
        let founding = RoomFounding { room, by: self.device.clone(), kind, info: info.cloned() };
        self.directory.found(&founding, &RoomTerms::default(), self.at).await
    }

    async fn append(
        &self,
        room: RoomId,
        place: RoomPlace,
        entry: &RoomEntry,
    ) -> Result<(), NotAppended> {
        let offer = RoomOffer { room, by: self.device.clone(), place, entry: entry.clone() };
        Ok(self.directory.append(&offer, &RoomTerms::default(), self.at).await?)
    }
}

#[async_trait]
impl RoomLogBook for MemoryRoomDesk {
    async fn entries(
        &self,
        _: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        self.directory.entries(&self.device, room, from, items, bytes).await
    }

    async fn rooms(
        &self,
        _: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        RoomLogBook::rooms(&*self.directory, &self.device, after, items).await
    }

    async fn info(
        &self,
        _: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        self.directory.info(&self.device, room).await
    }
}
