//! Rooms of Alice's, and the ports that keep them.

use std::{path::PathBuf, sync::Arc};

use causerie_chat::{Message, RoomDepartures, RoomId, RoomKind, RoomPlace, RoomTrail};
use causerie_memory::MemoryPeer;
use causerie_sqlite::SqlitePeer;
use causerie_usecases::ports::{
    Archive, Choices, Chronicle, Contacts, DueInRooms, DueReceipts, GroupKeep, History, Identities,
    Inbox, KnownRoom, Lacking, Outbox, Pending, People, PreKeyShelf, Receipts, Recollection,
    RoomBook, RoomKeys, RoomMail, RoomMutes, RoomNews, RoomReceipts, RoomStanding, RoomWishBook,
    RoomWishes, Rooms, Search, SessionBook, ShelvedPreKeys, StoreCheck, TimerBook, Timers,
    TransferBook, Unopened, Whispers,
};
use tempfile::TempDir;

use crate::{ALICE, PeerStore, Store, address, key, message};

/// A peer's store, by the ports of rooms and all others.
pub struct RoomStore {
    /// All others.
    pub peer: PeerStore,
    /// Keeps rooms.
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
    /// Knows who is not heard in them.
    pub mutes: Arc<dyn RoomMutes>,
    /// Keeps what is wished for.
    pub wishes: Arc<dyn RoomWishes>,
    /// Knows it.
    pub wish_book: Arc<dyn RoomWishBook>,
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// Removed with the store.
    folder: Option<TempDir>,
}

impl RoomStore {
    /// The ports of `store`.
    #[must_use]
    pub fn over<S>(store: Arc<S>) -> Self
    where
        S: Outbox
            + Pending
            + Lacking
            + Inbox
            + Unopened
            + History
            + Search
            + Choices
            + Contacts
            + People
            + Identities
            + SessionBook
            + PreKeyShelf
            + ShelvedPreKeys
            + Archive
            + Receipts
            + DueReceipts
            + Timers
            + TimerBook
            + Whispers
            + StoreCheck
            + Chronicle
            + Recollection
            + TransferBook
            + Rooms
            + RoomBook
            + RoomMail
            + RoomNews
            + RoomMutes
            + RoomReceipts
            + DueInRooms
            + RoomWishes
            + RoomWishBook
            + 'static,
    {
        Self {
            peer: PeerStore::over(store.clone()),
            rooms: store.clone(),
            book: store.clone(),
            mail: store.clone(),
            news: store.clone(),
            mutes: store.clone(),
            receipts: store.clone(),
            due: store.clone(),
            wishes: store.clone(),
            wish_book: store,
            file: None,
            folder: None,
        }
    }

    /// The same after its program began anew, if it is in a file.
    #[must_use]
    pub fn reopened(mut self) -> Self {
        let Some(file) = self.file.take() else { return self };
        let folder = self.folder.take();
        drop(self);
        Self { folder, ..Self::in_file(file) }
    }

    fn in_file(file: PathBuf) -> Self {
        let store = SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap();
        Self { file: Some(file), ..Self::over(Arc::new(store)) }
    }
}

impl Store {
    /// An empty peer of Alice's, with rooms.
    #[must_use]
    pub fn rooms(self) -> RoomStore {
        match self {
            Self::Memory => RoomStore::over(Arc::new(MemoryPeer::new(address(ALICE)))),
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let file = folder.path().join("peer.db");
                RoomStore { folder: Some(folder), ..RoomStore::in_file(file) }
            }
        }
    }
}

/// What is known of a room at first.
#[must_use]
pub fn known_room(id: RoomId) -> KnownRoom {
    let (kind, standing) = (RoomKind::Private, RoomStanding::Member);
    let (host, name) = ("example.org".parse().unwrap(), "the marker room".parse().unwrap());
    KnownRoom {
        id,
        kind,
        host,
        name,
        place: RoomPlace(0),
        standing,
        departures: RoomDepartures::default(),
        trail: RoomTrail::default(),
        keys: RoomKeys::default(),
        version: 0,
    }
}

/// What a room gives to be kept, with a tree if that is `n`.
#[must_use]
pub fn room_keep(tree: Option<u8>, state: u8) -> GroupKeep {
    GroupKeep { tree: tree.map(|n| vec![n; 40]), state: vec![state; 50].into() }
}

/// Message number `n`, said in a room.
#[must_use]
pub fn in_room(n: u8, from: &str, room: RoomId, text: &str) -> Message {
    Message { recipient: room.into(), ..message(n, from, ALICE, text) }
}
