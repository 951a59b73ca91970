use std::sync::Arc;

use axum::Router;
use causerie_chat::{
    AccountSecret, Address, DeviceAddress, DeviceSecret, Enrolment, EnvelopeId, Introduction,
    Message, Timestamp, pad,
};
use causerie_http_api::{
    DirectoryConfig, LocalConfig, LocalToken, PeerConfig, directory_router, local_router,
    peer_router,
};
use causerie_memory::{MemoryDirectory, MemoryPeer, MemoryRoutes, NotifyDoorbell};
use causerie_session::{Initiation, Randomness, RustCrypto, SignedPreKeys};
use causerie_usecases::{
    directory::{Directory, DirectoryParts},
    peer::{OwnIdentity, Peer, PeerParts},
    ports::{Inbox, People, PreKeyShelf, Registry, ShelvedSigned},
};
use causerie_wire::{RegisterPerson, WireEnvelope};

use super::{
    Asking, ask,
    elsewhere::{Broken, Stamp, Valid},
    put_json,
};

pub(crate) const DOMAIN: &str = "chat.example.org";
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

fn enrolment(name: &str) -> Enrolment {
    let (account, own) = secrets(name);
    Enrolment::sign(device(name), &account, &own)
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

/// An empty directory.
pub(crate) fn directory() -> Router {
    directory_with(DirectoryConfig::default())
}

pub(crate) fn directory_with(config: DirectoryConfig) -> Router {
    let store = Arc::new(MemoryDirectory::default());
    directory_router(Arc::new(directory_of(&store, store.clone())), config)
}

/// A directory whose people cannot be read.
pub(crate) fn broken_directory() -> Router {
    let store = Arc::new(MemoryDirectory::default());
    let directory = directory_of(&store, Arc::new(Broken));
    directory_router(Arc::new(directory), DirectoryConfig::default())
}

fn directory_of(store: &Arc<MemoryDirectory>, people: Arc<dyn People>) -> Directory {
    let s = store.clone();
    DirectoryParts {
        domain: DOMAIN.parse().unwrap(),
        registry: s.clone(),
        people,
        reachability: s.clone(),
        whereabouts: s.clone(),
        challenges: s.clone(),
        book: s.clone(),
        authority: Arc::new(Stamp),
        pre_keys: s.clone(),
        pre_key_book: s.clone(),
        pre_key_use: s,
        provider: Arc::new(RustCrypto),
    }
    .into()
}

/// Bob's peer, in a world where Alice and Bob are on record.
pub(crate) struct BobsPeer {
    pub(crate) store: Arc<MemoryPeer>,
    peer: Arc<Peer>,
}

impl BobsPeer {
    pub(crate) async fn new() -> Self {
        let store = Arc::new(MemoryPeer::new(device("bob").person));
        let peer = Arc::new(peer_of(&store, store.clone()).await);
        Self { store, peer }
    }

    /// One that cannot keep what it receives.
    pub(crate) async fn broken() -> Self {
        let store = Arc::new(MemoryPeer::new(device("bob").person));
        let peer = Arc::new(peer_of(&store, Arc::new(Broken)).await);
        Self { store, peer }
    }

    pub(crate) fn for_peers(&self, config: PeerConfig) -> Router {
        peer_router(self.peer.clone(), config)
    }

    pub(crate) fn for_bob(&self) -> Router {
        let token = LocalToken::try_from(TOKEN).unwrap();
        let config = LocalConfig { token, port: 7600, home: DOMAIN.parse().unwrap() };
        local_router(self.peer.clone(), config)
    }
}

async fn peer_of(store: &Arc<MemoryPeer>, inbox: Arc<dyn Inbox>) -> Peer {
    let everybody = Arc::new(MemoryDirectory::default());
    for name in ["alice", "bob"] {
        let verified = enrolment(name).verify().unwrap();
        everybody.register(&verified, Timestamp::from_millis(0)).await.unwrap();
    }
    let (s, (account, own)) = (store.clone(), secrets("bob"));
    let signed = bobs_pre_keys();
    let secret = signed.encode().into();
    let made_at = Timestamp::from_millis(0);
    let shelved = ShelvedSigned { generation: signed.generation(), secret, made_at };
    store.keep_signed(&shelved).await.unwrap();
    PeerParts {
        device: device("bob"),
        introduction: Introduction::sign(device("bob"), &account, &own),
        own: Arc::new(own),
        provider: Arc::new(RustCrypto),
        outbox: s.clone(),
        pending: s.clone(),
        inbox,
        history: s.clone(),
        unopened: s.clone(),
        sessions: s.clone(),
        shelf: s.clone(),
        shelved: s.clone(),
        pre_keys: everybody.clone(),
        pre_key_book: everybody.clone(),
        contacts: s.clone(),
        known: s.clone(),
        identities: s,
        people: everybody.clone(),
        announcements: Arc::new(Broken),
        whereabouts: everybody,
        routes: Arc::new(MemoryRoutes::default()),
        deliveries: Arc::new(Broken),
        desk: Arc::new(Broken),
        answers: Arc::new(Broken),
        credentials: Arc::new(Broken),
        credential_status: Arc::new(Valid),
        doorbell: Arc::new(NotifyDoorbell::default()),
    }
    .into()
}

/// An envelope for Bob with a message by `author`; each number is another message.
pub(crate) fn envelope(n: u8, author: &str, text: &str) -> WireEnvelope {
    let author_name = author;
    let author: Address = device(author).person;
    let id = format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap();
    let body = causerie_chat::Body::Text(text.parse().unwrap());
    let sent_at = Timestamp::from_millis(1_700_000_000_000);
    let message = Message { id, author, recipient: device("bob").person, sent_at, body };
    WireEnvelope {
        id: EnvelopeId::of(id, &device("bob")).as_bytes().to_vec(),
        recipient: device("bob").to_string(),
        sealed: seal(n, &device(author_name), &message),
        trace: None,
    }
}

fn bobs_pre_keys() -> SignedPreKeys {
    SignedPreKeys::generate(&RustCrypto, 1, &Randomness::new([0xB1; 32]))
}

/// The message sealed by its author's device, in a session that it begins with Bob's key of last resort.
fn seal(n: u8, author: &DeviceAddress, message: &Message) -> Vec<u8> {
    let own = |device: &DeviceAddress| {
        let (account, own) = secrets(device.person.username.as_str());
        let introduction = Introduction::sign(device.clone(), &account, &own);
        OwnIdentity::new(device.clone(), &own, &introduction, Arc::new(RustCrypto))
    };
    let (me, bob) = (own(author), own(&device("bob")));
    let bundle = bobs_pre_keys().last_resort(&RustCrypto, &bob.secret);
    let initiation = Initiation {
        me: &me.secret,
        my_name: &me.name,
        bundle: &bundle.verify(&RustCrypto).unwrap(),
        their_name: &bob.name,
        introduction: &me.introduction,
    };
    let session = initiation.begin(&RustCrypto, &Randomness::new([n; 32]), 1).unwrap();
    let text = pad(message.encode());
    session.encrypt(&RustCrypto, &text, Randomness::new([!n; 32]), 1).1.unwrap()
}
