use std::sync::{Arc, atomic::AtomicU64};

use causerie_chat::DeviceSecret;
use causerie_memory::{
    MemoryDisk, MemoryEvents, MemoryListing, MemoryNeighbours, MemoryPeer, MemoryPresence,
    MemoryRoutes,
};
use causerie_mls::MlsDevice;
use causerie_session::RustCrypto;
use causerie_usecases::{
    peer::{FileParts, Peer, PeerParts, RoomParts, Strangers},
    ports::Groups,
};

use crate::{
    disk::{self, Disk},
    history,
    line::Line,
    lock::lock,
    machine::device,
    newcomer::newcomer,
    office::directory,
    presence,
    sabotage::{Gullible, Sabotage},
    sign_in::Wallet,
    task::{DIRECTORY, Flag, MachineId, Run},
    workers,
    world::World,
};

/// A peer that runs: what of it is lost in a crash.
pub(crate) struct Station {
    pub(crate) world: Arc<World>,
    pub(crate) id: MachineId,
    pub(crate) run: Run,
    pub(crate) peer: Peer,
    pub(crate) line: Line,
    /// Rung when something is to be delivered,
    pub(crate) doorbell: Flag,
    /// or to be told,
    pub(crate) receipts_bell: Flag,
    /// or to be fetched from another device,
    pub(crate) history_bell: Flag,
    /// or is to be followed or answered in rooms,
    pub(crate) rooms_bell: Flag,
    /// or is in the mailbox,
    pub(crate) mail_bell: Flag,
    /// or few pre-keys are left.
    pub(crate) pre_keys_bell: Flag,
    /// What it knows of who is there.
    pub(crate) presence: Arc<MemoryPresence>,
    /// In which of its runs the directory has a line to this peer.
    pub(crate) heard: AtomicU64,
}

/// What a peer keeps.
pub(crate) fn store(of: MachineId) -> Arc<MemoryPeer> {
    Arc::new(MemoryPeer::new(device(of).person))
}

/// Starts a machine that is not up.
pub(crate) fn start(world: &Arc<World>, machine: MachineId) {
    let number = world.machine(machine, |it| {
        it.is_up = true;
        it.run += 1;
        it.run
    });
    let run = Run { of: machine, number };
    world.note(format_args!("{} starts", crate::machine::name(machine)));
    if machine == DIRECTORY {
        world.open(directory(world));
        world.begin(Some(run), "expire mail", workers::expire_mail(world.clone()));
    } else if let Some(station) = station(world, run) {
        let station = Arc::new(station);
        world.seat(station.clone());
        world.begin(Some(run), "deliverer", workers::deliver(station.clone()));
        world.begin(Some(run), "mail taker", workers::take_mail(station.clone()));
        world.begin(Some(run), "receipt sender", workers::send_receipts(station.clone()));
        world.begin(Some(run), "announcer", workers::stay_announced(station.clone()));
        if world.setting.has_timers {
            world.begin(Some(run), "wiper", workers::wipe(station.clone()));
        }
        if world.setting.has_links {
            world.begin(Some(run), "refresher", workers::refresh_devices(station.clone()));
        }
        if world.setting.has_history {
            world.begin(Some(run), "historian", history::fetch(station.clone()));
        }
        if world.setting.has_presence {
            world.begin(Some(run), "presence", presence::show(station.clone()));
        }
        if world.setting.has_rooms {
            world.begin(Some(run), "follower", workers::follow_rooms(station.clone()));
        }
        world.begin(Some(run), "replenisher", workers::replenish(station));
    }
}

/// What a device reads and makes rooms with.
pub(crate) fn groups(world: &World, of: MachineId) -> Option<Arc<MlsDevice>> {
    let newcomer = newcomer(of)?;
    let linked = lock(&world.household).linked.get(&of).cloned();
    let introduction = linked.unwrap_or_else(|| newcomer.introduction.clone());
    let key = DeviceSecret::from_seed(newcomer.own.seed());
    Some(Arc::new(MlsDevice::new(Arc::new(RustCrypto), device(of), key, &introduction)))
}

/// How they are read, if nothing is broken.
fn rooms_of(sabotage: Option<Sabotage>, mls: Arc<MlsDevice>) -> Arc<dyn Groups> {
    match sabotage {
        Some(Sabotage::BelievesAuthors) => Arc::new(Gullible(mls)),
        _ => mls,
    }
}

