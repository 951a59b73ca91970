//! Peers as they run, with a directory and a wire between them.

use std::{net::IpAddr, sync::Arc};

use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Enrolment, Introduction};
use causerie_memory::{
    MemoryDisk, MemoryEvents, MemoryLinks, MemoryListing, MemoryNetwork, MemoryPeer,
    MemoryPresence, MemoryRoomDesk, MemoryRoutes, NotifyDoorbell,
};
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::{
    peer::{FileParts, Peer, PeerParts, RoomParts, Strangers},
    ports::{BlobTerms, Published, Reachability, Registry},
};

use super::{
    address, at,
    clock::Clock,
    desk::Desk,
    device,
    devices::short,
    directory::Directory,
    mail::{Counter, Mailroom, Slot},
    party::Party,
    secrets,
    stored::{BlobStore, StoreLine},
    untrue::{UntrueLog, Untruths},
    wallet::Wallet,
    wire::{Line, Wire},
};

/// Where somebody is on the network that all are on.
pub(crate) fn near_address(name: &str) -> IpAddr {
    IpAddr::from([192, 0, 2, name.as_bytes()[0]])
}

pub(crate) struct World {
    pub(crate) network: MemoryNetwork,
    pub(crate) directory: Arc<Directory>,
    pub(crate) wire: Arc<Wire>,
    pub(crate) mail: Arc<Mailroom>,
    pub(crate) clock: Arc<Clock>,
    /// Where devices of one person meet.
    pub(crate) links: Arc<MemoryLinks>,
    /// What the directory tells of rooms that is not so.
    pub(crate) untruths: Arc<Untruths>,
    /// What all of their files lie on.
    pub(crate) disk: Arc<MemoryDisk>,
    /// What lies of them at the directory.
    pub(crate) store: Arc<BlobStore>,
    /// What becomes of who is not known to those who join.
    pub(crate) strangers: Strangers,
}

/// Five seconds into 1970, where nobody gets to the mailboxes.
pub(crate) fn world() -> World {
    world_of_chance(0)
}

/// The same, where other things are drawn at random.
pub(crate) fn world_of_chance(seed: u64) -> World {
    let clock = Arc::new(Clock::new(seed));
    let directory = Arc::new(Directory::new(clock.clone()));
    let mail = Arc::new(Mailroom::new(directory.clone(), clock.clone()));
    let terms = BlobTerms { per_person: 20 << 20, in_all: 30 << 20, ..BlobTerms::default() };
    let store = BlobStore::new(&directory.inner, clock.clone(), terms);
    World {
        store,
        network: MemoryNetwork::default(),
        directory,
        wire: Arc::default(),
        mail,
        clock,
        links: Arc::default(),
        untruths: Arc::default(),
        disk: Arc::new(MemoryDisk::with_room_for(1 << 26)),
        strangers: Strangers::Welcome,
    }
}

/// The same, where who is not known asks first, and the mailboxes are open.
pub(crate) fn world_of_strangers() -> World {
    let world = World { strangers: Strangers::Ask, ..world() };
    world.mail.is(Counter::Open);
    world
}

impl World {
    pub(crate) fn later(&self, seconds: u64) {
        self.clock.later(seconds);
    }

    /// Somebody on record, who can be reached and written to.
    pub(crate) async fn joins(&self, name: &str) -> Party {
        let party = self.registers(name).await;
        party.replenishes().await;
        party
    }

    /// Somebody on record who can be reached, and has published no pre-keys yet.
    pub(crate) async fn registers(&self, name: &str) -> Party {
        let (account, own) = secrets(name);
        let enrolment = Enrolment::sign(device(name), &account, &own).verify().unwrap();
        if name.contains('.') {
            self.directory.inner.adds(&enrolment);
        } else {
            self.directory.inner.register(&enrolment, at(1)).await.unwrap();
        }
        self.is_at(name, "127.0.0.1:7500").await;
        self.runs(name, &account, own)
    }

    pub(crate) async fn is_at(&self, name: &str, raw: &str) {
        let published = Published { address: raw.parse().unwrap(), expires: at(100_000_000) };
        Reachability::publish(&*self.directory.inner, &device(name), &published).await.unwrap();
    }

    pub(crate) async fn is_at_device(&self, device: &DeviceAddress, raw: &str) {
        let published = Published { address: raw.parse().unwrap(), expires: at(100_000_000) };
        Reachability::publish(&*self.directory.inner, device, &published).await.unwrap();
    }

    pub(crate) async fn leaves(&self, name: &str) {
        self.directory.inner.withdraw(&device(name)).await.unwrap();
    }

    /// The same person and device with a store that knows nothing.
    pub(crate) fn forgets(&self, name: &str) -> Party {
        let (account, own) = secrets(name);
        self.runs(name, &account, own)
    }

    /// Somebody else under that name, with the secrets of `keys`: a new phone without a backup, or an impostor.
    pub(crate) async fn is_replaced(&self, name: &str, keys: &str) -> Party {
        self.directory.tells_of(super::person_with_keys(name, keys));
        let (account, own) = secrets(keys);
        let party = self.runs(name, &account, own);
        party.replenishes().await;
        party
    }

