//! What has to be true of rooms at the end: who is in one by its log is in the same epoch as all others, with the same members, charter and name; nobody
//! else is.

use std::sync::Arc;

use causerie_chat::{Body, DeviceAddress, RoomId, SealedInRoom};
use causerie_usecases::ports::{KnownRoom, Outgoing, RoomBook, RoomNews, RoomStanding};

use super::record::{Rooms, Stand, View};
use crate::{
    ledger::at_once,
    lock::lock,
    machine::{machine, name, owner},
    task::MachineId,
    world::World,
};

/// What is not true yet.
pub(crate) fn wrong(world: &Arc<World>) -> Vec<String> {
    if !world.setting.has_rooms {
        return Vec::new();
    }
    let rooms = lock(&world.rooms).all.clone();
    let mut wrong = Vec::new();
    for room in rooms {
        wrong.extend(agreed(world, room).into_iter().map(|what| format!("room {room}: {what}")));
        wrong.extend(super::heard::wrong(world, room));
        wrong.extend(super::shown::wrong(world, room));
    }
    wrong.extend(unnamed(world));
    wrong
}

/// Whether a message has to do with who comes into rooms: nobody says it in words.
pub(crate) fn is_made_up(body: &Body) -> bool {
    matches!(body, Body::Invitation(_) | Body::RoomRequest(_))
}

/// Whether an envelope that lies in a mailbox is of a room that this device has gone from: nobody tells it there what became of that.
pub(crate) fn is_told_of_no_more(world: &World, at: MachineId, sent: &Outgoing) -> bool {
    let room = SealedInRoom::read(&sent.envelope.sealed).map(|it| it.room);
    let standing = room.and_then(|room| standing(world, at, room));
    matches!(standing, Some(RoomStanding::Left | RoomStanding::Gone))
}

/// Whether something that was said in a room lies in the mailbox of a device that is in it no more, as far as `at` has seen; or `at` has gone itself.
pub(crate) fn may_ask(world: &World, at: MachineId) -> bool {
    let Some(store) = world.stores.get(at) else { return false };
    let rooms = at_once(store.rooms()).and_then(Result::ok).unwrap_or_default();
    rooms.iter().any(|known| {
        let lies_at = at_once(store.in_mailboxes(known.id)).and_then(Result::ok);
        let seen = lock(&world.rooms).seen.get(&(at, known.id)).cloned();
        let is_in =
            |it: &DeviceAddress| seen.as_ref().is_some_and(|view| view.members.contains(it));
        let is_gone = known.standing == RoomStanding::Gone;
        lies_at.unwrap_or_default().iter().any(|it| is_gone || !is_in(it))
    })
}

pub(super) fn known(world: &World, at: MachineId, room: RoomId) -> Option<KnownRoom> {
    Some(at_once(world.stores.get(at)?.room(room))?.ok()??.known)
}

/// The last place of a room's log.
pub(super) fn last(rooms: &Rooms, room: RoomId) -> u64 {
    let last = rooms.logged.range((room, 0)..=(room, u64::MAX)).next_back();
    last.map_or(0, |((_, place), _)| *place)
}

/// Where a room is, and who is in it, as whoever is well and furthest there finds it.
fn furthest(world: &World, room: RoomId) -> Option<(Stand, View)> {
    let live = world.live();
    let well =
        live.into_iter().filter(|at| standing(world, *at, room) == Some(RoomStanding::Member));
    let rooms = lock(&world.rooms);
    let found = well.filter_map(|at| {
        let view = rooms.seen.get(&(at, room))?;
        Some((*rooms.stands.get(&(at, room))?, view.clone()))
    });
    found.max_by_key(|(stand, _)| (stand.place, stand.epoch))
}

fn standing(world: &World, at: MachineId, room: RoomId) -> Option<RoomStanding> {
    known(world, at, room).map(|it| it.standing)
}

