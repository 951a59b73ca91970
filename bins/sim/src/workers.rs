//! What programs do without being asked: as `causerie-worker` does it, on the time of this world.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, atomic::Ordering},
};

use causerie_chat::{Backoff, DeviceAddress};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::commands::ExpireMail,
    peer::{
        commands::{
            Announce, AnswerInRooms, AskWhoWent, DeliverWaiting, FollowRooms, GoOnLeaving,
            RefreshDevices, RenewKeys, ReplenishPreKeys, SendReceipts, TakeMail, TellInRoom,
            WipeExpired,
        },
        queries::{DueDeliveries, DueReceipts, ReadRooms, ToTell, WhoWent},
    },
    ports::{
        Acknowledgements, Due, MailNumber, Mailbox, NotAcknowledged, RoomStanding, Unavailable,
    },
};

use crate::{
    lock::lock,
    machine::{device, listens_at},
    sabotage::Sabotage,
    station::Station,
    task::DIRECTORY,
    world::World,
};

/// After a failure of this machine, in milliseconds.
const AFTER_FAILURE: u64 = 1_000;
/// At most, after a failure of the directory.
const LONGEST: u64 = 30_000;

type Busy = Arc<Mutex<BTreeSet<DeviceAddress>>>;

/// Delivers what waits, one batch at a time to each device.
pub(crate) async fn deliver(station: Arc<Station>) {
    let busy = Busy::default();
    loop {
        station.doorbell.lower();
        let wait = match station.peer.due_deliveries.handle(DueDeliveries).await {
            Ok(due) => begin(&station, due, &busy),
            Err(Unavailable { .. }) => AFTER_FAILURE,
        };
        station.world.wait_for(&station.doorbell, wait).await;
    }
}

/// Begins an attempt for each device that is due and free; how long to wait for the next one.
fn begin(station: &Arc<Station>, due: Vec<Due>, busy: &Busy) -> u64 {
    let mut wait = LONGEST;
    let now = station.world.clock(station.id);
    for Due { to, not_before, .. } in due {
        if lock(busy).contains(&to) {
            continue;
        }
        if let Some(rest) = not_before.and_then(|then| Backoff::rest(then, now)) {
            wait = wait.min(rest);
        } else {
            lock(busy).insert(to.clone());
            let job = attempt(station.clone(), to, busy.clone());
            station.world.begin(Some(station.run), "attempt", job);
        }
    }
    wait
}

async fn attempt(station: Arc<Station>, to: DeviceAddress, busy: Busy) {
    let world = &station.world;
    if let Some(claim) = world.claim_id(station.id) {
        let (at, jitter) = (world.clock(station.id), world.chance.number());
        let randomness = world.randomness();
        let command = DeliverWaiting { to: to.clone(), at, jitter, claim, randomness };
        if station.peer.deliver_waiting.handle(command).await.is_err() {
            world.sleep(AFTER_FAILURE).await;
        }
    }
    lock(&busy).remove(&to);
    station.doorbell.raise();
}

/// Takes what is in the mailbox: when it is told of, and now and then.
pub(crate) async fn take_mail(station: Arc<Station>) {
    let mut failures = 0;
    loop {
        station.mail_bell.lower();
        let wait = if ask(&station).await.is_ok() {
            failures = 0;
            let run = station.world.machine(DIRECTORY, |it| it.run);
            station.heard.store(run, Ordering::Relaxed);
            station.world.chance.between(45_000, 120_000)
        } else {
            failures += 1;
            station.heard.store(0, Ordering::Relaxed);
            Backoff { failures }.wait(station.world.chance.number()).min(LONGEST)
        };
        station.world.wait_for(&station.mail_bell, wait).await;
    }
}

async fn ask(station: &Station) -> Result<(), Unavailable> {
    let (line, of) = (&station.line, device(station.id));
    loop {
        let items = station.world.setting.batch;
        let items = line.pending(&of, MailNumber::default(), items, 192 * 1_024).await?;
        let Some(last) = items.last().map(|item| item.number) else { return Ok(()) };
        let at = station.world.clock(station.id);
        let randomness = station.world.randomness();
        station.peer.take_mail.handle(TakeMail { items, at, randomness }).await?;
        match line.acknowledge(&of, last).await {
            Ok(()) | Err(NotAcknowledged::Ahead) => {}
            Err(NotAcknowledged::Unavailable(cause)) => return Err(cause),
        }
    }
}

/// Tells others what became of what they sent, a little after there is something to tell.
pub(crate) async fn send_receipts(station: Arc<Station>) {
    loop {
        station.receipts_bell.lower();
        match tell_all(&station).await {
            Ok(wait) => station.world.wait_for(&station.receipts_bell, wait).await,
            Err(Unavailable { .. }) => station.world.sleep(AFTER_FAILURE).await,
        }
        station.world.sleep(200 + station.world.chance.below(200)).await;
    }
}

/// How long to wait for the next.
async fn tell_all(station: &Station) -> Result<u64, Unavailable> {
    let world = &station.world;
    let query = DueReceipts { at: world.clock(station.id) };
    let ToTell { now, in_rooms, later } = station.peer.due_receipts.handle(query).await?;
    let is_done = now.is_empty() && in_rooms.is_empty();
    let wait = if is_done { later.unwrap_or(60_000) } else { 0 };
    for to in now {
        let Some(id) = world.message_id(station.id) else { continue };
        let (at, jitter) = (world.clock(station.id), world.chance.number());
        let randomness = world.randomness();
        let command = SendReceipts { to, id, at, jitter, randomness };
        station.peer.send_receipts.handle(command).await?;
    }
    for (room, to) in in_rooms {
        let Some(id) = world.message_id(station.id) else { continue };
        let (at, jitter) = (world.clock(station.id), world.chance.number());
        let randomness = world.randomness();
        let command = TellInRoom { room, to, id, at, jitter, randomness };
        station.peer.rooms.tell.handle(command).await?;
    }
    Ok(wait)
}

