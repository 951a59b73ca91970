use std::sync::Arc;

use crate::ports::{
    Doorbell, DueInRooms, Groups, Invitations, PublicDesk, RoomBook, RoomDesk, RoomLogBook,
    RoomMail, RoomMutes, RoomNews, RoomReceipts, RoomWishBook, RoomWishes, Rooms,
};

/// What a peer's rooms are made of: an adapter for each of their ports.
#[derive(Clone)]
pub struct RoomParts {
    /// Makes and reads groups.
    pub groups: Arc<dyn Groups>,
    /// Has others add this device to theirs.
    pub invitations: Arc<dyn Invitations>,
    /// Keeps the rooms.
    pub rooms: Arc<dyn Rooms>,
    /// Knows them.
    pub book: Arc<dyn RoomBook>,
    /// Keeps what is said in them.
    pub mail: Arc<dyn RoomMail>,
    /// Knows what became of it.
    pub news: Arc<dyn RoomNews>,
    /// Keeps what is told in them.
    pub receipts: Arc<dyn RoomReceipts>,
    /// Knows what is to be.
    pub due: Arc<dyn DueInRooms>,
    /// Knows who is not heard.
    pub mutes: Arc<dyn RoomMutes>,
    /// Keeps what is wished for.
    pub wishes: Arc<dyn RoomWishes>,
    /// Knows it.
    pub wish_book: Arc<dyn RoomWishBook>,
    /// Has commits put in order: the directory.
    pub desk: Arc<dyn RoomDesk>,
    /// Knows which room is the public channel: the directory.
    pub public: Arc<dyn PublicDesk>,
    /// Knows their order.
    pub log: Arc<dyn RoomLogBook>,
    /// Wakes whoever follows them, and does what others ask for there.
    pub bell: Arc<dyn Doorbell>,
}

impl RoomParts {
    /// Where one store keeps all of it, one device has all groups, and one directory is asked.
    pub fn over<Store, Device, Directory>(
        store: &Arc<Store>,
        device: Arc<Device>,
        directory: &Arc<Directory>,
        bell: Arc<dyn Doorbell>,
    ) -> Self
    where
        Store: Rooms + RoomBook + RoomMail + RoomNews + RoomMutes + RoomWishes + RoomWishBook,
        Store: RoomReceipts + DueInRooms + 'static,
        Device: Groups + Invitations + 'static,
        Directory: RoomDesk + PublicDesk + RoomLogBook + 'static,
    {
        Self {
            groups: device.clone(),
            invitations: device,
            rooms: store.clone(),
            book: store.clone(),
            mail: store.clone(),
            news: store.clone(),
            receipts: store.clone(),
            due: store.clone(),
            mutes: store.clone(),
            wishes: store.clone(),
            wish_book: store.clone(),
            desk: directory.clone(),
            public: directory.clone(),
            log: directory.clone(),
            bell,
        }
    }
}
