use std::sync::Arc;

use causerie_chat::{DeviceAddress, RoomChange, RoomEntry, RoomId, RoomInfo};
use causerie_memory::MemoryDirectory;
use causerie_sqlite::SqliteDirectory;
use causerie_usecases::ports::{
    DeviceLists, PublicRoomBook, PublicRooms, Registry, RoomLogBook, RoomLogs, RoomReaders,
};
use tempfile::TempDir;

use crate::Store;

/// The logs of rooms at a directory, by their ports.
pub struct RoomLogStore {
    /// Takes people on.
    pub registry: Arc<dyn Registry>,
    /// Keeps which devices they have.
    pub device_lists: Arc<dyn DeviceLists>,
    /// Keeps the logs.
    pub logs: Arc<dyn RoomLogs>,
    /// Tells them to those whom they concern.
    pub book: Arc<dyn RoomLogBook>,
    /// Knows who these are.
    pub readers: Arc<dyn RoomReaders>,
    /// Keeps which room is the public channel.
    pub public: Arc<dyn PublicRooms>,
    /// Knows it.
    pub public_book: Arc<dyn PublicRoomBook>,
    /// Removed with the store.
    _folder: Option<TempDir>,
}

impl Store {
    /// A directory without a room.
    #[must_use]
    pub fn room_logs(self) -> RoomLogStore {
        match self {
            Self::Memory => RoomLogStore::over(Arc::new(MemoryDirectory::default()), None),
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let store = SqliteDirectory::open(&folder.path().join("directory.db")).unwrap();
                RoomLogStore::over(Arc::new(store), Some(folder))
            }
        }
    }
}

impl RoomLogStore {
    fn over<S>(store: Arc<S>, folder: Option<TempDir>) -> Self
    where
        S: Registry + DeviceLists + RoomLogs + RoomLogBook + RoomReaders,
        S: PublicRooms + PublicRoomBook + 'static,
    {
        Self {
            registry: store.clone(),
            device_lists: store.clone(),
            logs: store.clone(),
            book: store.clone(),
            readers: store.clone(),
            public: store.clone(),
            public_book: store,
            _folder: folder,
        }
    }
}

/// The room number `n`.
#[must_use]
pub fn room(n: u8) -> RoomId {
    RoomId::from([n; 16])
}

/// What others come into a public room by: `bytes` bytes of `n`.
#[must_use]
pub fn info(n: u8, bytes: usize) -> RoomInfo {
    vec![n; bytes].try_into().unwrap()
}

/// An entry of a private room with a commit of 10 bytes of `n`, which changes that.
#[must_use]
pub fn room_entry(n: u8, change: RoomChange) -> RoomEntry {
    RoomEntry { commit: vec![n; 10].try_into().unwrap(), change, info: None, welcome: None }
}

/// Changes nothing but keys.
#[must_use]
pub fn no_change() -> RoomChange {
    RoomChange::default()
}

/// Lets them in.
#[must_use]
pub fn lets_in(devices: &[&DeviceAddress]) -> RoomChange {
    RoomChange::new(all(devices), vec![], vec![], vec![]).unwrap()
}

/// Lets them go.
#[must_use]
pub fn lets_go(devices: &[&DeviceAddress]) -> RoomChange {
    RoomChange::new(vec![], all(devices), vec![], vec![]).unwrap()
}

/// Makes the former keepers and the latter none.
#[must_use]
pub fn makes(keepers: &[&DeviceAddress], no_keepers: &[&DeviceAddress]) -> RoomChange {
    RoomChange::new(vec![], vec![], all(keepers), all(no_keepers)).unwrap()
}

fn all(devices: &[&DeviceAddress]) -> Vec<DeviceAddress> {
    devices.iter().map(|device| (*device).clone()).collect()
}