    /// The same peer, with all that it keeps and nothing that it only remembers.
    pub(crate) fn restarts(&self, party: Party) -> Party {
        let (account, own) = secrets(&party.name);
        self.runs_on(party.store, &party.name, &account, own)
    }

    fn runs(&self, name: &str, account: &AccountSecret, own: DeviceSecret) -> Party {
        self.runs_on(Arc::new(MemoryPeer::new(address(name))), name, account, own)
    }

    fn runs_on(
        &self,
        store: Arc<MemoryPeer>,
        name: &str,
        account: &AccountSecret,
        own: DeviceSecret,
    ) -> Party {
        let device = device(name);
        let introduction = Introduction::sign(device.clone(), account, &own);
        let account = AccountSecret::from_seed(account.seed());
        self.runs_as(store, device, introduction, Some(account), own)
    }

    /// A device as it was taken on; nothing of the account's secret need be there.
    #[allow(clippy::too_many_lines, reason = "a table: one entry for each port")]
    pub(crate) fn runs_as(
        &self,
        store: Arc<MemoryPeer>,
        device: DeviceAddress,
        introduction: Introduction,
        account: Option<AccountSecret>,
        own: DeviceSecret,
    ) -> Party {
        let name = short(&device);
        let line = Arc::new(Line {
            from: device.clone(),
            wire: self.wire.clone(),
            clock: self.clock.clone(),
        });
        let near = Arc::new(self.network.join(&[near_address(device.person.username.as_str())]));
        let desk = Arc::new(Desk::default());
        let wallet = Arc::new(Wallet::default());
        let (bell, receipts_bell) = (NotifyDoorbell::default(), NotifyDoorbell::default());
        let (rooms_bell, files_bell) = (NotifyDoorbell::default(), NotifyDoorbell::default());
        let events = Arc::new(MemoryEvents::new(self.clock.now()));
        let slot = Slot { from: device.clone(), mail: self.mail.clone() };
        let presence = Arc::new(MemoryPresence::new(self.clock.now()));
        let listing = Arc::new(MemoryListing::default());
        let key = DeviceSecret::from_seed(own.seed());
        let mls = MlsDevice::new(Arc::new(RustCrypto), device.clone(), key, &introduction);
        let mls = Arc::new(mls);
        let rooms = self.directory.inner.clone();
        let rooms = Arc::new(MemoryRoomDesk::new(rooms, device.clone(), self.clock.now()));
        let log = UntrueLog { inner: rooms.clone(), untruths: self.untruths.clone() };
        let parts = PeerParts {
            rooms: RoomParts {
                log: Arc::new(log),
                ..RoomParts::over(&store, mls, &rooms, Arc::new(rooms_bell.clone()))
            },
            files: FileParts::over(
                &store,
                &self.disk,
                line.clone(),
                &Arc::new(StoreLine { store: self.store.clone(), from: device.clone() }),
                (Arc::new(files_bell.clone()), Arc::new(NotifyDoorbell::default())),
            ),
            device: device.clone(),
            account: account.map(Arc::new),
            introduction,
            own: Arc::new(own),
            strangers: self.strangers,
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
            history_desk: line.clone(),
            history_bell: Arc::new(NotifyDoorbell::default()),
            whispers: store.clone(),
            sessions: store.clone(),
            shelf: store.clone(),
            shelved: store.clone(),
            pre_keys: self.directory.clone(),
            pre_key_book: self.directory.clone(),
            contacts: store.clone(),
            choices: store.clone(),
            known: store.clone(),
            identities: store.clone(),
            people: self.directory.clone(),
            announcements: self.directory.clone(),
            whereabouts: self.directory.clone(),
            routes: Arc::new(MemoryRoutes::default()),
            near_routes: Arc::new(MemoryRoutes::default()),
            beacons: near.clone(),
            neighbours: near,
            near_deliveries: line.clone(),
            deliveries: line,
            deposits: Arc::new(slot),
            desk: desk.clone(),
            answers: desk.clone(),
            device_list_desk: self.directory.clone(),
            links: self.links.clone(),
            link_book: self.links.clone(),
            second_factor_desk: desk.clone(),
            second_factor_answers: desk,
            credentials: wallet.clone(),
            credential_status: wallet,
            doorbell: Arc::new(bell.clone()),
            receipts_bell: Arc::new(receipts_bell.clone()),
            presence_notes: presence.clone(),
            presence_book: presence,
            presence_bell: Arc::new(NotifyDoorbell::default()),
            listing_desk: listing.clone(),
            listing_answers: listing,
            events: events.clone(),
            event_log: events.clone(),
            store_check: store.clone(),
        };
        let peer = Arc::new(Peer::from(parts));
        self.wire.leads_to(device, peer.clone());
        Party {
            name,
            store,
            peer,
            bell: bell.0,
            receipts_bell: receipts_bell.0,
            rooms_bell: rooms_bell.0,
            events,
            mail: self.mail.clone(),
            attempted: 0.into(),
            clock: self.clock.clone(),
        }
    }
}
