//! What goes wrong in rooms besides: devices lose what belongs to them, and members put in what is nothing.

use std::sync::Arc;

use causerie_chat::{RoomChange, RoomEntry, RoomId, RoomPlace};
use causerie_usecases::ports::{
    Fresh, GroupChange, GroupKeep, Groups, KnownRoom, RoomBook, RoomKeys, RoomLogs, RoomOffer,
    RoomStanding, RoomTerms, Rooms,
};
use zeroize::Zeroizing;

use super::{contest::contest, forgery::says_as_another, record::Logged, stranger::asks_uninvited};
use crate::{
    ledger::at_once,
    lock::lock,
    machine::{device, name},
    station::groups,
    task::{DIRECTORY, MachineId},
    world::World,
};

/// Something goes wrong in a room that some device is in.
pub(crate) async fn goes_wrong(world: &Arc<World>) {
    let inside: Vec<_> = lock(&world.rooms).stands.keys().copied().collect();
    let Some((at, room)) = inside.get(world.chance.index(inside.len())).copied() else { return };
    if world.is_revoked(at) {
        return;
    }
    match world.chance.below(8) {
        0 => set_back(world, at, room),
        1 => forgets_its_commit(world, at, room),
        2 => puts_in_garbage(world, at, room),
        3 => asks_uninvited(world, world.any_peer(), room),
        4 => says_as_another(world, at, room),
        5 => has_told_much(world, at, room),
        _ => contest(world, room).await,
    }
}

/// What a device keeps of a room is as it was earlier, and it knows of no commit of its own.
fn set_back(world: &Arc<World>, at: MachineId, room: RoomId) {
    let earlier = lock(&world.rooms).earlier.get(&(at, room)).cloned();
    let (Some((earlier, tree, state)), Some(store)) = (earlier, world.stores.get(at)) else {
        return;
    };
    let Some(Ok(Some(kept))) = at_once(store.room(room)) else { return };
    if kept.known.standing != RoomStanding::Member {
        return;
    }
    world.note(format_args!("{} is set back in {room} to {}", name(at), earlier.place));
    world.crash(at);
    let known = KnownRoom { version: kept.known.version, ..earlier };
    let keep = GroupKeep { tree: Some(tree), state: Zeroizing::new(state) };
    lock(&world.rooms).cut.insert((at, room));
    if matches!(at_once(store.update(&known, Some(keep), None)), Some(Ok(()))) {
        lock(&world.rooms).comes_to(at, room, known.place.0);
        world.count(|counts| counts.set_back += 1);
    }
}

/// A device has told others in a room about as much as it may in an epoch.
fn has_told_much(world: &Arc<World>, at: MachineId, room: RoomId) {
    let Some(store) = world.stores.get(at) else { return };
    let (Some(Ok(Some(kept))), Some(Ok(draft))) =
        (at_once(store.room(room)), at_once(store.draft(room)))
    else {
        return;
    };
    if kept.known.standing != RoomStanding::Member {
        return;
    }
    world.note(format_args!("{} has told much in {room}", name(at)));
    world.crash(at);
    let mut known = kept.known;
    known.keys.told = RoomKeys::MOST_TOLD.saturating_sub(u32::from(world.chance.percent(50)));
    if matches!(at_once(store.update(&known, None, draft)), Some(Ok(()))) {
        world.count(|counts| counts.told_much += 1);
    }
}

/// A device's commit is accepted, and it knows no more how it made that.
fn forgets_its_commit(world: &Arc<World>, at: MachineId, room: RoomId) {
    let (Some(store), Some(mls)) = (world.stores.get(at), groups(world, at)) else { return };
    let Some(Ok(Some(kept))) = at_once(store.room(room)) else { return };
    if kept.known.standing != RoomStanding::Member {
        return;
    }
    let Ok(mut group) = mls.load(&kept.tree, &kept.state) else { return };
    let fresh = Fresh { entropy: Zeroizing::new(world.chance.bytes()), at: world.clock(at) };
    let Ok(made) = group.prepare(&GroupChange::default(), fresh) else { return };
    lock(&world.rooms).cut.insert((at, room));
    if offers(world, at, room, kept.known.place.next(), made.commit) {
        world.note(format_args!("{} forgets its commit in {room}", name(at)));
        world.count(|counts| counts.forgotten += 1);
    }
}

/// A member who keeps to no rules puts something into the log that is no commit.
fn puts_in_garbage(world: &Arc<World>, at: MachineId, room: RoomId) {
    let last = super::checks::last(&lock(&world.rooms), room);
    let garbage = world.chance.bytes::<64>().to_vec();
    if offers(world, at, room, RoomPlace(last + 1), garbage) {
        world.note(format_args!("{} puts garbage into {room}", name(at)));
        world.count(|counts| counts.garbage += 1);
    }
}

/// Whether the directory took it.
pub(super) fn offers(
    world: &World,
    by: MachineId,
    room: RoomId,
    place: RoomPlace,
    commit: Vec<u8>,
) -> bool {
    let Ok(commit) = commit.try_into() else { return false };
    let change = RoomChange::default();
    let entry = RoomEntry { commit, change, info: None, welcome: None };
    let logged = Logged::of(by, &entry);
    let offer = RoomOffer { room, by: device(by), place, entry };
    let (terms, at) = (RoomTerms::default(), world.clock(DIRECTORY));
    let taken = matches!(at_once(world.records.append(&offer, &terms, at)), Some(Ok(())));
    if taken {
        lock(&world.rooms).logged.insert((room, place.0), logged);
    }
    taken
}

/// A day passes for all devices, after which they ask again for what nobody did.
pub(crate) fn a_day_later(world: &World) {
    const DAY: i64 = 25 * 3_600_000;
    for at in world.peers() {
        let furthest = world.furthest(at);
        world.machine(at, |it| (it.ahead, it.furthest) = (it.ahead + DAY, furthest));
    }
}
