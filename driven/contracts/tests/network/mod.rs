//! A directory that is served over TLS, and people who use it.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this"
)]

pub(crate) mod line;
pub(crate) mod offered;
mod up;

use std::sync::Arc;

use causerie_chat::{
    AccountKey, AccountSecret, DeviceAddress, DeviceSecret, DomainName, Enrolment, Introduction,
    NetworkAddress,
};
use causerie_edge::{challenge_id, now, randomness};
use causerie_http_api::{DirectoryConfig, Limits, directory_router, serve};
use causerie_http_client::{DirectoryClient, PeerClient};
use causerie_memory::{
    MemoryBlobs, MemoryDirectory, MemoryDisk, MemoryEvents, MemoryLinks, MemoryMailBell,
    MemoryNeighbours, MemoryPeer, MemoryPresence, MemoryPresenceBoard, MemoryRoutes,
    NotifyDoorbell,
};
use causerie_mls::MlsDevice;
use causerie_pki::{DeviceIdentity, DirectoryTls, FileAuthority, Root, init_directory};
use causerie_session::RustCrypto;
use causerie_usecases::{
    CommandHandler,
    directory::{BlobParts, Directory, DirectoryParts},
    peer::{
        FileParts, Peer, PeerParts, RoomParts, Strangers,
        commands::{ReplenishPreKeys, SignIn},
    },
    ports::{BlobTerms, LastSignIn, MailTerms, People, Registry, RoomTerms},
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Notify};

/// A directory that is served over TLS, for the ports that are a client of it.
pub(crate) struct Network {
    folder: TempDir,
    root: Root,
    location: NetworkAddress,
    /// What the directory knows.
    pub(crate) records: Arc<MemoryDirectory>,
    /// What all files of its people lie on.
    pub(crate) disk: Arc<MemoryDisk>,
}

/// Somebody who is registered and signed in.
pub(crate) struct Member {
    /// Their device.
    pub(crate) device: DeviceAddress,
    /// Whose it is.
    pub(crate) account_key: AccountKey,
    /// The seed of its key.
    pub(crate) seed: [u8; 32],
    /// Their word for it.
    pub(crate) introduction: Introduction,
    /// The directory, as their device sees it.
    pub(crate) directory: DirectoryClient,
    /// The other peers, as their device sees them.
    pub(crate) peers: PeerClient,
    /// What they said and heard.
    pub(crate) store: Arc<MemoryPeer>,
    pub(crate) peer: Arc<Peer>,
    /// Rings when a file is to be fetched.
    pub(crate) files_bell: Arc<Notify>,
    identity: Arc<DeviceIdentity>,
}

const DOMAIN: &str = "chat.example.org";

impl Network {
    /// A new network with nobody on record, served until the test's runtime ends.
    pub(crate) async fn begin() -> Self {
        let records = Arc::new(MemoryDirectory::default());
        Self::told_by(records.clone(), records).await
    }

    /// The same, whose directory says of people what `people` says.
    pub(crate) async fn told_by(records: Arc<MemoryDirectory>, people: Arc<dyn People>) -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("directory");
        init_directory(&data, &domain(), now()).unwrap();
        let tls = Arc::new(DirectoryTls::open(&data, now()).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let location = listener.local_addr().unwrap().to_string().parse().unwrap();
        let bell = Arc::new(MemoryMailBell::default());
        let authority = FileAuthority::open(&data).unwrap();
        let directory = Arc::new(directory(&records, people, authority, bell.clone(), tls.clone()));
        let router = directory_router(directory, bell, DirectoryConfig::default());
        let config = tls.server_config();
        tokio::spawn(serve(listener, config, router, Limits::default(), std::future::pending()));
        let (root, disk) =
            (Root::read(&data.join("root.pem")).unwrap(), MemoryDisk::with_room_for(1 << 26));
        Self { root, folder, location, records, disk: Arc::new(disk) }
    }

    /// The directory, as somebody sees it who has no credential.
    pub(crate) fn stranger(&self) -> DirectoryClient {
        DirectoryClient::new(self.root.client_config().unwrap(), domain(), &self.location).unwrap()
    }

    /// Registers `name`, with keys that grow from it, and signs them in.
    pub(crate) async fn member(&self, name: &str) -> Member {
        let device: DeviceAddress = format!("d1.{name}.peers.{DOMAIN}").parse().unwrap();
        let mut seed = [0x5A; 32];
        seed[..name.len()].copy_from_slice(name.as_bytes());
        let account = AccountSecret::from_seed(&seed);
        seed[31] = 1;
        let own = DeviceSecret::from_seed(&seed);
        let introduction = Introduction::sign(device.clone(), &account, &own);
        let enrolment = Enrolment::sign(device.clone(), &account, &own).verify().unwrap();
        self.stranger().register(&enrolment, now()).await.unwrap();

        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let identity = DeviceIdentity::open(&folder, &device, self.root.clone()).unwrap();
        let identity = Arc::new(identity);
        let (peer, store, files_bell) = self.peer(&device, &introduction, own, &identity);
        let peer = Arc::new(peer);
        let challenge = challenge_id().unwrap();
        peer.sign_in.handle(SignIn { challenge, code: None }).await.unwrap();
        Member {
            device,
            account_key: account.public(),
            seed,
            introduction,
            directory: self.directory_of(&identity),
            peers: PeerClient::new(identity.peer_client_config()).unwrap(),
            store,
            peer,
            files_bell,
            identity,
        }
    }

    fn directory_of(&self, identity: &DeviceIdentity) -> DirectoryClient {
        DirectoryClient::new(identity.directory_client_config(), domain(), &self.location).unwrap()
    }