/// Keeps the directory told where this peer listens.
pub(crate) async fn stay_announced(station: Arc<Station>) {
    let (world, mut failures) = (&station.world, 0);
    loop {
        let moves = world.machine(station.id, |it| it.moves);
        let address = listens_at(station.id, moves);
        let announce = Announce { address, time_to_live: 10 * 60_000 };
        let wait = if station.peer.announce.handle(announce).await.is_ok() {
            failures = 0;
            3 * 60_000
        } else {
            failures += 1;
            Backoff { failures }.wait(world.chance.number()).min(LONGEST)
        };
        world.sleep(wait).await;
    }
}

/// Sees to it that the directory has enough pre-keys of this peer.
pub(crate) async fn replenish(station: Arc<Station>) {
    let world = &station.world;
    loop {
        station.pre_keys_bell.lower();
        let (randomness, at) = (world.randomness(), world.clock(station.id));
        let round = ReplenishPreKeys { randomness, at };
        let done = station.peer.replenish_pre_keys.handle(round).await.is_ok();
        let wait = if done { 15 * 60_000 } else { 20_000 } + world.chance.below(5_000);
        world.wait_for(&station.pre_keys_bell, wait).await;
        world.sleep(1_000).await;
    }
}

/// Takes over what changed in rooms, and does what others ask for there.
pub(crate) async fn follow_rooms(station: Arc<Station>) {
    let world = &station.world;
    loop {
        station.rooms_bell.lower();
        let wait = if rooms(&station).await.is_ok() { 10 * 60_000 } else { 20_000 };
        let leaves = go_on_leaving(&station).await.unwrap_or(true);
        let asks = ask_who_went(&station).await.unwrap_or(true);
        let wait = match (leaves, asks) {
            (true, _) => 1_000,
            (false, true) => wait.min(20_000),
            (false, false) => wait,
        };
        world.wait_for(&station.rooms_bell, wait).await;
        world.sleep(world.chance.below(500)).await;
    }
}

/// Whether there is a room that is still being left.
async fn go_on_leaving(station: &Station) -> Result<bool, Unavailable> {
    let (world, rooms) = (&station.world, &station.peer.rooms);
    let known = rooms.read_rooms.handle(ReadRooms).await?.rooms;
    let known = known.into_iter().filter(|it| it.standing == RoomStanding::Leaving);
    let leaving: Vec<_> = known.map(|it| it.id).collect();
    for &room in &leaving {
        let (at, randomness) = (world.clock(station.id), world.randomness());
        let Some(id) = world.message_id(station.id) else { continue };
        lock(&world.rooms).farewells.insert(id);
        let go_on = GoOnLeaving { id, room, at, randomness };
        rooms.go_on_leaving.handle(go_on).await.map_err(Unavailable::new)?;
    }
    Ok(!leaving.is_empty())
}

/// Whether there is anybody who went from a room and is to be asked what they took.
async fn ask_who_went(station: &Station) -> Result<bool, Unavailable> {
    let (world, rooms) = (&station.world, &station.peer.rooms);
    // Where there is nobody, looking takes no time: that is so in most worlds.
    if !crate::rooms::may_ask(world, station.id) {
        return Ok(false);
    }
    let went = rooms.who_went.handle(WhoWent).await?;
    let is_somebody = !went.is_empty();
    for to in went {
        let (at, jitter) = (world.clock(station.id), world.chance.number());
        let ask = AskWhoWent { to, at, jitter, randomness: world.randomness() };
        rooms.ask_who_went.handle(ask).await?;
    }
    Ok(is_somebody)
}

async fn rooms(station: &Station) -> Result<(), Unavailable> {
    let (world, rooms) = (&station.world, &station.peer.rooms);
    let (at, randomness) = (world.clock(station.id), world.randomness());
    rooms.follow_all.handle(FollowRooms { at, randomness }).await?;
    let (at, randomness) = (world.clock(station.id), world.randomness());
    rooms.answer.handle(AnswerInRooms { at, randomness }).await?;
    if world.setting.sabotage == Some(Sabotage::NeverRenews) {
        return Ok(());
    }
    let (at, randomness) = (world.clock(station.id), world.randomness());
    rooms.renew.handle(RenewKeys { at, randomness }).await
}

/// Takes up what changed about its person's devices: at once, and again and again, here more often than each hour, so that worlds end; if
/// there was no answer, soon.
pub(crate) async fn refresh_devices(station: Arc<Station>) {
    loop {
        let world = &station.world;
        let (at, randomness) = (world.clock(station.id), world.randomness());
        let done = station.peer.change_devices.handle(RefreshDevices { at, randomness }).await;
        world.hears(station.id);
        let wait = if done.is_ok() { 10 * 60_000 } else { LONGEST };
        world.sleep(wait).await;
    }
}

/// Wipes what has expired: at once, and each minute.
pub(crate) async fn wipe(station: Arc<Station>) {
    loop {
        let at = station.world.clock(station.id);
        // It is tried again.
        let _ = station.peer.wipe_expired.handle(WipeExpired { at }).await;
        station.world.sleep(60_000).await;
    }
}

/// Throws away what nobody fetched in time.
pub(crate) async fn expire_mail(world: Arc<World>) {
    loop {
        if let Some(directory) = world.directory() {
            let at = world.clock(DIRECTORY);
            // It is tried again.
            let _ = directory.expire_mail.handle(ExpireMail { at }).await;
        }
        world.sleep(60_000).await;
    }
}
