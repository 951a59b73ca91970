//! What was said in a room is once at each device that it was sealed for, and at nobody else; or it is told why not.

use std::collections::BTreeSet;

use causerie_chat::{DeliveryState, EnvelopeId, MessageId, RoomId};
use causerie_usecases::ports::{
    Cursor, Entry, History, Lack, Lacking, OpenedText, Place, Reached, RoomNews, RoomStanding,
    Unopened,
};

use super::{
    checks::known,
    record::{Meant, Said, ToldThere},
};
use crate::{
    ledger::at_once,
    lock::lock,
    machine::{device, name, owner},
    task::MachineId,
    world::World,
};

/// What a device has of a room.
pub(crate) fn page(world: &World, at: MachineId, room: RoomId) -> Vec<Entry> {
    let Some(store) = world.stores.get(at) else { return Vec::new() };
    let with = room.into();
    at_once(store.conversation(&with, Cursor::default(), 1_000))
        .and_then(Result::ok)
        .unwrap_or_default()
}

/// Whether a device has something that was said.
pub(super) fn is_kept(world: &World, at: MachineId, said: &Said) -> bool {
    has(world, at, said.author, said.id)
}

/// Whether a device has a message of somebody's.
pub(super) fn has(world: &World, at: MachineId, author: MachineId, id: MessageId) -> bool {
    let (store, author) = (world.stores.get(at), device(author).person);
    let kept = store.and_then(|store| at_once(History::message(&**store, &author, id)));
    matches!(kept, Some(Ok(Some(_))))
}

impl World {
    /// Whether an envelope for a device is of something that was said in a room: what becomes of that is looked at here.
    pub(crate) fn is_of_room(&self, id: EnvelopeId, to: MachineId) -> bool {
        let (rooms, to) = (lock(&self.rooms), device(to));
        let said = rooms.said.iter().map(|it| it.id);
        let told = rooms.told_there.iter().map(|it| it.id);
        let forged = rooms.forged.iter().map(|it| it.id);
        let farewells = rooms.farewells.iter().copied();
        said.chain(told).chain(forged).chain(farewells).any(|it| EnvelopeId::of(it, &to) == id)
    }
}

/// What is not true yet.
pub(super) fn wrong(world: &World, room: RoomId) -> Vec<String> {
    let said: Vec<_> = {
        let rooms = lock(&world.rooms);
        rooms.said.iter().filter(|it| it.room == room).cloned().collect()
    };
    let mut wrong = untold(world, room);
    wrong.extend(never_said(world, room));
    for at in world.live() {
        let ids: Vec<_> = page(world, at, room).iter().map(|it| it.message.id).collect();
        let once: BTreeSet<MessageId> = ids.iter().copied().collect();
        if once.len() < ids.len() {
            wrong.push(format!("{} has something twice in {room}", name(at)));
        }
        for it in &said {
            if let Some(what) = of_one(world, at, it) {
                wrong.push(format!("{:?} in {room} at {}: {what}", it.text, name(at)));
            }
        }
    }
    wrong
}

/// What somebody has who believed that another had said it.
fn never_said(world: &World, room: RoomId) -> Vec<String> {
    let forged = lock(&world.rooms).forged.clone();
    let here: Vec<_> = forged.into_iter().filter(|it| it.room == room).collect();
    let believes = |at: &MachineId| here.iter().any(|it| has(world, *at, it.author, it.id));
    let found = world.live().into_iter().filter(believes);
    found.map(|at| format!("{} has in {room} what its author never said", name(at))).collect()
}

/// Receipts that could not be opened, and nobody knows why.
fn untold(world: &World, room: RoomId) -> Vec<String> {
    let told: Vec<_> = {
        let rooms = lock(&world.rooms);
        rooms.told_there.iter().filter(|it| it.room == room).copied().collect()
    };
    let is_here = |it: &ToldThere| !world.is_revoked(it.to) && !world.is_revoked(it.author);
    let is_shut = |it: &ToldThere| {
        is_unopened(world, it.to, it.id)
            && excuse(world, it.to, room, it.author, it.epoch).is_none()
    };
    let found = told.into_iter().filter(is_here).filter(is_shut);
    let told = |it: ToldThere| {
        format!("{} cannot open what {} tells in {room}", name(it.to), name(it.author))
    };
    found.map(told).collect()
}

