use std::sync::Arc;

use causerie_chat::{RoomRefusal, Timestamp};

use crate::{
    CommandHandler,
    directory::PublicRules,
    ports::{MailBell, News, NotAppended, RoomLogs, RoomOffer, RoomReaders, RoomTerms},
};

/// Put an entry at its place in the log of a room, unless another one has it.
#[derive(Debug)]
pub struct AppendRoomEntry {
    /// The entry, and who offers it, as its credential has it.
    pub offer: RoomOffer,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`AppendRoomEntry`]. Once it returns, the entry is durable, and all whose it is to read were rung for, but the device that
/// brought it. One that comes again is rung for again, in case nobody heard of it the first time.
pub struct AppendRoomEntryHandler {
    /// How much is kept.
    pub terms: RoomTerms,
    /// Keeps it.
    pub logs: Arc<dyn RoomLogs>,
    /// Knows whom it concerns.
    pub readers: Arc<dyn RoomReaders>,
    /// Wakes whoever pushes news to them.
    pub bell: Arc<dyn MailBell>,
    /// Knows what is different about the public channel.
    pub public: Arc<PublicRules>,
}

impl AppendRoomEntryHandler {
    /// The terms for an entry, which lets nobody into the public channel who is banned.
    async fn terms(&self, offer: &RoomOffer) -> Result<RoomTerms, NotAppended> {
        if self.public.is_over(offer.room).await? {
            return Err(RoomRefusal::NoSuchRoom.into());
        }
        if !self.public.is_public(offer.room).await? {
            return Ok(self.terms);
        }
        for device in offer.entry.change.lets_in() {
            if self.public.book.is_banned(&device.person).await? {
                return Err(RoomRefusal::NotAllowed.into());
            }
        }
        Ok(self.public.terms(self.terms, &offer.by.person).await?)
    }
}

impl CommandHandler<AppendRoomEntry> for AppendRoomEntryHandler {
    type Error = NotAppended;

    async fn handle(&self, command: AppendRoomEntry) -> Result<(), NotAppended> {
        let AppendRoomEntry { offer, at } = command;
        let terms = self.terms(&offer).await?;
        self.logs.append(&offer, &terms, at).await?;
        let readers = self.readers.readers(offer.room, offer.place).await?;
        for reader in readers.iter().filter(|reader| **reader != offer.by) {
            self.bell.ring(reader, News::Rooms);
        }
        Ok(())
    }
}
