use std::sync::Arc;

use causerie_memory::{MemoryDirectory, MemoryPeer};
use causerie_sqlite::{SqliteDirectory, SqlitePeer};
use causerie_usecases::ports::{
    ChallengeBook, Challenges, Contacts, History, Inbox, Outbox, Pending, People, Reachability,
    Registry, Whereabouts,
};
use tempfile::TempDir;

use crate::{ALICE, address};

/// The technologies that are held to the contracts.
#[derive(Clone, Copy, Debug)]
pub enum Store {
    /// `causerie-memory`.
    Memory,
    /// `causerie-sqlite`, in a folder of its own.
    Sqlite,
}

/// A directory's store, by its ports.
pub struct DirectoryStore {
    /// Takes people on.
    pub registry: Arc<dyn Registry>,
    /// Knows them.
    pub people: Arc<dyn People>,
    /// Learns where their devices are.
    pub reachability: Arc<dyn Reachability>,
    /// Knows where they are.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Opens challenges.
    pub challenges: Arc<dyn Challenges>,
    /// Knows them.
    pub book: Arc<dyn ChallengeBook>,
    /// Removed with the store.
    _folder: Option<TempDir>,
}

/// A peer's store, by its ports.
pub struct PeerStore {
    /// Keeps what goes out.
    pub outbox: Arc<dyn Outbox>,
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
    /// Keeps what comes in.
    pub inbox: Arc<dyn Inbox>,
    /// Knows what was said.
    pub history: Arc<dyn History>,
    /// Keeps people.
    pub contacts: Arc<dyn Contacts>,
    /// Knows them.
    pub people: Arc<dyn People>,
    /// Removed with the store.
    _folder: Option<TempDir>,
}

impl Store {
    /// An empty directory with room for so many challenges.
    #[must_use]
    pub fn directory(self, challenges: usize) -> DirectoryStore {
        match self {
            Self::Memory => directory(Arc::new(MemoryDirectory::with_room_for(challenges)), None),
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let file = folder.path().join("directory.db");
                let store = SqliteDirectory::open_with_room_for(&file, challenges).unwrap();
                directory(Arc::new(store), Some(folder))
            }
        }
    }

    /// An empty peer of Alice's.
    #[must_use]
    pub fn peer(self) -> PeerStore {
        match self {
            Self::Memory => peer(Arc::new(MemoryPeer::new(address(ALICE))), None),
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let store = SqlitePeer::open(&folder.path().join("peer.db"), address(ALICE));
                peer(Arc::new(store.unwrap()), Some(folder))
            }
        }
    }
}

fn directory<S>(store: Arc<S>, folder: Option<TempDir>) -> DirectoryStore
where
    S: Registry + People + Reachability + Whereabouts + Challenges + ChallengeBook + 'static,
{
    DirectoryStore {
        registry: store.clone(),
        people: store.clone(),
        reachability: store.clone(),
        whereabouts: store.clone(),
        challenges: store.clone(),
        book: store,
        _folder: folder,
    }
}

fn peer<S>(store: Arc<S>, folder: Option<TempDir>) -> PeerStore
where
    S: Outbox + Pending + Inbox + History + Contacts + People + 'static,
{
    PeerStore {
        outbox: store.clone(),
        pending: store.clone(),
        inbox: store.clone(),
        history: store.clone(),
        contacts: store.clone(),
        people: store,
        _folder: folder,
    }
}
