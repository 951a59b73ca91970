//! People who sign in, and have a second factor asked of whoever signs in as them; and whoever has a copy of one of their devices.

use std::sync::Arc;

use causerie_chat::{Cause, ChallengeId, SecondFactorCode};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{
        ConfirmSecondFactor, OfferSecondFactor, RemoveSecondFactor, SignIn, SignInError,
        SignInHandler,
    },
    ports::NotChanged,
};

use crate::{
    line::Line,
    lock::lock,
    machine::{device, owner, parsed},
    newcomer::newcomer,
    people::on,
    sign_in::Wallet,
    station::Station,
    task::MachineId,
    world::World,
};

const MINUTE: u64 = 60_000;
/// How often somebody tries a step that is not answered.
const PATIENCE: u64 = 4;
/// How often whoever has a copy of a device guesses at once.
const GUESSES: u64 = 16;

/// What came of it.
#[derive(Debug)]
pub(crate) enum Came {
    Done,
    Refused(Cause),
    /// Nobody knows.
    Unanswered,
}

impl Came {
    pub(crate) fn is(&self, code: &str) -> bool {
        matches!(self, Self::Refused(cause) if cause.as_str() == code)
    }
}

/// Somebody who looks after their account now and then.
pub(crate) async fn keeper(world: Arc<World>, person: MachineId) {
    for _ in 0..world.chance.between(3, 8) {
        world.sleep(world.chance.stretch(1_000, 15 * MINUTE)).await;
        if world.is_calm() {
            continue;
        }
        let own = world.live_of(person);
        let at = own.get(world.chance.index(own.len())).copied().unwrap_or(person);
        match world.chance.below(8) {
            0..3 => sets_up(&world, person).await,
            3 => removes(&world, person).await,
            4..6 => comes_home(&world, at).await,
            6 => shows_twice(&world, at).await,
            _ => breaks_in(&world, at).await,
        }
    }
    lock(&world.ledger).people -= 1;
}

async fn sets_up(world: &Arc<World>, person: MachineId) {
    let Some(app) = world.mints(person) else { return removes(world, person).await };
    let offered = tries(world, async || {
        let (secret, codes) = (app.secret.clone(), app.codes.clone());
        let done = on(world, person, "offer second factor", async |station: Arc<Station>| {
            let command = OfferSecondFactor { secret, codes };
            station.peer.offer_second_factor.handle(command).await
        });
        changed(done.await.ok())
    });
    if let Came::Refused(_) = offered.await {
        // One counts already.
        return world.tries_another(person);
    }
    for _ in 0..PATIENCE {
        let Some(shown) = world.next_code(person).await else { return };
        let SecondFactorCode::Totp(code) = shown.clone() else { return };
        let done = on(world, person, "confirm second factor", async |station: Arc<Station>| {
            station.peer.confirm_second_factor.handle(ConfirmSecondFactor { code }).await
        });
        match changed(done.await.ok()) {
            Came::Done => {
                world.count(|counts| counts.enrolled += 1);
                if world.chance.once_in(3) {
                    // That code is spent.
                    *lock(&world.doors).installations.entry(person).or_default() += 1;
                    let _ = signs_in(world, person, Some(shown)).await;
                }
                return;
            }
            came if came.is("TOTP_NOT_OFFERED") => return,
            _ => world.sleep(world.chance.stretch(1_000, MINUTE)).await,
        }
    }
}

async fn removes(world: &Arc<World>, person: MachineId) {
    let Some(code) = some_code(world, person).await else { return };
    let removed = tries(world, async || {
        let code = code.clone();
        let done = on(world, person, "remove second factor", async |station: Arc<Station>| {
            station.peer.remove_second_factor.handle(RemoveSecondFactor { code }).await
        });
        changed(done.await.ok())
    });
    match removed.await {
        Came::Done => world.count(|counts| counts.disenrolled += 1),
        came if came.is("TOTP_WRONG") => world.tries_another(person),
        _ => {}
    }
}

/// A device signs in, perhaps with a data folder that was restored; with a code if one is asked for.
pub(crate) async fn comes_home(world: &Arc<World>, at: MachineId) {
    if world.chance.once_in(3) {
        *lock(&world.doors).installations.entry(at).or_default() += 1;
    }
    if signs_in(world, at, None).await.is("TOTP_REQUIRED") {
        let code = some_code(world, at).await;
        if signs_in(world, at, code).await.is("TOTP_WRONG") {
            world.tries_another(at);
        }
    }
}

