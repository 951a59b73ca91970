//! Who is let in, where people who are not known ask.

use std::sync::Arc;

use causerie_chat::Ruling;
use causerie_usecases::{CommandHandler, peer::commands::DecideContact};

use crate::{machine::device, people::on, station::Station, task::MachineId, world::World};

/// Somebody accepts somebody else, at one of their devices. Nobody is ignored or blocked: receipts that come meanwhile are not taken, and do
/// not come again, so that an author might never learn what became of something.
pub(crate) async fn accepts(world: &Arc<World>, me: MachineId, about: MachineId) {
    if decide(world, me, about).await {
        world.count(|counts| counts.rulings += 1);
    }
}

/// In the end everybody accepts everybody, so that nothing has to stay where it is.
pub(crate) fn reconcile(world: &Arc<World>) {
    for me in world.peers().into_iter().filter(|_| world.setting.is_reserved) {
        for about in world.people().filter(|about| *about != crate::machine::owner(me)) {
            let world_too = world.clone();
            world.begin(None, "reconciler", async move {
                while !decide(&world_too, me, about).await {
                    world_too.sleep(1_000).await;
                }
            });
        }
    }
}

async fn decide(world: &Arc<World>, me: MachineId, about: MachineId) -> bool {
    let at = world.clock(me);
    let decided = on(world, me, "decide", async move |station: Arc<Station>| {
        let (who, ruling) = (device(about).person, Ruling::Accept);
        station.peer.decide_contact.handle(DecideContact { who, ruling, at }).await
    });
    matches!(decided.await, Ok(Ok(())))
}
