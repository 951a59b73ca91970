//! Several who may change a room do so at the same place of its log.

use std::sync::Arc;

use causerie_chat::{RoomId, RoomRole};
use causerie_usecases::ports::RoomStanding;

use super::{
    checks::known,
    people::{gives_role, renames, rotates},
};
use crate::{
    lock::lock,
    machine::owner,
    task::{DIRECTORY, MachineId},
    world::World,
};

/// All who may change a room do so at once; now and then one of them is cut off from the directory meanwhile.
pub(super) async fn contest(world: &Arc<World>, room: RoomId) {
    let able: Vec<_> = world.live().into_iter().filter(|at| may_change(world, *at, room)).collect();
    for at in &able {
        let (world, at) = (world.clone(), *at);
        lock(&world.ledger).people += 1;
        world.clone().begin(None, "contest", async move {
            world.sleep(world.chance.below(30)).await;
            changes(&world, at, room).await;
            lock(&world.ledger).people -= 1;
        });
    }
    if let Some(one) = able.get(world.chance.index(able.len()))
        && world.chance.once_in(3)
        && !world.is_calm()
    {
        world.sleep(world.chance.below(100)).await;
        world.cut(DIRECTORY, *one, world.chance.stretch(1_000, 600_000));
    }
}

async fn changes(world: &Arc<World>, at: MachineId, room: RoomId) {
    match world.chance.below(6) {
        0 => rotates(world, at, room).await,
        1 => gives_role(world, at, room, owner(world.any_peer())).await,
        _ => renames(world, at, room).await,
    }
}

fn may_change(world: &World, at: MachineId, room: RoomId) -> bool {
    let rooms = lock(&world.rooms);
    let role = rooms.seen.get(&(at, room)).map(|view| view.role(owner(at)));
    drop(rooms);
    let standing = known(world, at, room).map(|it| it.standing);
    standing == Some(RoomStanding::Member) && role >= Some(RoomRole::Admin)
}
