//! A room whose devices are killed and cut off while people speak in it, come and go: each message once at each device that is entitled to it, and at
//! nobody else.

mod book;
mod cast;
mod changes;
mod ending;
mod founding;
mod house;
mod judge;
mod room;
mod speaking;
mod weather;

use std::{
    ops::Range,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use cast::Cast;
use changes::Changes;
use house::House;
use judge::Found;
use speaking::Talk;
use weather::Weather;

use crate::{
    binaries,
    dice::{self, Dice},
    stage::log_level,
};

/// How much is said, by how many, and what it meets. All pauses are in milliseconds.
struct Form {
    name: &'static str,
    cast: Cast,
    /// Words.
    messages: usize,
    /// Between two of them.
    pace: Range<u64>,
    /// Between two changes of who is in the room, and between two others.
    moves: Range<u64>,
    keys: Range<u64>,
    weather: Weather,
    /// How many machines are killed, and cut off, at once.
    storms: usize,
    /// How long what waits may take to arrive once all is well again.
    patience: Duration,
}

impl Form {
    fn chosen() -> Self {
        let is_long = std::env::var("CAUSERIE_FAULTS").is_ok_and(|form| form == "long");
        if is_long { Self::long() } else { Self::short() }
    }

    fn short() -> Self {
        let weather = Weather {
            kills: 1_000..3_000,
            away: 0..1_500,
            cuts: 1_000..3_000,
            cut_for: 500..3_000,
            long: 8,
            long_for: 3_000..6_000,
        };
        Self {
            name: "short",
            cast: Cast::small(),
            messages: 200,
            pace: 50..250,
            moves: 1_000..4_000,
            keys: 2_000..5_000,
            weather,
            storms: 1,
            patience: Duration::from_mins(3),
        }
    }

    fn long() -> Self {
        let weather = Weather {
            kills: 1_000..4_000,
            away: 0..3_000,
            cuts: 1_000..4_000,
            cut_for: 500..6_000,
            long: 6,
            long_for: 10_000..40_000,
        };
        Self {
            name: "long",
            cast: Cast::large(),
            messages: 5_000,
            pace: 30..110,
            moves: 3_000..10_000,
            keys: 3_000..10_000,
            weather,
            storms: 2,
            patience: Duration::from_mins(10),
        }
    }
}

#[test]
fn what_is_said_in_a_room_is_once_at_each_device_it_is_for_and_at_nobody_else() {
    let Form { name, cast, messages, pace, moves, keys, weather, storms, patience } =
        Form::chosen();
    let (seed, is_long) = (dice::seed(), name == "long");
    let (variable, profile) =
        if is_long { ("CAUSERIE_FAULTS=long ", "--release ") } else { ("", "") };
    println!(
        "seed {seed}; the same again:\n{variable}CAUSERIE_FAULTS_SEED={seed} cargo test {profile}-p causerie --test faults what_is_said -- --nocapture"
    );
    let mut dice = Dice::new(seed);
    let mut house = House::build(cast, binaries::server(is_long));
    let begin = Instant::now();
    house.found();
    let (room, books) = house.room(&mut dice);
    books.begin();
    println!("the room stands after {:?}", begin.elapsed());
    let (talk, calm, begin) = (Talk::new(messages), AtomicBool::new(false), Instant::now());
    let changes = Changes { house: &house, room: &room, books: &books };

    thread::scope(|all| {
        let (house, room, talk, calm, weather) = (&house, &*room, &talk, &calm, &weather);
        let speakers: Vec<_> = (0..house.cast.devices())
            .map(|who| {
                let dice = dice.split();
                all.spawn(move || talk.speak(house, room, who, dice))
            })
            .collect();
        let (of_people, of_keys) = (dice.split(), dice.split());
        let mut others = vec![
            all.spawn(move || changes.people(&moves, calm, of_people)),
            all.spawn(move || changes.keys(&keys, calm, of_keys)),
        ];
        for _ in 0..storms {
            let (kills, cuts) = (dice.split(), dice.split());
            others.push(all.spawn(move || weather.kill(house, calm, kills)));
            others.push(all.spawn(move || weather.cut(house, calm, cuts)));
        }
        for _ in 0..messages {
            thread::sleep(dice.millis(&pace));
            talk.allowed.fetch_add(1, Relaxed);
        }
        for one in speakers {
            one.join().unwrap();
        }
        calm.store(true, Relaxed);
        for one in others {
            one.join().unwrap();
        }
    });
    let took = begin.elapsed();
    house.look_after_all();
    let mut failures = ending::settled(&changes, &talk, patience);
    let said = talk.said();
    let (found, others) = ending::judge(&changes, &said);

    println!(
        "{name} form, seed {seed}: said and suffered in {took:?}, all in {:?}",
        begin.elapsed()
    );
    print(&house, &said, &found);
    books.print();
    failures.extend(others);
    failures.extend(of(found));
    failures.extend(house.troubles());
    if log_level().is_some() {
        house.keep();
    }
    assert!(failures.is_empty(), "seed {seed}: {failures:#?}");
}

fn print(house: &House, said: &[speaking::Said], found: &Found) {
    let [(kills, directory_killed), (cuts, directory_cut)] = house.suffered();
    let kept = said.iter().filter(|it| it.moment.is_kept).count();
    let edits: usize = said.iter().map(|it| it.edits.len()).sum();
    let reactions: usize = said.iter().map(|it| it.reactions.len()).sum();
    println!(
        "devices: {}, of which {} stay in the room",
        house.cast.devices(),
        house.cast.steady().len()
    );
    println!(
        "messages: {kept} acknowledged, {} given up before they were; {edits} edits, {reactions} reactions",
        said.len() - kept
    );
    println!(
        "deliveries: {} to other devices; {} had to be at theirs, the author's counted",
        found.deliveries, found.due
    );
    println!(
        "kill -9: {kills}, of which {directory_killed} of the directory; cuts: {cuts}, of which {directory_cut} of the directory"
    );
    println!(
        "{} are not at a device of which the device of their author says so, who went before they had come",
        found.named
    );
    println!(
        "lost {}, twice {}, at somebody else {}, never said so {}, with wrong reactions {}",
        found.lost.len(),
        found.doubled.len(),
        found.betrayed.len(),
        found.foreign.len(),
        found.reactions.len()
    );
}

fn of(found: Found) -> Vec<String> {
    let Found { lost, doubled, betrayed, foreign, reactions, .. } = found;
    let kinds = [
        ("lost", lost),
        ("twice", doubled),
        ("at somebody it is not for", betrayed),
        ("never said so", foreign),
        ("reactions", reactions),
    ];
    kinds
        .into_iter()
        .flat_map(|(kind, them)| them.into_iter().map(move |it| format!("{kind}: {it}")))
        .collect()
}
