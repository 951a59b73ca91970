//! The logs of rooms: one table for all entries, and for each room how far it is and what it takes, so that no quota costs a scan.

mod appending;
mod expiring;
mod founding;
mod reading;
mod record;
mod stays;

pub(super) use stays::leave;

use async_trait::async_trait;
use causerie_chat::{DeviceAddress, RoomId, RoomPlace, Timestamp};
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotAppended, NotFounded, NotRead, PublicRoom, RoomFounding,
    RoomLogBook, RoomLogs, RoomOffer, RoomReaders, RoomTerms, Unavailable,
};

use super::SqliteDirectory;

#[async_trait]
impl RoomLogs for SqliteDirectory {
    async fn found(
        &self,
        founding: &RoomFounding,
        terms: &RoomTerms,
        _: Timestamp,
    ) -> Result<(), NotFounded> {
        let (founding, terms) = (founding.clone(), *terms);
        self.store.write(move |db| founding::found(db, &founding, &terms)).await?
    }

    async fn append(
        &self,
        offer: &RoomOffer,
        terms: &RoomTerms,
        at: Timestamp,
    ) -> Result<(), NotAppended> {
        let (offer, terms) = (offer.clone(), *terms);
        Ok(self.store.write(move |db| appending::append(db, &offer, &terms, at)).await??)
    }

    async fn expire(&self, appended_before: Timestamp) -> Result<(), Unavailable> {
        self.store.write(move |db| expiring::expire(db, appended_before)).await
    }
}

#[async_trait]
impl RoomLogBook for SqliteDirectory {
    async fn entries(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        let reader = reader.clone();
        self.store.read(move |db| reading::entries(db, &reader, room, from, items, bytes)).await?
    }

    async fn rooms(
        &self,
        of: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        let of = of.clone();
        self.store.read(move |db| reading::rooms(db, &of, after, items)).await
    }

    async fn info(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        let reader = reader.clone();
        self.store.read(move |db| reading::info(db, &reader, room)).await
    }
}

#[async_trait]
impl RoomReaders for SqliteDirectory {
    async fn readers(
        &self,
        room: RoomId,
        place: RoomPlace,
    ) -> Result<Vec<DeviceAddress>, Unavailable> {
        self.store.read(move |db| reading::readers(db, room, place)).await
    }
}
