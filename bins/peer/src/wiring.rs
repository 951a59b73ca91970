use std::{error::Error, sync::Arc};

use causerie_http_client::{DirectoryClient, PeerClient};
use causerie_memory::{MemoryRoutes, NotifyDoorbell};
use causerie_pki::{DeviceIdentity, Root, read_account_secret, read_device_secret};
use causerie_sqlite::SqlitePeer;
use causerie_usecases::peer::PeerParts;
use tokio::sync::Notify;

use crate::profile::{Folder, Profile};

/// A peer in its parts, and what it is run with.
pub struct Wired {
    /// What it is made of; any part can be replaced before it becomes a [`causerie_usecases::peer::Peer`].
    pub parts: PeerParts,
    /// How others see it in TLS.
    pub identity: Arc<DeviceIdentity>,
    /// Rings when something was queued; for [`causerie_worker::deliver`].
    pub bell: Arc<Notify>,
}

/// The peer that lives in `folder`: `SQLite` keeps, the directory and the other peers are reached over HTTPS.
pub fn wire(folder: &Folder, profile: &Profile) -> Result<Wired, Box<dyn Error>> {
    let Profile { device, directory: location } = profile;
    let store = Arc::new(SqlitePeer::open(&folder.database(), device.person.clone())?);
    let root = Root::read(&folder.root())?;
    let account_key = read_account_secret(&folder.account_key())?.public();
    let own = Arc::new(read_device_secret(&folder.device_key())?);
    let identity = Arc::new(DeviceIdentity::open(&folder.0, device, root.clone())?);

    let domain = || device.person.domain.clone();
    let desk = Arc::new(DirectoryClient::new(root.client_config()?, domain(), location)?);
    let tls = identity.directory_client_config();
    let directory = Arc::new(DirectoryClient::new(tls, domain(), location)?);
    let bell = Arc::new(Notify::new());

    let parts = PeerParts {
        device: device.clone(),
        account_key,
        own,
        outbox: store.clone(),
        pending: store.clone(),
        inbox: store.clone(),
        history: store.clone(),
        contacts: store.clone(),
        known: store,
        people: directory.clone(),
        announcements: directory.clone(),
        whereabouts: directory,
        routes: Arc::new(MemoryRoutes::default()),
        deliveries: Arc::new(PeerClient::new(identity.peer_client_config())?),
        desk: desk.clone(),
        answers: desk,
        credentials: identity.clone(),
        credential_status: identity.clone(),
        doorbell: Arc::new(NotifyDoorbell(bell.clone())),
    };
    Ok(Wired { parts, identity, bell })
}
