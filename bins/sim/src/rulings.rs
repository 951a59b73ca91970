//! Who is let in, where people who are not known ask.

use std::sync::Arc;

use causerie_chat::Ruling;
use causerie_usecases::{CommandHandler, peer::commands::DecideContact};

use crate::{machine::device, people::on, station::Station, task::MachineId, world::World};

/// Blocking is not among them: receipts that come meanwhile are not taken, and do not come again, so that an author may never learn what became of
/// something.
const ALL: [Ruling; 2] = [Ruling::Accept, Ruling::Ignore];

/// Somebody makes up their mind about somebody else, at one of their devices.
pub(crate) async fn rules(world: &Arc<World>, me: MachineId, about: MachineId) {
    let Some(ruling) = ALL.get(world.chance.index(ALL.len())).copied() else { return };
    if decide(world, me, about, ruling).await {
        world.count(|counts| counts.rulings += 1);
    }
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

async fn decide(world: &Arc<World>, me: MachineId, about: MachineId, ruling: Ruling) -> bool {
    let decided = on(world, me, "decide", async move |station: Arc<Station>| {
        let who = device(about).person;
        station.peer.decide_contact.handle(DecideContact { who, ruling }).await
    });
    matches!(decided.await, Ok(Ok(())))
}
