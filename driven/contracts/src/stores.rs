use std::sync::Arc;

use causerie_chat::{Choice, DeviceAddress, Message, Path, Timestamp};
use causerie_memory::{MemoryDirectory, MemoryPeer};
use causerie_sqlite::{SqliteDirectory, SqlitePeer, StoreKey};
use causerie_usecases::ports::{
    Acknowledgements, Archive, ChallengeBook, Challenges, Choices, Chronicle, Contacts,
    DeviceLists, DueReceipts, History, Identities, Inbox, Lacking, ListingBook, Listings,
    MailDepth, Mailbox, MailboxEnd, Mailboxes, Outbox, Pending, People, PreKeyBook, PreKeyShelf,
    PreKeyUse, PreKeys, Reachability, Receipts, Recollection, Registry, Revocations, Search,
    SessionBook, ShelvedPreKeys, SignInLog, SignIns, StoreCheck, TimerBook, Timers, TransferBook,
    Unopened, Whereabouts, Whispers,
};
use tempfile::TempDir;

use crate::{ALICE, Filled, Reading, address, addressed, device, received};

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
    /// Keeps which devices they have.
    pub device_lists: Arc<dyn DeviceLists>,
    /// Knows which they have no more.
    pub revocations: Arc<dyn Revocations>,
    /// Learns where their devices are.
    pub reachability: Arc<dyn Reachability>,
    /// Knows where they are.
    pub whereabouts: Arc<dyn Whereabouts>,
    /// Opens challenges.
    pub challenges: Arc<dyn Challenges>,
    /// Knows them.
    pub book: Arc<dyn ChallengeBook>,
    /// Hands out pre-keys.
    pub pre_keys: Arc<dyn PreKeys>,
    /// Knows what was handed out, and what is left.
    pub pre_key_book: Arc<dyn PreKeyBook>,
    /// Knows how often.
    pub pre_key_use: Arc<dyn PreKeyUse>,
    /// Keeps envelopes for devices that are away.
    pub mailboxes: Arc<dyn Mailboxes>,
    /// Hands them out.
    pub mailbox: Arc<dyn Mailbox>,
    /// Knows how far their numbers have come.
    pub mailbox_end: Arc<dyn MailboxEnd>,
    /// Knows how much lies in all of them.
    pub mail_depth: Arc<dyn MailDepth>,
    /// Removes what was fetched.
    pub acknowledgements: Arc<dyn Acknowledgements>,
    /// Notes who signed in.
    pub sign_ins: Arc<dyn SignIns>,
    /// Knows it.
    pub sign_in_log: Arc<dyn SignInLog>,
    /// Keeps who wants to be found.
    pub listings: Arc<dyn Listings>,
    /// Knows it.
    pub listing_book: Arc<dyn ListingBook>,
    /// Tries the store out.
    pub store_check: Arc<dyn StoreCheck>,
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
    /// Knows what could not be opened.
    pub unopened: Arc<dyn Unopened>,
    /// Knows what was said.
    pub history: Arc<dyn History>,
    /// Looks through it.
    pub search: Arc<dyn Search>,
    /// Knows which devices have not got something.
    pub lacking: Arc<dyn Lacking>,
    /// Keeps what is to be told about what came in.
    pub receipts: Arc<dyn Receipts>,
    /// Knows it.
    pub due_receipts: Arc<dyn DueReceipts>,
    /// Keeps what is decided about people.
    pub choices: Arc<dyn Choices>,
    /// Keeps people.
    pub contacts: Arc<dyn Contacts>,
    /// Knows them.
    pub people: Arc<dyn People>,
    /// Knows how sure it is who they are.
    pub identities: Arc<dyn Identities>,
    /// Has messages disappear.
    pub timers: Arc<dyn Timers>,
    /// Knows when they do.
    pub timer_book: Arc<dyn TimerBook>,
    /// Knows with whom there are sessions.
    pub sessions: Arc<dyn SessionBook>,
    /// Seals in them what is not kept.
    pub whispers: Arc<dyn Whispers>,
    /// Keeps the secrets of pre-keys.
    pub shelf: Arc<dyn PreKeyShelf>,
    /// Knows them.
    pub shelved: Arc<dyn ShelvedPreKeys>,
    /// Puts backups back.
    pub archive: Arc<dyn Archive>,
    /// Knows all that was said.
    pub chronicle: Arc<dyn Chronicle>,
    /// Keeps what another device gives.
    pub recollection: Arc<dyn Recollection>,
    /// Knows how far that is.
    pub transfer_book: Arc<dyn TransferBook>,
    /// Tries the store out.
    pub store_check: Arc<dyn StoreCheck>,
    /// Removed with the store.
    _folder: Option<TempDir>,
}

