use std::sync::Arc;

use causerie_chat::{Cause, MessageId, Timer};
use causerie_usecases::{
    QueryHandler,
    peer::queries::{Reason, Why},
    ports::Identities,
};

use crate::{
    ledger::{What, at_once},
    lock::lock,
    machine::{device, owner},
    people::{on, send},
    rulings::is_let_in,
    station::Station,
    task::{DIRECTORY, MachineId},
    world::World,
};

/// How long a fault lasts that `why` is asked about: longer than any wait before an attempt.
const LENGTH: u64 = 12 * 60_000;

/// One fault alone, and somebody who says something in it: `why` has to name the fault.
pub(crate) async fn why(world: &Arc<World>) {
    lock(&world.ledger).asks_why += 1;
    ask_in_a_fault(world).await;
    lock(&world.ledger).asks_why -= 1;
}

async fn ask_in_a_fault(world: &Arc<World>) {
    let (author, reader) = (world.any_peer(), world.any_peer());
    // Who writes to somebody for the first time has to ask the directory.
    let is_there = |it| !world.is_revoked(it) && !world.is_late(it);
    let is_changed = lock(&world.ledger).links > 0;
    if is_changed || !is_there(author) || !is_there(reader) || !knows(world, author, reader) {
        return;
    }
    if owner(author) == owner(reader) || !is_let_in(world, author, reader) {
        return;
    }
    world.heal(LENGTH + 60_000);
    let expected: &[Cause] = match world.chance.below(4) {
        0 => {
            world.isolate(author, LENGTH);
            &[Cause::DIRECTORY_UNREACHABLE]
        }
        1 => {
            world.isolate(reader, LENGTH);
            // It may not have published any before.
            &[Cause::IN_MAILBOX, Cause::MAILBOX_FULL, Cause::NO_PRE_KEYS]
        }
        2 => {
            world.isolate(DIRECTORY, LENGTH);
            world.cut(author, reader, LENGTH);
            &[Cause::DIRECTORY_UNREACHABLE]
        }
        _ => {
            world.fill(DIRECTORY, LENGTH);
            world.isolate(reader, LENGTH);
            // Where a session has to be begun, the claim does not tell the two apart.
            &[Cause::DIRECTORY_UNAVAILABLE, Cause::DIRECTORY_UNREACHABLE]
        }
    };
    // Whatever they have said for what they say.
    let what = What::Words { answers: None, timer: Timer::try_from(Timer::MAX_MILLIS).ok() };
    let Some(id) = world.message_id(author) else { return };
    let text = lock(&world.ledger).begins(author, owner(reader), id, what);
    if !send(world, author, reader, id, what, &text).await {
        return world.fail("nothing could be sent where nothing was wrong here".to_owned());
    }
    world.sleep(LENGTH - 60_000).await;
    let reasons = ask(world, author, id).await;
    world.count(|counts| counts.whys += 1);
    // That device has not got it, whatever the reader's others have.
    let is_it = |it: &&Reason| it.device.as_ref().is_none_or(|it| *it == device(reader));
    let named = reasons.iter().find(is_it).map(|reason| reason.cause.clone());
    if !named.as_ref().is_some_and(|named| expected.contains(named)) {
        world.fail(format!("why says {named:?} where it should be {expected:?}"));
    }
}

/// Whether a device is known at a machine.
fn knows(world: &World, on: MachineId, whom: MachineId) -> bool {
    let whom = device(whom);
    let known = world.stores.get(on).and_then(|store| at_once(store.identity(&whom.person)));
    matches!(known, Some(Ok(Some(known))) if known.person.has(&whom.device))
}

async fn ask(world: &Arc<World>, author: MachineId, id: MessageId) -> Vec<Reason> {
    let reasons = on(world, author, "why", async move |station: Arc<Station>| {
        station.peer.why.handle(Why::Message(id)).await
    });
    reasons.await.ok().and_then(Result::ok).unwrap_or_default()
}
