//! What was said before a device was linked comes to it from another one of its person.
//!
//! * Who began to fetch it from a device that is still its person's has all of it in the end: whatever that device had when it began, and what has
//!   not disappeared since.
//! * A device that was revoked gives nothing to those who know, and is given nothing by them.

use std::{collections::BTreeSet, sync::Arc};

use causerie_chat::{Address, DeviceAddress, DeviceId, HistoryKey, MessageId};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{BeginTransfer, BeginTransferError, FetchHistory, FetchHistoryError},
    ports::{Chronicle, History, HistoryTransfer, TransferBook},
};

use crate::{
    ledger::at_once,
    links::takes_away,
    lock::lock,
    machine::{device, machine, name, owner},
    people::on,
    station::Station,
    task::MachineId,
    world::World,
};

const MINUTE: u64 = 60_000;
/// How often somebody tries to begin.
const PATIENCE: u64 = 4;
/// How much there is at most on a device.
const ALL: usize = 1_000;

/// What a device is to have in the end, from whom it is fetched.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    from: MachineId,
    /// Each with what it changes, if it does.
    messages: BTreeSet<(Address, MessageId, Option<MessageId>)>,
}

/// Fetches page after page, once that was begun.
pub(crate) async fn fetch(station: Arc<Station>) {
    loop {
        station.history_bell.lower();
        let wait = match page(&station).await {
            Some(Ok(())) => 0,
            Some(Err(FetchHistoryError::NothingWanted)) => u64::MAX / 4,
            _ => station.world.chance.between(20_000, MINUTE),
        };
        station.world.wait_for(&station.history_bell, wait).await;
    }
}

async fn page(station: &Station) -> Option<Result<(), FetchHistoryError>> {
    let (world, me) = (&station.world, station.id);
    let (id, claim, at) = (world.message_id(me)?, world.claim_id(me)?, world.clock(me));
    let key = HistoryKey::from_random(world.chance.bytes());
    let (randomness, limit) = (world.randomness(), world.setting.page);
    let from = transfer(world, me).and_then(|it| machine(&it.from));
    let gone = from.filter(|from| world.has_heard(me, *from));
    let command = FetchHistory { id, key, limit, at, claim, randomness };
    let came = station.peer.fetch_history.handle(command).await;
    if let (Some(gone), Ok(())) = (gone, &came) {
        world.fail(format!("{} takes history from {}, which was revoked", name(me), name(gone)));
    }
    Some(came)
}

/// A device that was just linked has history brought, mostly.
pub(crate) async fn after_linking(world: Arc<World>, new: MachineId) {
    if !world.chance.once_in(4) {
        world.sleep(world.chance.stretch(1_000, 20 * MINUTE)).await;
        begins(&world, new, None).await;
    }
}

/// Somebody has history brought to one of their devices that was linked, by any other.
pub(crate) async fn fetches(world: &Arc<World>, me: MachineId) {
    let own = world.live_of(me);
    let late: Vec<_> = own.iter().copied().filter(|it| world.is_late(*it)).collect();
    let Some(taker) = late.get(world.chance.index(late.len())).copied() else { return };
    let giver = own.get(world.chance.index(own.len())).copied().unwrap_or(taker);
    let begun = begins(world, taker, (giver != taker).then(|| device(giver).device)).await;
    let gone = if world.chance.once_in(2) { giver } else { taker };
    if begun && gone != owner(gone) && world.chance.once_in(3) && lock(&world.ledger).asks_why == 0
    {
        // In the middle of it.
        world.sleep(world.chance.stretch(10, MINUTE)).await;
        takes_away(world, gone).await;
    }
}

