use std::sync::Arc;

use causerie_chat::{DeviceAddress, RoomId, RoomKind, Timestamp};

use crate::{
    QueryHandler,
    peer::{ReceiptPace, Strangers},
    ports::{DueInRooms, DueReceipts as Due, KnownRoom, RoomBook, Unavailable},
};

/// To which devices is there something to tell about what they sent?
#[derive(Debug)]
pub struct DueReceipts {
    /// When.
    pub at: Timestamp,
}

/// Those there is something to tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ToTell {
    /// At once.
    pub now: Vec<DeviceAddress>,
    /// At once, in that room.
    pub in_rooms: Vec<(RoomId, DeviceAddress)>,
    /// If there are others, in how many milliseconds the first of them may be told.
    pub later: Option<u64>,
}

/// Answers [`DueReceipts`].
pub struct DueReceiptsHandler {
    /// Knows.
    pub receipts: Arc<dyn Due>,
    /// Knows it of those who are no contacts, by their rooms.
    pub in_rooms: Arc<dyn DueInRooms>,
    /// Knows the rooms.
    pub book: Arc<dyn RoomBook>,
    /// What becomes of people who are not known: they are told what could not be opened only if they are welcome.
    pub strangers: Strangers,
    /// Holds back what follows too fast.
    pub pace: Arc<ReceiptPace>,
}

impl QueryHandler<DueReceipts> for DueReceiptsHandler {
    type Answer = ToTell;
    type Error = Unavailable;

    async fn handle(&self, DueReceipts { at }: DueReceipts) -> Result<ToTell, Unavailable> {
        let mut to_tell = ToTell::default();
        let welcome = self.strangers == Strangers::Welcome;
        for device in self.receipts.due_receipts(welcome).await? {
            if self.may_go(&device, at, &mut to_tell.later) {
                to_tell.now.push(device);
            }
        }
        for room in self.book.rooms().await?.into_iter().filter(can_tell) {
            for device in self.in_rooms.due_in_room(room.id).await? {
                if self.may_go(&device, at, &mut to_tell.later) {
                    to_tell.in_rooms.push((room.id, device));
                }
            }
        }
        Ok(to_tell)
    }
}

impl DueReceiptsHandler {
    /// Whether a device may be told something at once; else it is noted when.
    fn may_go(&self, device: &DeviceAddress, at: Timestamp, later: &mut Option<u64>) -> bool {
        let wait = self.pace.wait(device, at);
        *later = [*later, wait].into_iter().flatten().min();
        wait.is_none()
    }
}

/// Whether anything can be told in a room: once too much was, that waits for other keys.
fn can_tell(room: &KnownRoom) -> bool {
    room.standing.has_keys() && room.kind == RoomKind::Private && room.keys.can_tell()
}
