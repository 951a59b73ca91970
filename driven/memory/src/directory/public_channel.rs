use async_trait::async_trait;
use causerie_chat::{Address, RoomId, Timestamp, Username};
use causerie_usecases::ports::{Moderators, PublicRoomBook, PublicRooms, Unavailable};

use super::MemoryDirectory;
use crate::lock::lock;

impl MemoryDirectory {
    /// Names somebody who looks after the public channel, as an operator would.
    pub fn name_moderator(&self, who: Username) {
        lock(&self.records).moderators.insert(who);
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
impl Moderators for MemoryDirectory {
    async fn moderators(&self) -> Result<Vec<Username>, Unavailable> {
        Ok(lock(&self.records).moderators.iter().cloned().collect())
    }
}
