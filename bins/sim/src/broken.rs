use std::sync::Arc;

use crate::{
    Options, Report,
    chance::Chance,
    executor::Executor,
    ledger::conversation,
    lock::lock,
    machine::name,
    people::says,
    setting::Setting,
    simulate::{begin, report},
    task::MachineId,
    world::{BEGINNING, World},
};

const MINUTE: u64 = 60_000;

const AUTHOR: MachineId = 1;
const HEALTHY: [MachineId; 2] = [2, 3];
/// How many messages each of them is sent.
const MESSAGES: usize = 20;
/// So long may one be on its way to somebody who is well, in milliseconds.
const LONGEST: u64 = 1_500;

/// A world in which `broken` of those whom somebody writes to refuse everything, never answer, or cannot keep anything: the
/// others have their messages at once all the same (T33).
#[must_use]
pub fn broken(options: &Options, broken: usize) -> Report {
    let chance = Chance::new(options.seed);
    let peers = 1 + HEALTHY.len() + broken;
    let refuse = (HEALTHY.len() + 2..=peers).step_by(3).collect();
    let fair = Setting::fair(peers);
    let setting = Setting { refuse, sabotage: options.sabotage, ..fair };
    let world = Arc::new(World::new(setting, chance, options.is_told));
    world.calm_for(u64::MAX);
    for peer in HEALTHY.len() + 2..=peers {
        match peer % 3 {
            // They refuse.
            1 => {}
            2 => world.isolate(peer, u64::MAX / 4),
            _ => world.fill(peer, u64::MAX / 4),
        }
    }
    begin(&world);
    world.begin(None, "person", writes(world.clone()));
    let mut executor = Executor::new(world.clone());
    let end = 60 * MINUTE;
    while world.now() < end && executor.step(end) {}
    judge(&world);
    let report = report(&world, options.seed, None);
    world.end();
    report
}

/// Writes to everybody again and again.
async fn writes(world: Arc<World>) {
    world.sleep(MINUTE).await;
    for _ in 0..MESSAGES {
        for to in world.people().filter(|to| *to != AUTHOR).rev() {
            says(world.clone(), AUTHOR, to).await;
        }
        world.sleep(world.chance.between(1_000, 2 * MINUTE)).await;
    }
}

fn judge(world: &World) {
    let sent = lock(&world.ledger).sent.clone();
    for reader in HEALTHY {
        let heard = conversation(world, reader, AUTHOR);
        if heard.len() != MESSAGES {
            world.fail(format!("{} has {} messages", name(reader), heard.len()));
        }
        for entry in heard {
            let sent = sent.iter().find(|sent| sent.id == entry.message.id);
            let at = sent.and_then(|sent| sent.acknowledged_at);
            let came = entry.changed_at.millis().saturating_sub(BEGINNING);
            if at.is_none_or(|at| came > at + LONGEST) {
                world.fail(format!("{:?} was sent at {at:?} and came at {came}", entry.message.id));
            }
        }
    }
}