/// What is wrong with something that was said, at one device.
fn of_one(world: &World, at: MachineId, said: &Said) -> Option<String> {
    let has = is_kept(world, at, said);
    let is_copy = owner(at) == owner(said.author);
    let Some((epoch, to)) = &said.sealed else {
        let is_lost = said.is_acknowledged && !world.is_revoked(said.author);
        return (has || is_lost).then(|| "it was never sealed".to_owned());
    };
    if at == said.author {
        return (!has).then(|| "its author has it not".to_owned());
    }
    if !to.contains(&at) {
        // It may have come along with the history.
        let is_brought = world.is_taker(at) || is_copy;
        return (has && !is_brought).then(|| "it was not for that device".to_owned());
    }
    if has || world.is_revoked(said.author) {
        return None;
    }
    let is_told = is_unopened(world, at, said.id) || failed(world, at, said);
    let excuse = excuse(world, at, said.room, said.author, *epoch);
    match (is_told, excuse) {
        (_, None) => Some(format!("it did not come, told {is_told}")),
        (false, Some(why)) if !is_over(world, at, said.room) => {
            Some(format!("it did not come, {why}, and nobody was told"))
        }
        _ => None,
    }
}

/// Why something that was sealed in that epoch need not have been opened at a device.
fn excuse(
    world: &World,
    at: MachineId,
    room: RoomId,
    author: MachineId,
    epoch: u64,
) -> Option<&'static str> {
    let (rooms, ends) = (lock(&world.rooms), [at, author]);
    let former = u64::try_from(OpenedText::FORMER_EPOCHS).unwrap_or_default();
    let now = rooms.stands.get(&(at, room)).map_or(u64::MAX, |it| it.epoch);
    let is_cut = ends.iter().any(|it| rooms.cut.contains(&(*it, room)));
    let came = rooms.came.get(&(at, room)).copied().unwrap_or_default();
    let has_left = rooms.meant.contains(&(room, Meant::Leave { who: owner(at) }));
    let is_misled = ends.iter().any(|it| rooms.misled.contains(&(*it, room)));
    let is_out =
        rooms.seen.get(&(at, room)).is_some_and(|it| !it.members.contains(&device(author)));
    drop(rooms);
    match () {
        () if is_cut => Some("where a state was lost"),
        () if is_out => Some("of who is not there any more"),
        () if has_left || is_over(world, at, room) => Some("where somebody went"),
        () if epoch < came => Some("before that device came in"),
        () if is_misled => Some("where lies were told"),
        () if now > epoch + former => Some("which was long ago"),
        () => None,
    }
}

fn is_over(world: &World, at: MachineId, room: RoomId) -> bool {
    known(world, at, room).is_none_or(|it| it.standing != RoomStanding::Member)
}

fn is_unopened(world: &World, at: MachineId, id: MessageId) -> bool {
    let unopened = world.stores.get(at).and_then(|store| at_once(store.unopened()));
    let id = EnvelopeId::of(id, &device(at));
    unopened.and_then(Result::ok).unwrap_or_default().iter().any(|it| it.id == id)
}

/// Whether its author is told that it did not get to that device: by how it stands with its person, or by who lacks it.
fn failed(world: &World, at: MachineId, said: &Said) -> bool {
    let Some(store) = world.stores.get(said.author) else { return false };
    let reached = at_once(store.reached(said.id)).and_then(Result::ok).unwrap_or_default();
    let who = device(at);
    let has_failed =
        |it: &Reached| it.who == who.person && matches!(it.state, DeliveryState::Failed(_));
    let lacking = at_once(store.lacking(said.id)).and_then(Result::ok).unwrap_or_default();
    let is_named = |it: &Lack| it.device == who && matches!(it.place, Place::Nowhere { .. });
    reached.iter().any(has_failed) || lacking.iter().any(is_named)
}
