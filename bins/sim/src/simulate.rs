use std::sync::Arc;

use causerie_chat::{Choice, Timestamp};
use causerie_usecases::ports::Choices;

use crate::{
    Report,
    chance::Chance,
    checks,
    executor::Executor,
    faults::fate,
    history::ask_others,
    keepers::keeper,
    ledger::at_once,
    links::{tidy, tidy_again},
    lock::lock,
    machine::{device, owner},
    month_later,
    newcomer::{Newcomer, newcomer},
    people::person,
    presence, rooms,
    rulings::reconcile,
    sabotage::Sabotage,
    setting::Setting,
    station::start,
    world::World,
};

/// How to run a world.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What it grows from.
    pub seed: u64,
    /// How many things people do in it, all together.
    pub actions: u64,
    /// Whether all that happens is written to the standard output.
    pub is_told: bool,
    /// What is broken on purpose.
    pub sabotage: Option<Sabotage>,
}

/// How many things people do where nothing else is said.
pub const ACTIONS: u64 = 40;

const MINUTE: u64 = 60_000;
/// When faults end in any case, in milliseconds.
const LONGEST: u64 = 36 * 60 * MINUTE;
/// Until then after the last fault everything must be where it belongs: whose disk was full may have used up for a while what it may claim of
/// pre-keys.
const SETTLED: u64 = 25 * MINUTE;
/// As long after the last fault something late may still arrive.
const LATE: u64 = 26 * MINUTE;
/// So long after somebody was blocked they see nothing any more.
const BLOCKED: u64 = 5 * MINUTE;
/// How often it is looked whether all is where it belongs.
const LOOK: u64 = 5_000;

/// Runs one world: people talk and all kinds of things go wrong; then nothing more does, and what must be true is checked.
#[must_use]
pub fn simulate(options: &Options) -> Report {
    let chance = Chance::new(options.seed);
    let setting = Setting::any(&chance, options.actions, options.sabotage);
    run(setting, chance, options)
}

/// Runs one world in which people also meet in rooms.
#[must_use]
pub fn in_rooms(options: &Options) -> Report {
    let (chance, rooms) = (Chance::new(options.seed), Chance::new(!options.seed));
    let setting = Setting::any(&chance, options.actions, options.sabotage).with_rooms(&rooms);
    run(setting, chance, options)
}

fn run(setting: Setting, chance: Chance, options: &Options) -> Report {
    let world = Arc::new(World::new(setting, chance, options.is_told));
    world.note(format_args!("{:?}", world.setting));
    people(&world);
    world.spoil_network();
    world.begin(None, "fate", fate(world.clone()));
    begin(&world);

    let mut executor = Executor::new(world.clone());
    while !lock(&world.ledger).are_people_done() && executor.step(LONGEST) {}
    world.heal(u64::MAX);
    if world.setting.has_second_factors {
        // Whoever was shut out for too many guesses is not any more.
        month_later::passes(&world, 2);
    }
    reconcile(&world);
    tidy(&world);
    ask_others(&world);
    let settled_after = if world.setting.has_rooms {
        settle_rooms(&world, &mut executor)
    } else {
        settle(&world, &mut executor)
    };
    if world.setting.has_presence {
        presence::blocks(&world);
        let end = world.now() + BLOCKED;
        while world.now() < end && executor.step(end) {}
        for wrong in presence::wrong(&world) {
            world.fail(wrong);
        }
    }
    if world.setting.has_second_factors {
        month_later::all_sign_in(&world, &mut executor);
    }
    judge(&world);
    let report = report(&world, options.seed, settled_after);
    world.end();
    report
}

/// Puts everybody on record and starts everything.
pub(crate) fn begin(world: &Arc<World>) {
    for peer in world.peers() {
        if let Some(Err(failed)) = newcomer(peer).map(|it| it.joins(world, peer)) {
            world.fail(format!("nobody can join: {failed}"));
        }
    }
    for peer in world.peers() {
        if let Err(failed) = Newcomer::knows_its_own(world, peer) {
            world.fail(format!("somebody does not know themselves: {failed}"));
        }
    }
    world.all().into_iter().for_each(|machine| start(world, machine));
}

