//! Processes that are killed and cut off from each other, a disk that is full and clocks that jump: what was acknowledged
//! arrives once, in its order, and `why` says meanwhile what keeps it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod binaries;
mod cast;
mod clocks;
mod dice;
mod disk;
mod door;
mod histories;
mod holder;
mod lan;
mod ledger;
mod local;
mod namespaces;
mod network;
mod process;
mod relays;
mod rooms;
mod rounds;
mod speaking;
mod stage;
mod standing;
mod verdict;

use std::{
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use cast::{ALL, PEOPLE, pairs};
use dice::Dice;
use rounds::Weather;
use speaking::Talk;
use stage::Stage;
use verdict::Verdict;

/// How much is said, and what it meets.
struct Form {
    name: &'static str,
    /// Messages of each author to each reader.
    each: usize,
    weather: Weather,
    /// How long what waits may take to arrive once all is well again.
    patience: Duration,
}

impl Form {
    /// The short one, or that of `CAUSERIE_FAULTS=long`.
    fn chosen() -> Self {
        let is_long = std::env::var("CAUSERIE_FAULTS").is_ok_and(|form| form == "long");
        if is_long { Self::long() } else { Self::short() }
    }

    fn short() -> Self {
        let weather = Weather {
            times: 1,
            waits: false,
            lasts: 200..800,
            patience: Duration::from_mins(1),
            kills: 500..2_000,
        };
        Self { name: "short", each: 34, weather, patience: Duration::from_mins(2) }
    }

    fn long() -> Self {
        let weather = Weather {
            times: 8,
            waits: true,
            lasts: 500..5_000,
            patience: Duration::from_mins(1),
            kills: 500..4_000,
        };
        Self { name: "long", each: 834, weather, patience: Duration::from_mins(8) }
    }
}

#[test]
fn what_was_acknowledged_arrives_once_and_in_order_and_why_names_what_keeps_it() {
    let form = Form::chosen();
    let seed = dice::seed();
    println!("seed {seed}; the same again:");
    let long = form.name == "long";
    let (variable, profile) = if long { ("CAUSERIE_FAULTS=long ", "--release ") } else { ("", "") };
    println!(
        "{variable}CAUSERIE_FAULTS_SEED={seed} cargo test {profile}-p causerie --test faults -- --nocapture"
    );
    let mut dice = Dice::new(seed);
    let mut stage = Stage::set(binaries::server(long));
    let begin = Instant::now();

    let verdict = run(&stage, &form, &mut dice);

    let faults = rounds::expected(&stage, &form.weather);
    println!("{} form, seed {seed}, {:?}", form.name, begin.elapsed());
    let failures = verdict.print(&stage.ledger, &faults);
    if !failures.is_empty() || stage::log_level().is_some() {
        println!("logs are kept in {}", stage.keep().display());
    }
    assert!(failures.is_empty(), "seed {seed}: {failures:#?}");
}

/// Everybody speaks to everybody while things fail; then all is made well, and what waits arrives or does not.
fn run(stage: &Stage, form: &Form, dice: &mut Dice) -> Verdict {
    let (talk, calm) = (&Talk::new(form.each), &AtomicBool::new(false));
    let said: Vec<_> = thread::scope(|all| {
        for author in 0..PEOPLE.len() {
            let dice = dice.split();
            all.spawn(move || talk.ask(stage, author, dice));
        }
        let speak = |(from, to)| {
            let dice = dice.split();
            all.spawn(move || ((from, to), talk.speak(stage, from, to, dice)))
        };
        let speakers: Vec<_> = pairs().map(speak).collect();
        // The first to each arrives before anything fails, so that no later one needs the directory to be acknowledged.
        talk.settle(pairs().count(), form.patience);
        let (faults, kills, weather) = (dice.split(), dice.split(), &form.weather);
        let shower = all.spawn(move || rounds::shower(stage, calm, weather, kills));
        rounds::play(stage, talk, weather, faults);
        while talk.allow() {}
        let said = speakers.into_iter().map(|one| one.join().unwrap()).collect();
        calm.store(true, Relaxed);
        shower.join().unwrap();
        for who in ALL {
            stage.clocks.set(who, 0);
            stage.look_after(who, &mut stage.machine(who));
        }
        let begin = Instant::now();
        talk.settle(0, form.patience);
        println!("what still waited when all was well again took {:?}", begin.elapsed());
        talk.over.store(true, Relaxed);
        said
    });
    Verdict::reached(stage, &said)
}
