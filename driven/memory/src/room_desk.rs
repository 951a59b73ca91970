use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, DeviceAddress, RoomEntry, RoomId, RoomInfo, RoomKind, RoomName, RoomPlace, Timestamp,
};
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotAppended, NotBanned, NotFounded, NotRead, Operator, PublicChannel,
    PublicDesk, PublicRoom, PublicRoomBook, PublicRooms, RoomDesk, RoomFounding, RoomLogBook,
    RoomLogs, RoomOffer, Unavailable,
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
        if self.directory.is_over(room) {
            return Err(NotFounded::IdInUse);
        }
        let founding = RoomFounding { room, by: self.device.clone(), kind, info: info.cloned() };
        self.directory
            .found(&founding, &self.directory.room_terms(room, &self.device), self.at)
            .await
    }

    async fn append(
        &self,
        room: RoomId,
        place: RoomPlace,
        entry: &RoomEntry,
    ) -> Result<(), NotAppended> {
        let offer = RoomOffer { room, by: self.device.clone(), place, entry: entry.clone() };
        self.directory.admits(&offer)?;
        let terms = self.directory.room_terms(room, &self.device);
        self.directory.append(&offer, &terms, self.at).await
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
        if self.directory.is_over(room) {
            return Err(NotRead::NoSuchRoom);
        }
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
        if self.directory.is_over(room) {
            return Ok(None);
        }
        self.directory.info(&self.device, room).await
    }
}

#[async_trait]
impl PublicDesk for MemoryRoomDesk {
    async fn public_channel(&self) -> Result<Option<PublicChannel>, Unavailable> {
        let successor = self.directory.successors().await?.pop();
        let reserved = self.directory.reserved().await?;
        let Some(room) = successor.or(reserved) else { return Ok(None) };
        let domain = &self.device.person.domain;
        let here = |username| Address { username, domain: domain.clone() };
        let moderators = self.directory.moderators().await?.into_iter().map(here).collect();
        Ok(Some(PublicChannel { room, name: RoomName::public(), moderators }))
    }

    async fn ban(&self, who: &Address, banned: bool) -> Result<(), NotBanned> {
        let named = self.directory.moderators().await?;
        let moderates = |who: &Address| named.contains(&who.username);
        if !moderates(&self.device.person) || banned && moderates(who) {
            return Err(NotBanned::NotAllowed);
        }
        Ok(PublicRooms::ban(&*self.directory, who, banned, self.at).await?)
    }
}
