use std::sync::Arc;

use causerie_chat::{DeviceAddress, RoomId, RoomPlace};

use crate::{
    QueryHandler,
    directory::PublicRules,
    ports::{LoggedEntry, LoggedRoom, NotRead, PublicRoom, RoomLogBook, Unavailable},
};

/// What came to the log of a room?
#[derive(Debug)]
pub struct ReadRoomEntries {
    /// Who wants to know, as its credential has it.
    pub reader: DeviceAddress,
    /// Which room.
    pub room: RoomId,
    /// From which entry on.
    pub from: RoomPlace,
    /// How many at most.
    pub items: usize,
    /// About how many bytes.
    pub bytes: usize,
}

/// In which rooms is a device, and how far are their logs?
#[derive(Debug)]
pub struct ReadRooms {
    /// Which device, as its credential has it.
    pub of: DeviceAddress,
    /// Behind which room.
    pub after: Option<RoomId>,
}

/// How does one come into a public room?
#[derive(Debug)]
pub struct ReadRoomInfo {
    /// Who wants to know, as its credential has it.
    pub reader: DeviceAddress,
    /// Which room.
    pub room: RoomId,
}

/// Answers [`ReadRoomEntries`], [`ReadRooms`] and [`ReadRoomInfo`].
pub struct ReadRoomsHandler {
    /// Knows.
    pub book: Arc<dyn RoomLogBook>,
    /// Knows which were ended.
    pub public: Arc<PublicRules>,
}

impl QueryHandler<ReadRoomEntries> for ReadRoomsHandler {
    type Answer = Vec<LoggedEntry>;
    type Error = NotRead;

    async fn handle(&self, query: ReadRoomEntries) -> Result<Vec<LoggedEntry>, NotRead> {
        let ReadRoomEntries { reader, room, from, items, bytes } = query;
        if self.public.is_over(room).await? {
            return Err(NotRead::NoSuchRoom);
        }
        let items = items.min(<dyn RoomLogBook>::MOST_ENTRIES);
        self.book.entries(&reader, room, from, items, bytes).await
    }
}

impl QueryHandler<ReadRooms> for ReadRoomsHandler {
    type Answer = Vec<LoggedRoom>;
    type Error = Unavailable;

    async fn handle(
        &self,
        ReadRooms { of, after }: ReadRooms,
    ) -> Result<Vec<LoggedRoom>, Unavailable> {
        self.book.rooms(&of, after, <dyn RoomLogBook>::MOST_ROOMS).await
    }
}

impl QueryHandler<ReadRoomInfo> for ReadRoomsHandler {
    type Answer = Option<PublicRoom>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadRoomInfo) -> Result<Option<PublicRoom>, Unavailable> {
        if self.public.is_over(query.room).await? {
            return Ok(None);
        }
        self.book.info(&query.reader, query.room).await
    }
}