    fn peer(
        &self,
        device: &DeviceAddress,
        introduction: &Introduction,
        own: DeviceSecret,
        identity: &Arc<DeviceIdentity>,
    ) -> (Peer, Arc<MemoryPeer>, Arc<Notify>) {
        let store = Arc::new(MemoryPeer::new(device.person.clone()));
        let desk = Arc::new(self.stranger());
        let peers = Arc::new(PeerClient::new(identity.peer_client_config()).unwrap());
        let directory = Arc::new(self.directory_of(identity));
        let events = Arc::new(MemoryEvents::new(now()));
        let presence = Arc::new(MemoryPresence::new(now()));
        let key = DeviceSecret::from_seed(own.seed());
        let mls = MlsDevice::new(Arc::new(RustCrypto), device.clone(), key, introduction);
        let mls = Arc::new(mls);
        let files_bell = NotifyDoorbell::default();
        let parts = PeerParts {
            rooms: RoomParts::over(&store, mls, &directory, Arc::new(NotifyDoorbell::default())),
            files: FileParts::over(
                &store,
                &self.disk,
                peers.clone(),
                &directory,
                (Arc::new(files_bell.clone()), Arc::new(NotifyDoorbell::default())),
            ),
            device: device.clone(),
            account: None,
            introduction: introduction.clone(),
            own: Arc::new(own),
            strangers: Strangers::Welcome,
            provider: Arc::new(RustCrypto),
            outbox: store.clone(),
            pending: store.clone(),
            inbox: store.clone(),
            history: store.clone(),
            search: store.clone(),
            unopened: store.clone(),
            lacking: store.clone(),
            receipts: store.clone(),
            due_receipts: store.clone(),
            timers: store.clone(),
            timer_book: store.clone(),
            chronicle: store.clone(),
            recollection: store.clone(),
            transfer_book: store.clone(),
            history_desk: peers.clone(),
            history_bell: Arc::new(NotifyDoorbell::default()),
            whispers: store.clone(),
            sessions: store.clone(),
            shelf: store.clone(),
            shelved: store.clone(),
            pre_keys: directory.clone(),
            pre_key_book: directory.clone(),
            contacts: store.clone(),
            choices: store.clone(),
            known: store.clone(),
            identities: store.clone(),
            people: directory.clone(),
            announcements: directory.clone(),
            whereabouts: directory.clone(),
            routes: Arc::new(MemoryRoutes::default()),
            near_routes: Arc::new(MemoryRoutes::default()),
            beacons: Arc::new(MemoryNeighbours::default()),
            neighbours: Arc::new(MemoryNeighbours::default()),
            near_deliveries: Arc::new(PeerClient::nearby(identity.peer_client_config()).unwrap()),
            deliveries: peers,
            deposits: directory.clone(),
            desk: desk.clone(),
            answers: desk,
            device_list_desk: directory.clone(),
            links: directory.clone(),
            link_book: directory.clone(),
            second_factor_desk: directory.clone(),
            second_factor_answers: directory.clone(),
            credentials: identity.clone(),
            credential_status: identity.clone(),
            doorbell: Arc::new(NotifyDoorbell(Arc::new(Notify::new()))),
            receipts_bell: Arc::new(NotifyDoorbell(Arc::new(Notify::new()))),
            presence_notes: presence.clone(),
            presence_book: presence,
            presence_bell: Arc::new(NotifyDoorbell::default()),
            listing_desk: directory.clone(),
            listing_answers: directory,
            events: events.clone(),
            event_log: events,
            store_check: store.clone(),
        };
        (parts.into(), store, files_bell.0)
    }
}

impl Member {
    /// Publishes pre-keys, so that others can begin sessions with this member.
    pub(crate) async fn replenishes(&self) {
        let command = ReplenishPreKeys { randomness: randomness().unwrap(), at: now() };
        self.peer.replenish_pre_keys.handle(command).await.unwrap();
    }
}

fn domain() -> DomainName {
    DOMAIN.parse().unwrap()
}

fn directory(
    store: &Arc<MemoryDirectory>,
    people: Arc<dyn People>,
    authority: FileAuthority,
    bell: Arc<MemoryMailBell>,
    tls: Arc<DirectoryTls>,
) -> Directory {
    let board = Arc::new(MemoryPresenceBoard::default());
    let links = Arc::new(MemoryLinks::default());
    DirectoryParts {
        domain: domain(),
        registry: store.clone(),
        people,
        device_lists: store.clone(),
        revocations: store.clone(),
        links: links.clone(),
        link_book: links,
        reachability: store.clone(),
        whereabouts: store.clone(),
        challenges: store.clone(),
        book: store.clone(),
        second_factors: store.clone(),
        second_factor_book: store.clone(),
        sign_ins: store.clone(),
        sign_in_log: store.clone(),
        sign_in_lapse: LastSignIn::LAPSE,
        authority: Arc::new(authority),
        pre_keys: store.clone(),
        pre_key_book: store.clone(),
        pre_key_use: store.clone(),
        mailboxes: store.clone(),
        mailbox: store.clone(),
        mailbox_end: store.clone(),
        mail_depth: store.clone(),
        acknowledgements: store.clone(),
        terms: MailTerms::default(),
        room_logs: store.clone(),
        room_book: store.clone(),
        room_readers: store.clone(),
        room_terms: RoomTerms::default(),
        blobs: BlobParts::over(store, Arc::new(MemoryBlobs::default()), BlobTerms::default()),
        public_rooms: store.clone(),
        public_book: store.clone(),
        operator: store.clone(),
        bell,
        board: board.clone(),
        presence_watch: board.clone(),
        attendance: board,
        listings: store.clone(),
        listing_book: store.clone(),
        provider: Arc::new(RustCrypto),
        store_check: store.clone(),
        credential_status: tls,
    }
    .into()
}
