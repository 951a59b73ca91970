use async_trait::async_trait;
use causerie_chat::{DeviceAddress, RoomId, RoomKind, RoomPlace, RoomStay};
use causerie_usecases::ports::{
    LoggedEntry, LoggedRoom, NotRead, PublicRoom, RoomLogBook, RoomReaders, Unavailable,
};

use super::{Room, Stay};
use crate::{directory::MemoryDirectory, lock::lock};

#[async_trait]
impl RoomLogBook for MemoryDirectory {
    async fn entries(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        let records = lock(&self.records);
        let room = records.rooms.get(&room).filter(|_| records.has_device(reader));
        room.ok_or(NotRead::NoSuchRoom)?.told(reader, from, items, bytes)
    }

    async fn rooms(
        &self,
        of: &DeviceAddress,
        after: Option<RoomId>,
        items: usize,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        let records = lock(&self.records);
        let behind = records.rooms.iter().filter(|(id, _)| after.is_none_or(|after| **id > after));
        let rooms = behind.filter_map(|(id, room)| room.as_told(*id, of));
        Ok(rooms.take(items).collect())
    }

    async fn info(
        &self,
        reader: &DeviceAddress,
        room: RoomId,
    ) -> Result<Option<PublicRoom>, Unavailable> {
        let records = lock(&self.records);
        let room = records.rooms.get(&room).filter(|_| records.has_device(reader));
        Ok(room.and_then(|room| Some(PublicRoom { last: room.last, info: room.info.clone()? })))
    }
}

#[async_trait]
impl RoomReaders for MemoryDirectory {
    async fn readers(
        &self,
        room: RoomId,
        place: RoomPlace,
    ) -> Result<Vec<DeviceAddress>, Unavailable> {
        let records = lock(&self.records);
        let room = records.rooms.get(&room).filter(|room| room.entries.contains_key(&place));
        let stays = room.into_iter().flat_map(|room| &room.stays);
        let readers = stays.filter(|it| it.time.covers(place)).map(|it| it.device.clone());
        let mut readers: Vec<_> = readers.collect();
        readers.sort();
        Ok(readers)
    }
}

impl Room {
    fn told(
        &self,
        reader: &DeviceAddress,
        from: RoomPlace,
        items: usize,
        bytes: usize,
    ) -> Result<Vec<LoggedEntry>, NotRead> {
        let stays: Vec<_> = self.stays_of(reader).map(|it| it.time).collect();
        if stays.is_empty() {
            let is_public = self.founding.kind == RoomKind::Public;
            return Err(if is_public { NotRead::NotAllowed } else { NotRead::NoSuchRoom });
        }
        if let Some(gone) = self.first().0.checked_sub(1)
            && stays.iter().any(|stay| stay.within(from, RoomPlace(gone)).is_some())
        {
            return Err(NotRead::Expired);
        }
        let theirs = |place: &RoomPlace| stays.iter().any(|stay: &RoomStay| stay.covers(*place));
        let (mut told, mut total) = (Vec::new(), 0);
        for (_, kept) in self.entries.range(from..).filter(|(place, _)| theirs(place)) {
            let entry = told_to(reader, &kept.entry);
            total += entry.bytes();
            if !told.is_empty() && (told.len() >= items || total > bytes) {
                break;
            }
            told.push(entry);
        }
        Ok(told)
    }

    fn as_told(&self, id: RoomId, of: &DeviceAddress) -> Option<LoggedRoom> {
        let latest = self.stays_of(of).max_by_key(|it| it.time.since)?;
        let last = latest.time.until.unwrap_or(self.last);
        let (is_in, is_keeper) = (latest.is_in(), latest.is_in() && latest.keeper);
        Some(LoggedRoom { room: id, kind: self.founding.kind, last, is_in, is_keeper })
    }

    fn stays_of(&self, device: &DeviceAddress) -> impl Iterator<Item = &Stay> {
        self.stays.iter().filter(move |it| it.device == *device)
    }
}

/// An entry as that device reads it: a welcome is for whom it lets in.
fn told_to(reader: &DeviceAddress, entry: &LoggedEntry) -> LoggedEntry {
    let welcome = entry.welcome.clone().filter(|_| entry.change.lets_in().contains(reader));
    LoggedEntry { welcome, ..entry.clone() }
}
