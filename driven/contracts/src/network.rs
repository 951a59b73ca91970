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
    directory::{Directory, commands as asked, queries},
    peer::{Peer, commands, queries as questions},
    ports::Registry,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Notify};

/// A directory that is served over TLS, for the ports that are a client of it.
pub struct Network {
    folder: TempDir,
    root: Root,
    location: NetworkAddress,
}

/// Somebody who is registered and signed in.
pub struct Member {
    /// Their device.
    pub device: DeviceAddress,
    /// The directory, as their device sees it.
    pub directory: DirectoryClient,
    /// The other peers, as their device sees them.
    pub peers: PeerClient,
    /// What they said and heard.
    pub store: Arc<MemoryPeer>,
    peer: Arc<Peer>,
    identity: Arc<DeviceIdentity>,
}

const DOMAIN: &str = "chat.example.org";

impl Network {
    /// A new network with nobody on record, served until the test's runtime ends.
    pub async fn begin() -> Self {
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
    #[must_use]
    pub fn stranger(&self) -> DirectoryClient {
        DirectoryClient::new(self.root.client_config().unwrap(), domain(), &self.location).unwrap()
    }

    /// Registers `name`, with keys that grow from it, and signs them in.
    pub async fn member(&self, name: &str) -> Member {
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
        peer.sign_in.handle(commands::SignIn { challenge }).await.unwrap();
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
        let me = device.person.clone();
        let store = Arc::new(MemoryPeer::new(me.clone()));
        let desk = Arc::new(self.stranger());
        let directory = Arc::new(self.directory_of(identity));
        let peer = Peer {
            sign_in: commands::SignInHandler {
                device: device.clone(),
                own: Arc::new(own),
                desk: desk.clone(),
                answers: desk,
                credentials: identity.clone(),
            },
            announce: commands::AnnounceHandler {
                device: device.clone(),
                announcements: directory.clone(),
            },
            leave: commands::LeaveHandler {
                device: device.clone(),
                announcements: directory.clone(),
            },
            send_message: commands::SendMessageHandler {
                me: me.clone(),
                known: store.clone(),
                people: directory.clone(),
                contacts: store.clone(),
                outbox: store.clone(),
                doorbell: Arc::new(NotifyDoorbell(Arc::new(Notify::new()))),
            },
            deliver_waiting: commands::DeliverWaitingHandler {
                pending: store.clone(),
                outbox: store.clone(),
                routes: Arc::new(MemoryRoutes::default()),
                whereabouts: directory.clone(),
                deliveries: Arc::new(PeerClient::new(identity.peer_client_config()).unwrap()),
            },
            receive_envelopes: commands::ReceiveEnvelopesHandler {
                device: device.clone(),
                inbox: store.clone(),
            },
            read_conversation: questions::ReadConversationHandler { history: store.clone() },
            read_conversations: questions::ReadConversationsHandler { history: store.clone() },
            read_message: questions::ReadMessageHandler {
                me,
                history: store.clone(),
                known: store.clone(),
                pending: store.clone(),
            },
            who_am_i: questions::WhoAmIHandler {
                device: device.clone(),
                account_key: account.public(),
                credentials: identity.clone(),
                pending: store.clone(),
            },
            who_is_that: questions::WhoIsThatHandler { known: store.clone(), people: directory },
            due_deliveries: questions::DueDeliveriesHandler { pending: store.clone() },
        };
        (peer, store)
    }
}

impl Member {
    /// Serves this member's peer to others; returns where.
    pub async fn up(&self) -> NetworkAddress {
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
    Directory {
        register_person: asked::RegisterPersonHandler { domain: domain(), registry: store.clone() },
        open_challenge: asked::OpenChallengeHandler { challenges: store.clone() },
        request_credential: asked::RequestCredentialHandler {
            domain: domain(),
            people: store.clone(),
            book: store.clone(),
            challenges: store.clone(),
            authority,
        },
        publish_address: asked::PublishAddressHandler {
            people: store.clone(),
            reachability: store.clone(),
        },
        withdraw_address: asked::WithdrawAddressHandler { reachability: store.clone() },
        read_challenge: queries::ReadChallengeHandler { book: store.clone() },
        read_credential: queries::ReadCredentialHandler { book: store.clone() },
        who_is: queries::WhoIsHandler { people: store.clone() },
        where_is: queries::WhereIsHandler { whereabouts: store },
    }
}
