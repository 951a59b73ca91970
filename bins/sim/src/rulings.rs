//! Who is let in, where people who are not known ask.

use std::sync::Arc;

use causerie_chat::Ruling;
use causerie_usecases::{CommandHandler, peer::commands::DecideContact, ports::Identities};

use crate::{
    ledger::at_once, lock::lock, machine::device, people::on, station::Station, task::MachineId,
    world::World,
};

/// Somebody accepts, ignores, blocks or unblocks somebody else, at one of their devices. Not while it is asked why something is not where it
/// should be: it would not be for the fault alone.
pub(crate) async fn rules(world: &Arc<World>, me: MachineId, about: MachineId) {
    let ruling = match world.chance.below(6) {
        0..2 => Ruling::Accept,
        2 => Ruling::Ignore,
        3..5 => Ruling::Block,
        _ => Ruling::Unblock,
    };
    if lock(&world.ledger).asks_why == 0 && decide(world, me, about, ruling).await {
        world.count(|counts| match ruling {
            Ruling::Accept => counts.accepted += 1,
            Ruling::Ignore => counts.ignored += 1,
            Ruling::Block => counts.blocked += 1,
            Ruling::Unblock | Ruling::Dismiss => counts.unblocked += 1,
        });
    }
}

/// Whether somebody is a contact at a machine, as far as is decided.
pub(crate) fn is_let_in(world: &World, on: MachineId, whom: MachineId) -> bool {
    let who = device(whom).person;
    let known = world.stores.get(on).and_then(|store| at_once(store.identity(&who)));
    matches!(known, Some(Ok(Some(known))) if known.standing.is_accepted())
}

/// In the end everybody accepts everybody, so that nothing has to stay where it is.
pub(crate) fn reconcile(world: &Arc<World>) {
    for me in world.peers().into_iter().filter(|_| world.setting.is_reserved) {
        for about in world.people().filter(|about| *about != crate::machine::owner(me)) {
            let world_too = world.clone();
            world.begin(None, "reconciler", async move {
                while !decide(&world_too, me, about, Ruling::Accept).await {
                    world_too.sleep(1_000).await;
                }
            });
        }
    }
}

pub(crate) async fn decide(
    world: &Arc<World>,
    me: MachineId,
    about: MachineId,
    ruling: Ruling,
) -> bool {
    let at = world.clock(me);
    let decided = on(world, me, "decide", async move |station: Arc<Station>| {
        let who = device(about).person;
        station.peer.decide_contact.handle(DecideContact { who, ruling, at }).await
    });
    matches!(decided.await, Ok(Ok(())))
}