#[allow(clippy::too_many_lines, reason = "a table: one entry for each port")]
fn station(world: &Arc<World>, run: Run) -> Option<Station> {
    let id = run.of;
    let newcomer = newcomer(id)?;
    let linked = lock(&world.household).linked.get(&id).cloned();
    let store = world.stores.get(id)?.clone();
    let store_check = store.clone();
    let sabotage = world.setting.sabotage;
    let introduction = linked.unwrap_or_else(|| newcomer.introduction.clone());
    let mls = groups(world, id)?;
    let disk = Arc::new(Disk {
        machine: disk::Machine { world: world.clone(), id },
        groups: mls.clone(),
        outbox: crate::sabotage::outbox(sabotage, &store),
        pending: crate::sabotage::pending(sabotage, &store),
        inbox: crate::sabotage::inbox(&world.setting, id, &store),
        store,
    });
    let line = Line { world: world.clone(), from: id };
    let reach = Arc::new(line.clone());
    let (doorbell, receipts_bell) = (Flag::default(), Flag::default());
    let (history_bell, rooms_bell) = (Flag::default(), Flag::default());
    let events = Arc::new(MemoryEvents::new(world.clock(id)));
    let wallet = Arc::new(Wallet { world: world.clone(), of: id, is_stolen: false });
    let presence = Arc::new(MemoryPresence::new(world.clock(id)));
    let listing = Arc::new(MemoryListing::default());
    let parts = PeerParts {
        rooms: RoomParts {
            groups: rooms_of(sabotage, mls.clone()),
            invitations: mls,
            rooms: disk.clone(),
            book: disk.clone(),
            mail: disk.clone(),
            news: disk.clone(),
            receipts: disk.clone(),
            due: disk.clone(),
            mutes: disk.store.clone(),
            wishes: disk.clone(),
            wish_book: disk.clone(),
            desk: reach.clone(),
            public: reach.clone(),
            log: reach.clone(),
            bell: Arc::new(rooms_bell.clone()),
        },
        // Nobody offers files there.
        files: FileParts::over(
            &disk.store,
            &Arc::new(MemoryDisk::with_room_for(0)),
            reach.clone(),
            &reach,
            (Arc::new(Flag::default()), Arc::new(Flag::default())),
        ),
        device: device(id),
        account: newcomer.account.clone(),
        introduction,
        own: newcomer.own.clone(),
        strangers: if world.setting.is_reserved { Strangers::Ask } else { Strangers::Welcome },
        provider: Arc::new(RustCrypto),
        outbox: disk.clone(),
        pending: disk.clone(),
        inbox: disk.clone(),
        history: disk.clone(),
        search: disk.store.clone(),
        unopened: disk.clone(),
        lacking: disk.clone(),
        receipts: disk.clone(),
        due_receipts: disk.clone(),
        timers: disk.clone(),
        timer_book: disk.clone(),
        whispers: disk.clone(),
        chronicle: disk.clone(),
        recollection: disk.clone(),
        transfer_book: disk.clone(),
        history_bell: Arc::new(history_bell.clone()),
        sessions: disk.clone(),
        shelf: disk.clone(),
        shelved: disk.clone(),
        pre_keys: reach.clone(),
        pre_key_book: reach.clone(),
        contacts: disk.clone(),
        choices: disk.clone(),
        known: disk.clone(),
        identities: disk,
        people: reach.clone(),
        announcements: reach.clone(),
        whereabouts: reach.clone(),
        routes: Arc::new(MemoryRoutes::default()),
        near_routes: Arc::new(MemoryRoutes::default()),
        beacons: Arc::new(MemoryNeighbours::default()),
        neighbours: Arc::new(MemoryNeighbours::default()),
        near_deliveries: reach.clone(),
        deliveries: reach.clone(),
        deposits: reach.clone(),
        desk: reach.clone(),
        answers: reach.clone(),
        device_list_desk: reach.clone(),
        links: reach.clone(),
        link_book: reach.clone(),
        second_factor_desk: reach.clone(),
        second_factor_answers: reach.clone(),
        history_desk: reach,
        credentials: wallet.clone(),
        credential_status: wallet,
        doorbell: Arc::new(doorbell.clone()),
        receipts_bell: Arc::new(receipts_bell.clone()),
        presence_notes: presence.clone(),
        presence_book: presence.clone(),
        presence_bell: Arc::new(Flag::default()),
        listing_desk: listing.clone(),
        listing_answers: listing,
        events: events.clone(),
        event_log: events,
        store_check,
    };
    Some(Station {
        world: world.clone(),
        id,
        run,
        peer: Peer::from(parts),
        line,
        doorbell,
        receipts_bell,
        history_bell,
        rooms_bell,
        mail_bell: Flag::default(),
        pre_keys_bell: Flag::default(),
        presence,
        heard: AtomicU64::new(0),
    })
}