/// The store key number `n`.
#[must_use]
pub fn key(n: u8) -> StoreKey {
    StoreKey::new([n; 32])
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
            Self::Memory => PeerStore::over(Arc::new(MemoryPeer::new(address(ALICE)))),
            Self::Sqlite => {
                let folder = TempDir::new().unwrap();
                let file = folder.path().join("peer.db");
                let store = SqlitePeer::open(&file, address(ALICE), &key(1)).unwrap();
                PeerStore { _folder: Some(folder), ..PeerStore::over(Arc::new(store)) }
            }
        }
    }
}

fn directory<S>(store: Arc<S>, folder: Option<TempDir>) -> DirectoryStore
where
    S: Registry + People + DeviceLists + Revocations + Reachability + Whereabouts,
    S: Challenges + ChallengeBook,
    S: PreKeys
        + PreKeyBook
        + PreKeyUse
        + Mailboxes
        + Mailbox
        + Acknowledgements
        + MailboxEnd
        + SignIns
        + SignInLog
        + MailDepth
        + Listings
        + ListingBook
        + StoreCheck
        + 'static,
{
    DirectoryStore {
        registry: store.clone(),
        people: store.clone(),
        device_lists: store.clone(),
        revocations: store.clone(),
        reachability: store.clone(),
        whereabouts: store.clone(),
        challenges: store.clone(),
        book: store.clone(),
        pre_keys: store.clone(),
        pre_key_book: store.clone(),
        pre_key_use: store.clone(),
        mailboxes: store.clone(),
        mailbox: store.clone(),
        mailbox_end: store.clone(),
        mail_depth: store.clone(),
        acknowledgements: store.clone(),
        store_check: store.clone(),
        listings: store.clone(),
        listing_book: store.clone(),
        sign_ins: store.clone(),
        sign_in_log: store,
        _folder: folder,
    }
}

impl PeerStore {
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
            + Identities,
        S: SessionBook + PreKeyShelf + ShelvedPreKeys + Archive + Receipts + DueReceipts,
        S: Timers + TimerBook + Whispers + StoreCheck,
        S: Chronicle + Recollection + TransferBook + 'static,
    {
        Self {
            outbox: store.clone(),
            pending: store.clone(),
            inbox: store.clone(),
            unopened: store.clone(),
            history: store.clone(),
            search: store.clone(),
            lacking: store.clone(),
            receipts: store.clone(),
            due_receipts: store.clone(),
            choices: store.clone(),
            contacts: store.clone(),
            people: store.clone(),
            identities: store.clone(),
            timers: store.clone(),
            timer_book: store.clone(),
            sessions: store.clone(),
            whispers: store.clone(),
            shelf: store.clone(),
            shelved: store.clone(),
            archive: store.clone(),
            chronicle: store.clone(),
            recollection: store.clone(),
            transfer_book: store.clone(),
            store_check: store,
            _folder: None,
        }
    }

    /// Sends `message` to these devices, in sealed envelopes of `bytes` bytes: [`crate::outgoing`].
    pub async fn sends(&self, message: &Message, to: &[DeviceAddress], bytes: usize) {
        for to in to {
            self.outbox.seal(to, Arc::new(Filled(bytes))).await.unwrap();
        }
        let envelopes = to.iter().map(|to| addressed(message, to)).collect();
        self.outbox.enqueue(message, envelopes, Arc::new(Filled(bytes))).await.unwrap();
    }

    /// Decides about somebody, at the beginning of time; no other device is told.
    pub async fn chooses(&self, about: &str, choices: &[Choice]) {
        let at = Timestamp::default();
        self.choices.choose(&address(about).into(), choices, Vec::new(), at).await.unwrap();
    }

    /// Takes what the first devices of their authors bring, one by one.
    pub async fn hears(&self, said: &[Message], at: Timestamp) {
        self.hears_by(Path::Direct, said, at).await;
    }

    /// Takes what the first device of one author brings in one go.
    pub async fn hears_at_once(&self, said: &[Message], at: Timestamp) {
        let Some(first) = said.first() else { return };
        let from = device("d1", &first.author.to_string());
        let envelopes = said.iter().map(received).collect();
        let opening = Arc::new(Reading::default());
        self.inbox.take(&from, envelopes, opening, Path::Direct, at).await.unwrap();
    }

    /// Takes it by that way.
    pub async fn hears_by(&self, path: Path, said: &[Message], at: Timestamp) {
        for message in said {
            let from = device("d1", &message.author.to_string());
            let opening = Arc::new(Reading::default());
            self.inbox.take(&from, vec![received(message)], opening, path, at).await.unwrap();
        }
    }
}
