use async_trait::async_trait;
use causerie_chat::{Address, DeviceAddress, RoomEntry, RoomId, RoomInfo, RoomKind, RoomPlace};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{AppendRoomEntry, FoundRoom},
        queries::{ReadPublic, ReadRoomEntries, ReadRoomInfo, ReadRooms},
    },
    ports::{
        LoggedEntry, LoggedRoom, NotAppended, NotBanned, NotFounded, NotRead, PublicChannel,
        PublicDesk, PublicRoom, RoomDesk, RoomFounding, RoomLogBook, RoomOffer, Unavailable,
    },
};

use super::Line;
use crate::{answer::Lost, task::DIRECTORY};

#[async_trait]
impl RoomDesk for Line {
    async fn found(
        &self,
        room: RoomId,
        kind: RoomKind,
        info: Option<&RoomInfo>,
    ) -> Result<(), NotFounded> {
        let founding = RoomFounding { room, by: self.me(), kind, info: info.cloned() };
        let answer = self.ask("found room", move |directory, world| {
            let command = FoundRoom { founding: founding.clone(), at: world.clock(DIRECTORY) };
            async move { directory.found_room.handle(command).await }
        });
        answer.await.map_err(|Lost| NotFounded::Unavailable(Lost.into()))?
    }

    async fn append(
        &self,
        room: RoomId,
        place: RoomPlace,
        entry: &RoomEntry,
    ) -> Result<(), NotAppended> {
        let offer = RoomOffer { room, by: self.me(), place, entry: entry.clone() };
        let answer = self.ask("append entry", move |directory, world| {
            let command = AppendRoomEntry { offer: offer.clone(), at: world.clock(DIRECTORY) };
            async move {
                match world.decides_on_face(&command.offer) {
                    Some(decided) => decided,
                    None => directory.append_room_entry.handle(command).await,
                }
            }
        });
        answer.await.map_err(|Lost| NotAppended::Unavailable(Lost.into()))?
    }
}

#[async_trait]
impl RoomLogBook for Line {
    async fn entries(
        &self,
        _: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        if self.world.knows_better(self.from, room, from) {
            return Ok(Vec::new());
        }
        let (reader, items) = (self.me(), items.min(self.world.setting.batch));
        let answer = self.ask("read entries", move |directory, _| {
            let query = ReadRoomEntries { reader: reader.clone(), room, from, items, bytes };
            async move { directory.read_rooms.handle(query).await }
        });
        let told = answer.await.map_err(|Lost| NotRead::Unavailable(Lost.into()))?;
        self.world.tells_entries(self.from, room, from, told)
    }

    async fn rooms(
        &self,
        _: &DeviceAddress,
        after: Option<RoomId>,
        _: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        let of = self.me();
        let answer = self.ask("read rooms", move |directory, _| {
            let query = ReadRooms { of: of.clone(), after };
            async move { directory.read_rooms.handle(query).await }
        });
        let told = answer.await??;
        Ok(self.world.tells_rooms(self.from, told))
    }

    async fn info(
        &self,
        _: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        let reader = self.me();
        let answer = self.ask("read room info", move |directory, _| {
            let query = ReadRoomInfo { reader: reader.clone(), room };
            async move { directory.read_rooms.handle(query).await }
        });
        answer.await?
    }
}

/// There is none here: its worlds would have to be larger.
#[async_trait]
impl PublicDesk for Line {
    async fn public_channel(&self) -> Result<Option<PublicChannel>, Unavailable> {
        let answer = self.ask("read public", move |directory, _| async move {
            directory.read_public.handle(ReadPublic).await
        });
        answer.await?
    }

    async fn ban(&self, _: &Address, _: bool) -> Result<(), NotBanned> {
        Err(NotBanned::NotAllowed)
    }
}
