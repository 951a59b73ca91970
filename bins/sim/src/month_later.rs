//! A month later all sign-ins have lapsed: whoever has the secret, or a recovery code, gets in again at each of their devices, and nobody without.

use std::sync::Arc;

use crate::{
    executor::Executor,
    keepers::{Came, signs_in, some_code},
    lock::lock,
    machine::name,
    task::{DIRECTORY, MachineId},
    world::World,
};

const DAY: i64 = 24 * 3_600_000;
/// So many codes may be tried: of each app that there is, and of paper.
const TRIES: usize = 8;
/// Until then all have signed in.
const LONGEST: u64 = 60 * 60_000;

/// The directory's clock is set to so many days behind the latest that it ever showed.
pub(crate) fn passes(world: &World, days: i64) {
    let furthest = world.furthest(DIRECTORY);
    let latest = furthest.saturating_sub(world.clock(DIRECTORY).millis());
    let by = i64::try_from(latest).unwrap_or_default() + days * DAY;
    world.machine(DIRECTORY, |it| (it.ahead, it.furthest) = (it.ahead + by, furthest));
}

/// Has everybody sign in at each of their devices.
pub(crate) fn all_sign_in(world: &Arc<World>, executor: &mut Executor) {
    passes(world, 31);
    lock(&world.ledger).people += 1;
    let world_too = world.clone();
    world.begin(None, "keeper", async move {
        for at in world_too.live() {
            gets_in(&world_too, at).await;
        }
        lock(&world_too.ledger).people -= 1;
    });
    let end = world.now() + LONGEST;
    while !lock(&world.ledger).are_people_done() && executor.step(end) {}
    if !lock(&world.ledger).are_people_done() {
        world.fail("not all have signed in again a month later".to_owned());
    }
}

async fn gets_in(world: &Arc<World>, at: MachineId) {
    let mut came = signs_in(world, at, None).await;
    if came.is("TOTP_REQUIRED") {
        world.count(|counts| counts.lapsed += 1);
    }
    for _ in 0..TRIES {
        if !matches!(&came, Came::Refused(cause) if cause.as_str().starts_with("TOTP")) {
            break;
        }
        if came.is("TOTP_RATE_LIMITED") {
            passes(world, 2);
        }
        let code = some_code(world, at).await;
        came = signs_in(world, at, code).await;
        if came.is("TOTP_WRONG") {
            world.tries_another(at);
        }
    }
    if !matches!(came, Came::Done) {
        world.fail(format!("{} is locked out: {came:?}", name(at)));
    }
}