async fn begins(world: &Arc<World>, taker: MachineId, from: Option<DeviceId>) -> bool {
    for _ in 0..PATIENCE {
        let from = from.clone();
        let begun = on(world, taker, "begin transfer", async move |station: Arc<Station>| {
            station.peer.begin_transfer.handle(BeginTransfer { from }).await
        });
        match begun.await {
            Ok(Ok(())) => {
                world.count(|counts| counts.transfers += 1);
                return true;
            }
            // It knows nothing of that device, or not any more.
            Ok(Err(BeginTransferError::NoSuchDevice | BeginTransferError::ThisDevice)) => {
                return false;
            }
            Ok(Err(BeginTransferError::Unavailable(_))) | Err(_) => {}
        }
        world.sleep(world.chance.stretch(1_000, MINUTE)).await;
    }
    false
}

/// In the end whoever asked a device that was revoked meanwhile asks the first one.
pub(crate) fn ask_others(world: &Arc<World>) {
    for taker in world.live().into_iter().filter(|it| world.is_late(*it)) {
        let world = world.clone();
        world.clone().begin(None, "historian", async move {
            while is_left(&world, taker) {
                begins(&world, taker, Some(device(owner(taker)).device)).await;
                world.sleep(MINUTE).await;
            }
        });
    }
}

/// Whether a device was fetching from one that was revoked.
fn is_left(world: &World, taker: MachineId) -> bool {
    let transfer = transfer(world, taker).filter(|it| it.next.is_some());
    transfer.and_then(|it| machine(&it.from)).is_some_and(|from| world.is_revoked(from))
}

fn transfer(world: &World, at: MachineId) -> Option<HistoryTransfer> {
    at_once(world.stores.get(at)?.transfer())?.ok()?
}

impl World {
    /// A device begins to fetch all that another one has now, or goes on with what it has begun.
    pub(crate) fn promises(&self, taker: MachineId, from: &DeviceAddress, is_new: bool) {
        let Some(from) = machine(from) else { return };
        let before = lock(&self.ledger).promises.get(&taker).map(|it| it.from);
        if before == Some(from) && !is_new {
            return;
        }
        let kept = self.stores.get(from).and_then(|store| at_once(store.latest(None, ALL)));
        let kept = kept.and_then(Result::ok).unwrap_or_default();
        let named = kept.into_iter().map(|it| {
            let changes = it.message.target().map(|it| it.id);
            (it.message.author, it.message.id, changes)
        });
        let promise = Promise { from, messages: named.collect() };
        lock(&self.ledger).promises.insert(taker, promise);
    }

    /// A page was kept.
    pub(crate) fn page_came(&self, transfer: &HistoryTransfer, many: u64) {
        self.count(|counts| {
            counts.pages += 1;
            counts.recalled += many;
            counts.transferred += u64::from(transfer.next.is_none());
        });
    }

    /// Whether history came to a device, or was to: what came is in front of what it had.
    pub(crate) fn is_taker(&self, at: MachineId) -> bool {
        lock(&self.ledger).promises.contains_key(&at)
    }
}

/// What is not true yet.
pub(crate) fn wrong(world: &World) -> Vec<String> {
    let promises = lock(&world.ledger).promises.clone();
    let mut wrong = Vec::new();
    for (taker, Promise { from, messages }) in promises {
        if world.is_revoked(taker) {
            continue;
        }
        let (to, from) = (name(taker), name(from));
        if transfer(world, taker).is_none_or(|it| it.next.is_some()) {
            wrong.push(format!("{to} has not all history from {from}"));
            continue;
        }
        let is_gone = |id: &Option<MessageId>| id.is_some_and(|id| world.is_doubtful(id));
        let due = messages.iter().filter(|(_, id, of)| !is_gone(&Some(*id)) && !is_gone(of));
        let missing = due.filter(|(author, id, _)| !is_kept(world, taker, author, *id)).count();
        if missing > 0 {
            let many = messages.len();
            wrong.push(format!("{missing} of {many} of what {from} had are not at {to}"));
        }
    }
    wrong
}

fn is_kept(world: &World, at: MachineId, author: &Address, id: MessageId) -> bool {
    let store = world.stores.get(at);
    let kept = store.and_then(|store| at_once(History::message(&**store, author, id)));
    matches!(kept, Some(Ok(Some(_))))
}