/// Somebody shows one code for two sign-ins.
async fn shows_twice(world: &Arc<World>, at: MachineId) {
    let Some(code) = some_code(world, at).await else { return };
    for _ in 0..2 {
        *lock(&world.doors).installations.entry(at).or_default() += 1;
        // The second time it is refused, which is looked at where it is shown.
        let _ = signs_in(world, at, Some(code.clone())).await;
    }
}

/// Somebody has a copy of a device, and no code; or one that was seen when it was typed.
async fn breaks_in(world: &Arc<World>, at: MachineId) {
    world.count(|counts| counts.break_ins += 1);
    let seen = if world.chance.once_in(2) { some_code(world, at).await } else { None };
    if let Some(code) = &seen {
        let _ = signs_in(world, at, Some(code.clone())).await;
    }
    let Some(thief) = thief(world, at) else { return };
    let guesses = if world.chance.once_in(3) { GUESSES } else { 2 };
    for number in 0..guesses {
        let code = match number {
            0 => None,
            1 if seen.is_some() => seen.clone(),
            _ => Some(SecondFactorCode::Totp(parsed(&format!(
                "{:06}",
                world.chance.below(1_000_000)
            )))),
        };
        let challenge = ChallengeId::from(world.chance.bytes::<32>());
        // Whether it is let in is looked at where it knocks.
        let _ = CommandHandler::handle(&thief, SignIn { challenge, code }).await;
        world.sleep(world.chance.between(1, 5_000)).await;
    }
}

fn thief(world: &Arc<World>, at: MachineId) -> Option<SignInHandler> {
    let line = Arc::new(Line { world: world.clone(), from: at });
    Some(SignInHandler {
        device: device(at),
        own: newcomer(at)?.own.clone(),
        desk: line.clone(),
        answers: line,
        credentials: Arc::new(Wallet { world: world.clone(), of: at, is_stolen: true }),
    })
}

/// Signs in at a device, and again with the same code where that is not answered.
pub(crate) async fn signs_in(
    world: &Arc<World>,
    at: MachineId,
    code: Option<SecondFactorCode>,
) -> Came {
    let mut challenge = ChallengeId::from(world.chance.bytes::<32>());
    for _ in 0..PATIENCE {
        let code = code.clone();
        let done = on(world, at, "sign in", async move |station: Arc<Station>| {
            station.peer.sign_in.handle(SignIn { challenge, code }).await
        });
        match done.await {
            Ok(Ok(())) => {
                world.count(|counts| counts.sign_ins += 1);
                return Came::Done;
            }
            Ok(Err(SignInError::Refused(cause))) => return Came::Refused(cause),
            // It is open for a minute.
            Ok(Err(SignInError::NoAnswer | SignInError::Unavailable(_))) | Err(_) => {
                if world.chance.once_in(4) {
                    challenge = ChallengeId::from(world.chance.bytes::<32>());
                }
            }
        }
        world.sleep(world.chance.stretch(200, 20_000)).await;
    }
    Came::Unanswered
}

/// A code of the app, or now and then one from paper.
pub(crate) async fn some_code(world: &Arc<World>, person: MachineId) -> Option<SecondFactorCode> {
    if world.chance.once_in(4) {
        let code = world.paper_code(owner(person));
        if code.is_some() {
            return code;
        }
    }
    world.next_code(owner(person)).await
}

/// For an account-level change, where somebody has a second factor or had one; now and then they do not think of it.
pub(crate) async fn code_for_change(
    world: &Arc<World>,
    person: MachineId,
) -> Option<SecondFactorCode> {
    let thinks = world.setting.has_second_factors && !world.chance.once_in(3);
    if thinks { some_code(world, person).await } else { None }
}

async fn tries<F>(world: &Arc<World>, attempt: impl Fn() -> F) -> Came
where
    F: Future<Output = Came>,
{
    for _ in 0..PATIENCE {
        match attempt().await {
            Came::Unanswered => world.sleep(world.chance.stretch(500, MINUTE)).await,
            came => return came,
        }
    }
    Came::Unanswered
}

fn changed(done: Option<Result<(), NotChanged>>) -> Came {
    match done {
        Some(Ok(())) => Came::Done,
        Some(Err(NotChanged::Refused(cause))) => Came::Refused(cause),
        Some(Err(NotChanged::Unavailable(_))) | None => Came::Unanswered,
    }
}
