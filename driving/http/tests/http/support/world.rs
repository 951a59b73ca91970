use std::sync::Arc;

use axum::Router;
use causerie_chat::{
    AccountSecret, Address, DeviceAddress, DeviceSecret, Enrolment, EnvelopeId, Message, Timestamp,
};
use causerie_http_api::{
    DirectoryConfig, LocalConfig, LocalToken, PeerConfig, directory_router, local_router,
    peer_router,
};
use causerie_memory::{MemoryDirectory, MemoryPeer, MemoryRoutes, NotifyDoorbell};
use causerie_usecases::{
    directory::{Directory, DirectoryParts},
    peer::{Peer, PeerParts},
    ports::{Inbox, People, Registry},
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
        book: s,
        authority: Arc::new(Stamp),
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
    PeerParts {
        device: device("bob"),
        account_key: account.public(),
        own: Arc::new(own),
        outbox: s.clone(),
        pending: s.clone(),
        inbox,
        history: s.clone(),
        contacts: s.clone(),
        known: s,
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
    let author: Address = device(author).person;
    let id = format!("0191d5f2-7c4a-7abc-8def-0123456789{n:02x}").parse().unwrap();
    let body = causerie_chat::Body::Text(text.parse().unwrap());
    let sent_at = Timestamp::from_millis(1_700_000_000_000);
    let message = Message { id, author, recipient: device("bob").person, sent_at, body };
    WireEnvelope {
        id: EnvelopeId::of(id, &device("bob")).as_bytes().to_vec(),
        recipient: device("bob").to_string(),
        sealed: message.encode(),
        trace: None,
    }
}
