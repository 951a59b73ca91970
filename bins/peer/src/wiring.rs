use std::{error::Error, sync::Arc};

use causerie_http_client::{DirectoryClient, PeerClient};
use causerie_memory::{MemoryRoutes, NotifyDoorbell};
use causerie_pki::{DeviceIdentity, Root, read_account_secret, read_device_secret};
use causerie_sqlite::SqlitePeer;
use causerie_usecases::peer::{
    Peer,
    commands::{
        AnnounceHandler, DeliverWaitingHandler, LeaveHandler, ReceiveEnvelopesHandler,
        SendMessageHandler, SignInHandler,
    },
    queries::{
        DueDeliveriesHandler, ReadConversationHandler, ReadConversationsHandler,
        ReadMessageHandler, WhoAmIHandler, WhoIsThatHandler,
    },
};
use tokio::sync::Notify;

use crate::profile::{Folder, Profile};

/// A peer and what it is run with.
pub struct Wired {
    /// What it can be asked.
    pub peer: Arc<Peer>,
    /// How others see it in TLS.
    pub identity: Arc<DeviceIdentity>,
    /// Rings when something was queued; for [`causerie_worker::deliver`].
    pub bell: Arc<Notify>,
}

/// The peer that lives in `folder`: `SQLite` keeps, the directory and the other peers are reached over HTTPS.
pub fn wire(folder: &Folder, profile: &Profile) -> Result<Wired, Box<dyn Error>> {
    let Profile { device, directory: location } = profile;
    let me = device.person.clone();
    let store = Arc::new(SqlitePeer::open(&folder.database(), me.clone())?);
    let root = Root::read(&folder.root())?;
    let account_key = read_account_secret(&folder.account_key())?.public();
    let own = Arc::new(read_device_secret(&folder.device_key())?);
    let identity = Arc::new(DeviceIdentity::open(&folder.0, device, root.clone())?);

    let domain = || me.domain.clone();
    let desk = Arc::new(DirectoryClient::new(root.client_config()?, domain(), location)?);
    let tls = identity.directory_client_config();
    let directory = Arc::new(DirectoryClient::new(tls, domain(), location)?);
    let peers = Arc::new(PeerClient::new(identity.peer_client_config())?);
    let routes = Arc::new(MemoryRoutes::default());
    let bell = Arc::new(Notify::new());

    let peer = Peer {
        sign_in: SignInHandler {
            device: device.clone(),
            own,
            desk: desk.clone(),
            answers: desk,
            credentials: identity.clone(),
        },
        announce: AnnounceHandler { device: device.clone(), announcements: directory.clone() },
        leave: LeaveHandler { device: device.clone(), announcements: directory.clone() },
        send_message: SendMessageHandler {
            me: me.clone(),
            known: store.clone(),
            people: directory.clone(),
            contacts: store.clone(),
            outbox: store.clone(),
            doorbell: Arc::new(NotifyDoorbell(bell.clone())),
        },
        deliver_waiting: DeliverWaitingHandler {
            pending: store.clone(),
            outbox: store.clone(),
            routes,
            whereabouts: directory.clone(),
            deliveries: peers,
        },
        receive_envelopes: ReceiveEnvelopesHandler { device: device.clone(), inbox: store.clone() },
        read_conversation: ReadConversationHandler { history: store.clone() },
        read_conversations: ReadConversationsHandler { history: store.clone() },
        read_message: ReadMessageHandler {
            me,
            history: store.clone(),
            known: store.clone(),
            pending: store.clone(),
        },
        who_am_i: WhoAmIHandler {
            device: device.clone(),
            account_key,
            credentials: identity.clone(),
            pending: store.clone(),
        },
        who_is_that: WhoIsThatHandler { known: store.clone(), people: directory },
        due_deliveries: DueDeliveriesHandler { pending: store },
    };
    Ok(Wired { peer: Arc::new(peer), identity, bell })
}
