//! A directory that is served over TLS, and people who use it.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "each test file is a crate of its own and uses a part of this"
)]

use std::sync::Arc;

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, DomainName, Enrolment, NetworkAddress,
};
use causerie_edge::{challenge_id, now};
use causerie_http_api::{
    DirectoryConfig, Limits, PeerConfig, directory_router, peer_router, serve,
};
use causerie_http_client::{DirectoryClient, PeerClient};
use causerie_memory::{MemoryDirectory, MemoryPeer, MemoryRoutes, NotifyDoorbell};
use causerie_pki::{DeviceIdentity, DirectoryTls, FileAuthority, Root, init_directory};
use causerie_usecases::{
    CommandHandler,
    directory::{Directory, DirectoryParts},
    peer::{Peer, PeerParts, commands::SignIn},
    ports::Registry,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Notify};

/// A directory that is served over TLS, for the ports that are a client of it.
pub(crate) struct Network {
    folder: TempDir,
    root: Root,
    location: NetworkAddress,
}

/// Somebody who is registered and signed in.
pub(crate) struct Member {
    /// Their device.
    pub(crate) device: DeviceAddress,
    /// The directory, as their device sees it.
    pub(crate) directory: DirectoryClient,
    /// The other peers, as their device sees them.
    pub(crate) peers: PeerClient,
    /// What they said and heard.
    pub(crate) store: Arc<MemoryPeer>,
    peer: Arc<Peer>,
    identity: Arc<DeviceIdentity>,
}

const DOMAIN: &str = "chat.example.org";

impl Network {
    /// A new network with nobody on record, served until the test's runtime ends.
    pub(crate) async fn begin() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("directory");
        init_directory(&data, &domain(), now()).unwrap();
        let tls = DirectoryTls::open(&data, now()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let location = listener.local_addr().unwrap().to_string().parse().unwrap();
        let router = directory_router(
            Arc::new(directory(Arc::new(FileAuthority::open(&data).unwrap()))),
            DirectoryConfig::default(),
        );
        let config = tls.server_config();
        tokio::spawn(serve(listener, config, router, Limits::default(), std::future::pending()));
        Self { root: Root::read(&data.join("root.pem")).unwrap(), folder, location }
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
        let enrolment = Enrolment::sign(device.clone(), &account, &own).verify().unwrap();
        self.stranger().register(&enrolment, now()).await.unwrap();

        let folder = self.folder.path().join(name);
        std::fs::create_dir(&folder).unwrap();
        let identity = DeviceIdentity::open(&folder, &device, self.root.clone()).unwrap();
        let identity = Arc::new(identity);
        let peer = self.peer(&device, &account, own, &identity);
        let store = peer.1;
        let peer = Arc::new(peer.0);
        let challenge = challenge_id().unwrap();
        peer.sign_in.handle(SignIn { challenge }).await.unwrap();
        Member {
            device,
            directory: self.directory_of(&identity),
            peers: PeerClient::new(identity.peer_client_config()).unwrap(),
            store,
            peer,
            identity,
        }
    }

    fn directory_of(&self, identity: &DeviceIdentity) -> DirectoryClient {
        DirectoryClient::new(identity.directory_client_config(), domain(), &self.location).unwrap()
    }

    fn peer(
        &self,
        device: &DeviceAddress,
        account: &AccountSecret,
        own: DeviceSecret,
        identity: &Arc<DeviceIdentity>,
    ) -> (Peer, Arc<MemoryPeer>) {
        let store = Arc::new(MemoryPeer::new(device.person.clone()));
        let desk = Arc::new(self.stranger());
        let directory = Arc::new(self.directory_of(identity));
        let parts = PeerParts {
            device: device.clone(),
            account_key: account.public(),
            own: Arc::new(own),
            outbox: store.clone(),
            pending: store.clone(),
            inbox: store.clone(),
            history: store.clone(),
            contacts: store.clone(),
            known: store.clone(),
            people: directory.clone(),
            announcements: directory.clone(),
            whereabouts: directory,
            routes: Arc::new(MemoryRoutes::default()),
            deliveries: Arc::new(PeerClient::new(identity.peer_client_config()).unwrap()),
            desk: desk.clone(),
            answers: desk,
            credentials: identity.clone(),
            credential_status: identity.clone(),
            doorbell: Arc::new(NotifyDoorbell(Arc::new(Notify::new()))),
        };
        (parts.into(), store)
    }
}

impl Member {
    /// Serves this member's peer to others; returns where.
    pub(crate) async fn up(&self) -> NetworkAddress {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap().to_string().parse().unwrap();
        let router = peer_router(self.peer.clone(), PeerConfig::default());
        let tls = self.identity.server_config();
        tokio::spawn(serve(listener, tls, router, Limits::default(), std::future::pending()));
        at
    }
}

fn domain() -> DomainName {
    DOMAIN.parse().unwrap()
}

fn directory(authority: Arc<FileAuthority>) -> Directory {
    let store = Arc::new(MemoryDirectory::default());
    DirectoryParts {
        domain: domain(),
        registry: store.clone(),
        people: store.clone(),
        reachability: store.clone(),
        whereabouts: store.clone(),
        challenges: store.clone(),
        book: store,
        authority,
    }
    .into()
}
