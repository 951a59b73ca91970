use std::sync::Arc;

use crate::{
    Options, Report,
    chance::Chance,
    executor::Executor,
    lock::lock,
    machine::name,
    people::says,
    setting::Setting,
    simulate::{begin, most_in, report, settle},
    task::{DIRECTORY, MachineId},
    world::World,
};

const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

/// How many peers there are, and to how many of them each writes.
const PEERS: usize = 12;
const FRIENDS: usize = 3;
/// How long nobody reaches anybody.
const OUTAGE: u64 = 24 * HOUR;

/// So often may one peer try to hand something to one other in the outage: a wait lasts five minutes in the end, and half of that at
/// least.
const MOST_ATTEMPTS: usize = 600;
/// So many requests of all kinds may a peer make in the outage: it looks for its directory every half minute, for each of three reasons, and
/// asks it where its friends are.
const MOST_REQUESTS: usize = 25_000;
/// So many times may one peer try to hand something to one other in the minute after the outage,
const MOST_AFTER: usize = 6;
/// and so many requests may all peers make to the directory in any second of that minute.
const MOST_AT_ONCE: usize = 24;

/// A world in which nobody reaches anybody for a day, while all write on: attempts stay few, all of it arrives afterwards, and there is no
/// storm (T41).
#[must_use]
pub fn outage(options: &Options) -> Report {
    let chance = Chance::new(options.seed);
    let setting = Setting { sabotage: options.sabotage, ..Setting::fair(PEERS) };
    let world = Arc::new(World::new(setting, chance, options.is_told));
    world.calm_for(u64::MAX);
    for peer in world.peers() {
        world.begin(None, "person", writes(world.clone(), peer));
    }
    begin(&world);
    let mut executor = Executor::new(world.clone());
    while world.now() < HOUR && executor.step(HOUR) {}

    for machine in DIRECTORY..=PEERS {
        world.isolate(machine, OUTAGE);
    }
    let end = world.now() + OUTAGE;
    while world.now() < end && executor.step(end) {}
    let settled_after = settle(&world, &mut executor);
    judge(&world, end);
    let report = report(&world, options.seed, settled_after);
    world.end();
    report
}

/// Writes to its friends once before the outage and four times in it.
async fn writes(world: Arc<World>, me: MachineId) {
    for hours in [0, 1, 7, 13, 19, 24] {
        let then = hours * HOUR + world.chance.below(30 * MINUTE) + MINUTE;
        world.sleep(then.saturating_sub(world.now())).await;
        for friend in 1..=FRIENDS {
            says(world.clone(), me, (me + friend - 1) % PEERS + 1).await;
        }
    }
}

fn judge(world: &World, end: u64) {
    let (attempts, requests) = {
        let ledger = lock(&world.ledger);
        (ledger.attempts.clone(), ledger.requests.clone())
    };
    let within = |times: &[u64], from, to| -> Vec<u64> {
        times.iter().copied().filter(|at| (from..to).contains(at)).collect()
    };
    for ((from, to), times) in &attempts {
        let pair = format!("{} to {}", name(*from), name(*to));
        let during = within(times, end - OUTAGE, end).len();
        let after = within(times, end, end + MINUTE).len();
        if during > MOST_ATTEMPTS {
            world.fail(format!("{pair}: {during} attempts in the outage"));
        }
        if after > MOST_AFTER {
            world.fail(format!("{pair}: {after} attempts in the minute after it"));
        }
    }
    let mut at_directory = Vec::new();
    for ((from, to), times) in &requests {
        let during = within(times, end - OUTAGE, end).len();
        if during > MOST_REQUESTS {
            world.fail(format!("{}: {during} requests in the outage", name(*from)));
        }
        if *to == DIRECTORY {
            at_directory.extend(within(times, end, end + MINUTE));
        }
    }
    at_directory.sort_unstable();
    let at_once = most_in(&at_directory, SECOND);
    world.note(format_args!("{at_once} requests to the directory in one second after the outage"));
    if at_once > MOST_AT_ONCE {
        world.fail(format!("{at_once} requests to the directory in one second"));
    }
}
