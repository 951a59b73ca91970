//! What has to be true of rooms at the end: who is in one by its log is in the same epoch as all others, with the same members, charter and name; nobody
//! else is.

use std::sync::Arc;

use causerie_chat::{Body, RoomId};
use causerie_usecases::ports::{KnownRoom, RoomBook, RoomStanding};

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
    }
    wrong
}

/// Whether a message has to do with who comes into rooms: nobody says it in words.
pub(crate) fn is_made_up(body: &Body) -> bool {
    matches!(body, Body::Invitation(_) | Body::RoomRequest(_))
}

pub(super) fn known(world: &World, at: MachineId, room: RoomId) -> Option<KnownRoom> {
    Some(at_once(world.stores.get(at)?.room(room))?.ok()??.known)
}

/// The last place of a room's log.
pub(super) fn last(rooms: &Rooms, room: RoomId) -> u64 {
    let last = rooms.logged.range((room, 0)..=(room, u64::MAX)).next_back();
    last.map_or(0, |((_, place), _)| *place)
}

/// Behind the last entry: where the room is, and who is in it.
pub(super) fn latest(world: &World, room: RoomId) -> Option<(Stand, View)> {
    let rooms = lock(&world.rooms);
    let place = last(&rooms, room);
    let epoch = *rooms.epochs.get(&(room, place))?;
    Some((Stand { place, epoch }, rooms.views.get(&(room, epoch))?.clone()))
}

fn agreed(world: &World, room: RoomId) -> Vec<String> {
    let live = world.live();
    let standing = |at: MachineId| known(world, at, room).map(|it| it.standing);
    let is_member = |at: MachineId| standing(at) == Some(RoomStanding::Member);
    let Some((last, view)) = latest(world, room) else {
        // Nobody who is well has come there: then nobody who could is left.
        let stuck: Vec<_> = live.iter().filter(|at| is_member(**at)).map(|at| name(*at)).collect();
        return if stuck.is_empty() { stuck } else { vec![format!("{stuck:?} are behind")] };
    };
    let inside = |at: &MachineId| view.members.iter().filter_map(machine).any(|it| it == *at);
    let somebody_is_well = live.iter().any(|at| inside(at) && is_member(*at));
    // Whoever was told another entry than the others is in another epoch, and goes on with whoever is there too.
    let is_deceived = lock(&world.rooms).deceived.iter().any(|(_, of)| *of == room);
    let mut wrong = Vec::new();
    for at in live {
        let here = known(world, at, room);
        let now = lock(&world.rooms).stands.get(&(at, room)).copied();
        match (inside(&at), here.as_ref().map(|it| it.standing)) {
            (true, Some(RoomStanding::Member)) => {
                if now != Some(last) && !is_deceived {
                    wrong.push(format!("{} is at {now:?}, others at {last:?}", name(at)));
                }
                if here.is_some_and(|it| it.name != view.charter.name) && !is_deceived {
                    wrong.push(format!("{} calls it otherwise", name(at)));
                }
            }
            // Whoever makes it was told that it is not made yet.
            (true, Some(RoomStanding::Unconfirmed)) if view.members.len() == 1 => {}
            (true, Some(RoomStanding::Gone)) if !may_be_let_go(world, room, &view, at) => {}
            (true, Some(RoomStanding::Lost) | None) if !somebody_is_well => {}
            (true, standing) => {
                wrong.push(format!("{} is in it, and has it as {standing:?}", name(at)));
            }
            (false, Some(RoomStanding::Member)) if !is_deceived => {
                wrong.push(format!("{} is not in it, and thinks so", name(at)));
            }
            (false, _) => {}
        }
    }
    wrong
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
        may && owner(at) != owner(who)
    })
}