fn agreed(world: &World, room: RoomId) -> Vec<String> {
    // Where nobody is well, nobody is left who could help the others.
    let Some((now, view)) = furthest(world, room) else { return Vec::new() };
    let inside = |at: &MachineId| view.members.iter().filter_map(machine).any(|it| it == *at);
    let mut wrong = Vec::new();
    if now.place != last(&lock(&world.rooms), room) {
        wrong.push(format!("nobody has come further than {now:?}"));
    }
    for at in world.live() {
        let (seen, stand) = {
            let rooms = lock(&world.rooms);
            (rooms.seen.get(&(at, room)).cloned(), rooms.stands.get(&(at, room)).copied())
        };
        match (inside(&at), standing(world, at, room)) {
            (true, Some(RoomStanding::Member)) => {
                if stand != Some(now) {
                    wrong.push(format!("{} is at {stand:?}, others at {now:?}", name(at)));
                } else if seen.as_ref() != Some(&view) {
                    wrong.push(format!("{} finds others there, or another charter", name(at)));
                }
                let known = known(world, at, room);
                if known.as_ref().map(|it| &it.name) != Some(&view.charter.name) {
                    wrong.push(format!("{} calls it otherwise", name(at)));
                }
                if known.is_some_and(|it| !it.keys.can_tell()) {
                    wrong
                        .push(format!("{} can tell nobody anything, and renews nothing", name(at)));
                }
            }
            // Whoever makes it was told that it is not made yet.
            (true, Some(RoomStanding::Unconfirmed)) if view.members.len() == 1 => {}
            (true, Some(RoomStanding::Left | RoomStanding::Gone))
                if !may_be_let_go(world, room, &view, at) => {}
            (true, standing) => {
                wrong.push(format!("{} is in it, and has it as {standing:?}", name(at)));
            }
            (false, Some(RoomStanding::Member)) => {
                wrong.push(format!("{} is not in it, and thinks so", name(at)));
            }
            (false, _) => {}
        }
    }
    wrong
}

/// Who went on by another log than was accepted, and has never said so.
fn unnamed(world: &World) -> Vec<String> {
    let rooms = lock(&world.rooms);
    let silent = rooms.on_face.keys().filter(|it| !rooms.named.contains(it)).copied();
    let silent: Vec<_> = silent.collect();
    drop(rooms);
    let is_in = |at, room| standing(world, at, room) == Some(RoomStanding::Member);
    let silent =
        silent.into_iter().filter(|(at, room)| !world.is_revoked(*at) && is_in(*at, *room));
    let told =
        |(at, room)| format!("{} was told another log of {room}, and never says so", name(at));
    silent.map(told).collect()
}

/// Whether a device has heard that somebody leaves, who could let them go then already.
fn has_heard(world: &World, at: MachineId, room: RoomId, who: MachineId) -> bool {
    let rooms = lock(&world.rooms);
    let then = rooms.seen.get(&(who, room)).map(|it| it.role(owner(at)));
    let farewells: Vec<_> = rooms.farewells.iter().copied().collect();
    drop(rooms);
    let has = |id| super::heard::has(world, at, who, id);
    then > Some(causerie_chat::RoomRole::Member) && farewells.into_iter().any(has)
}

/// Whether somebody is there who may let go of whoever has left.
fn may_be_let_go(world: &World, room: RoomId, view: &View, who: MachineId) -> bool {
    let well = world.live().into_iter().filter(|at| {
        let is_in = view.members.iter().filter_map(machine).any(|it| it == *at);
        let standing = known(world, *at, room).map(|it| it.standing);
        is_in && standing == Some(RoomStanding::Member)
    });
    well.into_iter().any(|at| {
        let role = view.role(owner(at));
        let may = role > view.role(owner(who)) || role == causerie_chat::RoomRole::Owner;
        may && owner(at) != owner(who) && has_heard(world, at, room, who)
    })
}
