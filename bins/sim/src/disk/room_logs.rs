use async_trait::async_trait;
use causerie_chat::{DeviceAddress, RoomId, RoomPlace, RoomRefusal, Timestamp};
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotAppended, NotFounded, NotRead, PublicRoom, RoomFounding,
    RoomLogBook, RoomLogs, RoomOffer, RoomReaders, RoomTerms, Unavailable,
};

use super::DirectoryDisk;
use crate::sabotage::Sabotage;

#[async_trait]
impl RoomLogs for DirectoryDisk {
    async fn found(
        &self,
        founding: &RoomFounding,
        terms: &RoomTerms,
        at: Timestamp,
    ) -> Result<(), NotFounded> {
        self.machine.writes().await?;
        self.records.found(founding, terms, at).await
    }

    async fn append(
        &self,
        offer: &RoomOffer,
        terms: &RoomTerms,
        at: Timestamp,
    ) -> Result<(), NotAppended> {
        self.machine.writes().await?;
        let appended = self.records.append(offer, terms, at).await;
        let takes_twice = self.machine.world.setting.sabotage == Some(Sabotage::TakesPlacesTwice);
        let appended = match appended {
            Err(NotAppended::Refused(RoomRefusal::Taken)) if takes_twice => Ok(()),
            appended => appended,
        };
        self.machine.world.decides_place(offer, &appended);
        appended
    }

    async fn expire(&self, appended_before: Timestamp) -> Result<(), Unavailable> {
        self.machine.writes().await?;
        RoomLogs::expire(&*self.records, appended_before).await
    }
}

#[async_trait]
impl RoomLogBook for DirectoryDisk {
    async fn entries(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        self.machine.reads().await;
        self.records.entries(reader, room, from, items, bytes).await
    }

    async fn rooms(
        &self,
        of: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        self.machine.reads().await;
        RoomLogBook::rooms(&*self.records, of, after, items).await
    }

    async fn info(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        self.machine.reads().await;
        self.records.info(reader, room).await
    }
}

#[async_trait]
impl RoomReaders for DirectoryDisk {
    async fn readers(
        &self,
        room: RoomId,
        place: RoomPlace,
    ) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.machine.reads().await;
        self.records.readers(room, place).await
    }
}
