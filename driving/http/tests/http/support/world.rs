use std::sync::Arc;

use axum::Router;
use causerie_chat::{
    AccountSecret, Device, DeviceAddress, DeviceSecret, Enrolment, Introduction, Person, RoomId,
    Timestamp,
};
use causerie_http_api::{LocalConfig, LocalToken, PeerConfig, local_router, peer_router};
use causerie_memory::{
    MemoryDirectory, MemoryEvents, MemoryLinks, MemoryListing, MemoryNeighbours, MemoryPeer,
    MemoryPresence, MemoryRoomDesk, MemoryRoutes, NotifyDoorbell,
};
use causerie_mls::MlsDevice;
use causerie_session::{Randomness, RustCrypto};
use causerie_usecases::{
    CommandHandler,
    peer::{Doorkeeper, FileParts, Peer, PeerParts, RoomParts, Strangers, commands::CreateRoom},
    ports::{Events, Inbox, PreKeyShelf, Registry, ShelvedSigned},
};
use causerie_wire::RegisterPerson;

use super::{
    Asking, Disk, Keys, Shown, ask,
    elsewhere::{Broken, Valid},
    put_json,
};

pub(crate) const DOMAIN: &str = "chat.example.org";
/// Bob's room, where he has one.
pub(crate) const ROOM: &str = "#07070707070707070707070707070707";
pub(crate) const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// The first device of somebody.
pub(crate) fn device(name: &str) -> DeviceAddress {
    format!("d1.{name}.peers.{DOMAIN}").parse().unwrap()
}

/// Alice's first device, as text.
pub(crate) fn alice() -> String {
    device("alice").to_string()
}

