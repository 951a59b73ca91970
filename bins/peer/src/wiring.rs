use std::{error::Error, sync::Arc};

use causerie_aws_lc::AwsLc;
use causerie_chat::{AccountSecret, DeviceSecret, Introduction};
use causerie_disk::Disk;
use causerie_edge::now;
use causerie_http_client::{DirectoryClient, PeerClient};
use causerie_memory::{
    MemoryEvents, MemoryNeighbours, MemoryPresence, MemoryRoutes, NotifyDoorbell,
};
use causerie_mls::MlsDevice;
use causerie_pki::{DeviceIdentity, Root};
use causerie_sqlite::{SqlitePeer, StoreKey};
use causerie_usecases::peer::{FileParts, PeerParts, RoomParts, Strangers};
use causerie_vault::Passphrase;
use causerie_worker::{MailSource, PresenceSource};
use tokio::sync::Notify;

use crate::{
    profile::{Folder, Profile},
    secrets::Secrets,
};

/// A peer in its parts, and what it is run with.
pub struct Wired {
    /// What it is made of; any part can be replaced before it becomes a [`causerie_usecases::peer::Peer`].
    pub parts: PeerParts,
    /// How others see it in TLS.
    pub identity: Arc<DeviceIdentity>,
    /// Rings when something was queued; for [`causerie_worker::deliver`].
    pub bell: Arc<Notify>,
    /// Rings when there is something to tell about what came in; for [`causerie_worker::send_receipts`].
    pub receipts_bell: Arc<Notify>,
    /// Rings when history is to be fetched; for [`causerie_worker::fetch_history`].
    pub history_bell: Arc<Notify>,
    /// Rings when rooms are to be followed, or others ask for something there; for [`causerie_worker::follow_rooms`].
    pub rooms_bell: Arc<Notify>,
    /// Rings when a file is to be fetched; for [`causerie_worker::fetch_files`].
    pub files_bell: Arc<Notify>,
    /// Rings when a file is to be brought to the directory, or to go from there; for [`causerie_worker::upload_files`].
    pub uploads_bell: Arc<Notify>,
    /// This device's mailbox; for [`causerie_worker::take_mail`].
    pub mail: MailSource,
}

/// The peer that lives in `folder`, which `passphrase` opens if it is locked: `SQLite` keeps, the directory and the other peers are reached over HTTPS.
/// It meets nobody on the networks it is on unless it is given an adapter that does.
#[allow(clippy::too_many_lines, reason = "a table: one entry for each port")]
pub fn wire(
    folder: &Folder,
    profile: &Profile,
    passphrase: Option<&Passphrase>,
) -> Result<Wired, Box<dyn Error>> {
    let Profile { device, directory: location, .. } = profile;
    let Secrets { vault, account, own } = Secrets::open(folder, passphrase)?;
    let key = StoreKey::new(*vault.store_key());
    let store = Arc::new(SqlitePeer::open(&folder.database(), device.person.clone(), &key)?);
    let root = Root::read(&folder.root())?;
    let own = Arc::new(own);
    let introduction = introduction(profile, account.as_ref(), &own)?;
    let identity = Arc::new(DeviceIdentity::open(&folder.0, device, root.clone())?);

    let domain = || device.person.domain.clone();
    let desk = Arc::new(DirectoryClient::new(root.client_config()?, domain(), location)?);
    let tls = identity.directory_client_config();
    let directory = Arc::new(DirectoryClient::new(tls, domain(), location)?);
    let peers = Arc::new(PeerClient::new(identity.peer_client_config())?);
    let (bell, receipts_bell) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (history_bell, rooms_bell) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (files_bell, uploads_bell) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let events = Arc::new(MemoryEvents::new(now()));
    let alone = Arc::new(MemoryNeighbours::default());
    let presence = Arc::new(MemoryPresence::new(now()));
    let presence_bell = Arc::new(Notify::new());
    let mail = MailSource {
        of: device.clone(),
        push: directory.clone(),
        mailbox: directory.clone(),
        acknowledgements: directory.clone(),
        events: events.clone(),
        presence: PresenceSource {
            bell: presence_bell.clone(),
            log: events.clone(),
            leaving: Arc::new(Notify::new()),
        },
        rooms_bell: rooms_bell.clone(),
        trusts_traces: false,
    };

    let key = DeviceSecret::from_seed(own.seed());
    let mls = Arc::new(MlsDevice::new(Arc::new(AwsLc), device.clone(), key, &introduction));
    let parts = PeerParts {
        device: device.clone(),
        account: account.map(Arc::new),
        introduction,
        own,
        strangers: Strangers::Ask,
        provider: Arc::new(AwsLc),
        rooms: RoomParts::over(
            &store,
            mls,
            &directory,
            Arc::new(NotifyDoorbell(rooms_bell.clone())),
        ),
        files: FileParts::over(
            &store,
            &Arc::new(Disk),
            peers.clone(),
            &directory,
            (
                Arc::new(NotifyDoorbell(files_bell.clone())),
                Arc::new(NotifyDoorbell(uploads_bell.clone())),
            ),
        ),
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
        history_bell: Arc::new(NotifyDoorbell(history_bell.clone())),
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
        deposits: directory.clone(),
        routes: Arc::new(MemoryRoutes::default()),
        near_routes: Arc::new(MemoryRoutes::default()),
        near_deliveries: Arc::new(PeerClient::nearby(identity.peer_client_config())?),
        beacons: alone.clone(),
        neighbours: alone,
        deliveries: peers,
        desk: desk.clone(),
        answers: desk,
        device_list_desk: directory.clone(),
        links: directory.clone(),
        link_book: directory.clone(),
        second_factor_desk: directory.clone(),
        second_factor_answers: directory.clone(),
        credentials: identity.clone(),
        credential_status: identity.clone(),
        doorbell: Arc::new(NotifyDoorbell(bell.clone())),
        receipts_bell: Arc::new(NotifyDoorbell(receipts_bell.clone())),
        presence_notes: presence.clone(),
        presence_book: presence,
        presence_bell: Arc::new(NotifyDoorbell(presence_bell)),
        listing_desk: directory.clone(),
        listing_answers: directory,
        events: events.clone(),
        event_log: events,
        store_check: store,
    };
    Ok(Wired {
        parts,
        identity,
        bell,
        receipts_bell,
        history_bell,
        rooms_bell,
        files_bell,
        uploads_bell,
        mail,
    })
}

/// The person's word for this device: as it was given when it was linked, or by the account key that is here.
fn introduction(
    profile: &Profile,
    account: Option<&AccountSecret>,
    own: &DeviceSecret,
) -> Result<Introduction, Box<dyn Error>> {
    match (&profile.introduction, account) {
        (Some(linked), _) => {
            let fits = linked.verify(&profile.device, own.public()).is_ok();
            let broken = || "profile.json is not that of the keys in this folder; join again into another folder".into();
            fits.then(|| linked.clone()).ok_or_else(broken)
        }
        (None, Some(account)) => Ok(Introduction::sign(profile.device.clone(), account, own)),
        (None, None) => Err("the account key is missing in this folder; restore it from a backup, or join as another device".into()),
    }
}