fn people(world: &Arc<World>) {
    let (people, keeps) = (world.setting.people, world.setting.has_second_factors);
    lock(&world.ledger).people = if keeps { 2 * people } else { people };
    for one in world.people() {
        if keeps {
            world.begin(None, "keeper", keeper(world.clone(), one));
        }
        let actions = world.setting.actions / people as u64;
        world.begin(None, "person", person(world.clone(), one, actions));
    }
    if world.setting.has_rooms {
        world.begin(None, "host", rooms::host(world.clone(), 1));
    }
    if world.setting.is_discreet {
        let (reader, author) = (owner(world.any_peer()), owner(world.any_peer()));
        if reader != author {
            for device in world.setting.devices_of(reader) {
                let store = world.stores.get(device);
                let author = self::device(author).person.into();
                let tells_nothing = &[Choice::Receipts(false)];
                let kept = store.map(|store| {
                    let at = Timestamp::default();
                    at_once(store.choose(&author, tells_nothing, Vec::new(), at))
                });
                if kept.flatten().is_none_or(|kept| kept.is_err()) {
                    world.fail("a store is not there at once".to_owned());
                }
            }
            lock(&world.ledger).discreet.insert((reader, author));
        }
    }
}

/// Lets the world run without faults; how long it took until all was where it belongs.
pub(crate) fn settle(world: &Arc<World>, executor: &mut Executor) -> Option<u64> {
    let begun = world.now();
    let mut settled = None;
    while world.now() < begun + LATE {
        let next = world.now() + LOOK;
        while world.now() < next && executor.step(next) {}
        tidy_again(world);
        if settled.is_none() && checks::wrong(world).is_empty() {
            settled = Some(world.now() - begun);
        }
    }
    if settled.is_none_or(|after| after > SETTLED) {
        world.fail(format!("not settled {} minutes after the last fault", SETTLED / MINUTE));
    }
    for wrong in checks::wrong(world) {
        world.fail(wrong);
    }
    settled
}

/// What cannot be opened in a room comes eight times, at most five minutes apart: so long may that last, in milliseconds.
const ROUND: u64 = 45 * MINUTE;
/// As long after the last fault a request may come once more.
const AGAIN: u64 = 16 * MINUTE;
/// So many days may pass until whoever has lost a room was helped back: each day another one is asked.
const DAYS: u64 = 3;

/// The same where there are rooms: a day passes before each round, after which devices ask again for what nobody did.
fn settle_rooms(world: &Arc<World>, executor: &mut Executor) -> Option<u64> {
    let begun = world.now();
    for _ in 0..DAYS {
        rooms::a_day_later(world);
        let end = world.now() + ROUND;
        while world.now() < end {
            let next = world.now() + LOOK;
            while world.now() < next && executor.step(next) {}
            tidy_again(world);
            if world.now() >= begun + AGAIN && checks::wrong(world).is_empty() {
                return Some(world.now() - begun);
            }
        }
    }
    for wrong in checks::wrong(world) {
        world.fail(wrong);
    }
    world.fail(format!("not settled {DAYS} days after the last fault"));
    None
}

/// So often may a peer try to hand something to another in any hour, beside once for each thing that people do, and twice for each
/// receipt: one that lies in a mailbox goes a second time when the device can be reached.
const MOST_ATTEMPTS: u64 = 80;
/// So many more where sessions are lost, since what was sealed in them goes again.
const MORE_WITHOUT_SESSIONS: u64 = 200;

fn judge(world: &World) {
    let more = if world.setting.loses_sessions { MORE_WITHOUT_SESSIONS } else { 0 };
    let most = MOST_ATTEMPTS + world.setting.actions + 2 * world.counts().receipts + more;
    let attempts = lock(&world.ledger).attempts.clone();
    for times in attempts.values() {
        let many = most_in(times, 60 * MINUTE);
        if many as u64 > most {
            world.fail(format!("{many} attempts in an hour"));
        }
    }
}

pub(crate) fn report(world: &Arc<World>, seed: u64, settled_after: Option<u64>) -> Report {
    let attempts = lock(&world.ledger).attempts.clone();
    let most = attempts.values().map(|times| most_in(times, 60 * MINUTE)).max();
    Report {
        seed,
        counts: world.counts(),
        hash: world.hash(),
        settled_after,
        most_attempts: most.unwrap_or_default(),
        failures: world.failures(),
    }
}

/// How many of these times lie within any stretch of that length.
pub(crate) fn most_in(times: &[u64], length: u64) -> usize {
    let within = |(index, from): (usize, &u64)| {
        times.iter().skip(index).take_while(|at| **at < from + length).count()
    };
    times.iter().enumerate().map(within).max().unwrap_or_default()
}
