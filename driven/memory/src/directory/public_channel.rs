use async_trait::async_trait;
use causerie_chat::{Address, DeviceAddress, RoomId, RoomRefusal, Timestamp, Username};
use causerie_usecases::ports::{
    Operator, PublicRoomBook, PublicRooms, RoomKeeping, RoomOffer, RoomTerms, Unavailable,
};

use super::{MemoryDirectory, Records};
use crate::lock::lock;

impl MemoryDirectory {
    /// Names somebody who looks after the public channel, as an operator would.
    pub fn name_moderator(&self, who: Username) {
        lock(&self.records).moderators.insert(who);
    }

    /// Has that room be the public channel from now on, as an operator would.
    pub fn reset_public(&self, room: RoomId) {
        lock(&self.records).successors.push(room);
    }

    /// Whether that was the public channel, and is no more.
    #[must_use]
    pub fn is_over(&self, room: RoomId) -> bool {
        let records = lock(&self.records);
        let was = records.public == Some(room) || records.successors.contains(&room);
        was && records.channel() != Some(room)
    }

    /// The terms for what a device does in a room where nothing but this store stands for a directory.
    #[must_use]
    pub fn room_terms(&self, room: RoomId, of: &DeviceAddress) -> RoomTerms {
        let records = lock(&self.records);
        let keeping = match (records.channel(), records.moderators.contains(&of.person.username)) {
            (Some(public), true) if public == room => RoomKeeping::Caller,
            (Some(public), false) if public == room => RoomKeeping::Others,
            _ => RoomKeeping::Log,
        };
        RoomTerms { keeping, ..RoomTerms::default() }
    }

    /// Refuses there what lets somebody into the public channel who is banned.
    pub fn admits(&self, offer: &RoomOffer) -> Result<(), RoomRefusal> {
        let records = lock(&self.records);
        let lets_in = offer.entry.change.lets_in();
        let is_banned = lets_in.iter().any(|device| records.banned.contains(&device.person));
        let is_public = records.channel() == Some(offer.room);
        drop(records);
        match () {
            () if self.is_over(offer.room) => Err(RoomRefusal::NoSuchRoom),
            () if is_public && is_banned => Err(RoomRefusal::NotAllowed),
            () => Ok(()),
        }
    }
}

impl Records {
    fn channel(&self) -> Option<RoomId> {
        self.successors.last().copied().or(self.public)
    }
}

#[async_trait]
impl PublicRooms for MemoryDirectory {
    async fn reserve(&self, room: RoomId) -> Result<(), Unavailable> {
        lock(&self.records).public.get_or_insert(room);
        Ok(())
    }

    async fn ban(&self, who: &Address, banned: bool, _: Timestamp) -> Result<(), Unavailable> {
        let records = &mut *lock(&self.records);
        if banned && records.people.contains_key(who) {
            records.banned.insert(who.clone());
        } else {
            records.banned.remove(who);
        }
        Ok(())
    }
}

#[async_trait]
impl PublicRoomBook for MemoryDirectory {
    async fn reserved(&self) -> Result<Option<RoomId>, Unavailable> {
        Ok(lock(&self.records).public)
    }

    async fn is_banned(&self, who: &Address) -> Result<bool, Unavailable> {
        Ok(lock(&self.records).banned.contains(who))
    }
}

#[async_trait]
impl Operator for MemoryDirectory {
    async fn moderators(&self) -> Result<Vec<Username>, Unavailable> {
        Ok(lock(&self.records).moderators.iter().cloned().collect())
    }

    async fn successors(&self) -> Result<Vec<RoomId>, Unavailable> {
        Ok(lock(&self.records).successors.clone())
    }
}