/// Somebody's keys.
pub(crate) fn secrets(name: &str) -> (AccountSecret, DeviceSecret) {
    let mut seed = [7; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    let account = AccountSecret::from_seed(&seed);
    seed[31] = 8;
    (account, DeviceSecret::from_seed(&seed))
}

pub(super) fn enrolment(name: &str) -> Enrolment {
    let (account, own) = secrets(name);
    Enrolment::sign(device(name), &account, &own)
}

pub(crate) fn person_of(name: &str) -> Person {
    let Enrolment { device, account_key, device_key, account_signature, .. } = enrolment(name);
    let own = Device { id: device.device, key: device_key, signature: account_signature };
    Person { address: device.person, account_key, devices: vec![own], list: None }
}

/// What somebody sends to register.
pub(crate) fn register_body(name: &str) -> RegisterPerson {
    let enrolment = enrolment(name);
    RegisterPerson {
        device: "d1".to_owned(),
        account_key: enrolment.account_key.as_bytes().into(),
        device_key: enrolment.device_key.as_bytes().into(),
        account_signature: enrolment.account_signature.as_bytes().into(),
        device_signature: enrolment.device_signature.as_bytes().into(),
    }
}

/// Registers somebody, from an address of the test's own.
pub(crate) async fn enrol(directory: &Router, name: &str) {
    let request = put_json(&format!("/v1/people/{name}"), &register_body(name));
    let reply = ask(directory, request.calling(None, "198.51.100.1")).await;
    assert_eq!(reply.outcome(), "204");
}

/// Bob's peer, in a world where Alice and Bob are on record.
pub(crate) struct BobsPeer {
    pub(crate) store: Arc<MemoryPeer>,
    /// His directory.
    pub(crate) directory: Arc<MemoryDirectory>,
    pub(super) peer: Arc<Peer>,
}

impl BobsPeer {
    pub(crate) async fn new() -> Self {
        let store = Arc::new(MemoryPeer::new(device("bob").person));
        let directory = Arc::new(MemoryDirectory::default());
        let peer = Arc::new(peer_of(&store, store.clone(), &directory).await);
        Self { store, directory, peer }
    }

    /// One that is in a room of its own, [`ROOM`].
    pub(crate) async fn with_room() -> Self {
        let this = Self::new().await;
        let made = CreateRoom {
            room: RoomId::from([7; 16]),
            name: "book club".parse().unwrap(),
            at: Timestamp::from_millis(0),
            randomness: Randomness::new([9; 32]),
        };
        this.peer.rooms.create.handle(made).await.unwrap();
        this
    }

    /// The same with all that it kept, started anew.
    pub(crate) async fn restarted(self) -> Self {
        let directory = Arc::new(MemoryDirectory::default());
        let peer = Arc::new(peer_of(&self.store, self.store.clone(), &directory).await);
        Self { directory, peer, ..self }
    }

    /// One that people ask to be accepted.
    pub(crate) async fn asked() -> Self {
        let Self { store, directory, peer } = Self::new().await;
        let mut peer = Arc::into_inner(peer).unwrap();
        let door = Arc::new(Doorkeeper {
            me: device("bob").person,
            strangers: Strangers::Ask,
            identities: store.clone(),
            choosing: peer.set_timer.choosing.clone(),
            history: store.clone(),
        });
        (peer.door, peer.receive_envelopes.door) = (door.clone(), door);
        Self { store, directory, peer: Arc::new(peer) }
    }

    /// One that cannot keep what it receives.
    pub(crate) async fn broken() -> Self {
        let store = Arc::new(MemoryPeer::new(device("bob").person));
        let directory = Arc::new(MemoryDirectory::default());
        let peer = Arc::new(peer_of(&store, Arc::new(Broken), &directory).await);
        Self { store, directory, peer }
    }

    /// To tell Bob's programs of changes.
    pub(crate) fn events(&self) -> &dyn Events {
        &*self.peer.mark_read.events
    }

    pub(crate) fn for_peers(&self, config: PeerConfig) -> Router {
        peer_router(self.peer.clone(), config)
    }

    /// The same, where Bob's peer keeps things on that disk, and shows that to others.
    pub(crate) fn for_bob_on(self, disk: &Disk, shown: Shown) -> Router {
        let Self { store, directory, peer } = self;
        let peer = Arc::into_inner(peer).map(|mut peer| {
            peer.check_readiness.store = Arc::new(disk.clone());
            peer.check_readiness.credential = Arc::new(shown);
            Arc::new(peer)
        });
        Self { store, directory, peer: peer.unwrap() }.for_bob()
    }

    pub(crate) fn for_bob(&self) -> Router {
        let token = LocalToken::try_from(TOKEN).unwrap();
        let config = LocalConfig { token, port: 7600, home: DOMAIN.parse().unwrap() };
        local_router(self.peer.clone(), config)
    }
}

#[allow(clippy::too_many_lines, reason = "a table: one entry for each port")]
async fn peer_of(
    store: &Arc<MemoryPeer>,
    inbox: Arc<dyn Inbox>,
    everybody: &Arc<MemoryDirectory>,
) -> Peer {
    let everybody = everybody.clone();
    for name in ["alice", "bob"] {
        let verified = enrolment(name).verify().unwrap();
        everybody.register(&verified, Timestamp::from_millis(0)).await.unwrap();
    }
    let (s, (account, own)) = (store.clone(), secrets("bob"));
    let events = Arc::new(MemoryEvents::new(Timestamp::from_millis(0)));
    let links = Arc::new(MemoryLinks::default());
    let disk = Arc::new(causerie_disk::Disk);
    let signed = Keys::of("bob", 1).signed;
    let secret = signed.encode().into();
    let at = Timestamp::from_millis(0);
    let shelved = ShelvedSigned { generation: signed.generation(), secret, made_at: at };
    store.keep_signed(&shelved).await.unwrap();
    let presence = Arc::new(MemoryPresence::new(Timestamp::from_millis(0)));
    let listing = Arc::new(MemoryListing::default());
    let introduction = Introduction::sign(device("bob"), &account, &own);
    let key = DeviceSecret::from_seed(own.seed());
    let mls = MlsDevice::new(Arc::new(RustCrypto), device("bob"), key, &introduction);
    let mls = Arc::new(mls);
    let rooms = Arc::new(MemoryRoomDesk::new(everybody.clone(), device("bob"), at));
    PeerParts {
        rooms: RoomParts::over(&s, mls, &rooms, Arc::new(NotifyDoorbell::default())),
        files: FileParts::over(
            &s,
            &disk,
            Arc::new(Broken),
            &Arc::new(Broken),
            (Arc::new(NotifyDoorbell::default()), Arc::new(NotifyDoorbell::default())),
        ),
        strangers: Strangers::Welcome,
        device: device("bob"),
        introduction,
        account: Some(Arc::new(account)),
        own: Arc::new(own),
        provider: Arc::new(RustCrypto),
        outbox: s.clone(),
        pending: s.clone(),
        inbox,
        history: s.clone(),
        search: s.clone(),
        unopened: s.clone(),
        lacking: s.clone(),
        receipts: s.clone(),
        due_receipts: s.clone(),
        timers: s.clone(),
        timer_book: s.clone(),
        chronicle: s.clone(),
        recollection: s.clone(),
        transfer_book: s.clone(),
        history_desk: Arc::new(Broken),
        history_bell: Arc::new(NotifyDoorbell::default()),
        whispers: s.clone(),
        sessions: s.clone(),
        shelf: s.clone(),
        shelved: s.clone(),
        pre_keys: everybody.clone(),
        pre_key_book: everybody.clone(),
        contacts: s.clone(),
        choices: s.clone(),
        known: s.clone(),
        identities: s.clone(),
        people: everybody.clone(),
        announcements: Arc::new(Broken),
        whereabouts: everybody,
        routes: Arc::new(MemoryRoutes::default()),
        near_routes: Arc::new(MemoryRoutes::default()),
        beacons: Arc::new(MemoryNeighbours::default()),
        neighbours: Arc::new(MemoryNeighbours::default()),
        near_deliveries: Arc::new(Broken),
        deliveries: Arc::new(Broken),
        deposits: Arc::new(Broken),
        desk: Arc::new(Broken),
        answers: Arc::new(Broken),
        device_list_desk: Arc::new(Broken),
        links: links.clone(),
        link_book: links,
        second_factor_desk: Arc::new(Broken),
        second_factor_answers: Arc::new(Broken),
        credentials: Arc::new(Broken),
        credential_status: Arc::new(Valid),
        doorbell: Arc::new(NotifyDoorbell::default()),
        receipts_bell: Arc::new(NotifyDoorbell::default()),
        presence_notes: presence.clone(),
        presence_book: presence,
        presence_bell: Arc::new(NotifyDoorbell::default()),
        listing_desk: listing.clone(),
        listing_answers: listing,
        events: events.clone(),
        event_log: events,
        store_check: s,
    }
    .into()
}
