//! The faults, each until `why` has named it.

use std::{
    ops::Range,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::{Duration, Instant},
};

use crate::{
    cast::{DIRECTORY, PEOPLE},
    dice::Dice,
    network::Cut,
    speaking::Talk,
    stage::Stage,
    standing::{Condition, Fault},
};

/// How often another message is allowed to each while a fault lasts.
const PACE: Range<u64> = 150..500;
/// A clock that is set is this many minutes off, or a multiple of it: a wait of a peer's is 5 minutes at most, and one that a
/// clock set back makes longer than that counts for nothing.
const STEP: i64 = 10;

/// A fault, and who suffers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Round {
    Killed,
    KilledWithDirectory,
    Cut,
    DirectoryCut,
    Full,
    Behind,
}

/// How long the faults are.
#[derive(Clone, Debug)]
pub(crate) struct Weather {
    /// How often each fault is played.
    pub(crate) times: usize,
    /// Whether it is waited for what takes half a minute to be noticed: that oneself is cut off, or the directory.
    pub(crate) waits: bool,
    /// For how many milliseconds at least, once named.
    pub(crate) lasts: Range<u64>,
    /// How long it may take to be named.
    pub(crate) patience: Duration,
    /// How many milliseconds there are between kills beside.
    pub(crate) kills: Range<u64>,
}

/// Plays each fault as often as the weather has it, in an order of chance; what may be said is spread over them.
pub(crate) fn play(stage: &Stage, talk: &Talk, weather: &Weather, mut dice: Dice) {
    let once = all(stage, weather);
    let rounds = once.len() * weather.times;
    let mut played = 0;
    for _ in 0..weather.times {
        let mut deck = once.clone();
        dice.shuffle(&mut deck);
        for round in deck {
            played += 1;
            let until = talk.each * played / rounds;
            let victim = dice.index(PEOPLE.len());
            one(&Scene { stage, talk, weather, until }, round, victim, &mut dice);
            while talk.allowed.load(Relaxed) < until && talk.allow() {}
        }
    }
}

/// The faults that can be played here.
fn all(stage: &Stage, weather: &Weather) -> Vec<Round> {
    let mut all = vec![Round::Killed, Round::KilledWithDirectory, Round::Cut];
    if weather.waits {
        all.push(Round::DirectoryCut);
    }
    if stage.fills() {
        all.push(Round::Full);
    }
    if stage.clocks.jump() {
        all.push(Round::Behind);
    }
    all
}

/// The names that the faults must be given.
pub(crate) fn expected(stage: &Stage, weather: &Weather) -> Vec<Fault> {
    all(stage, weather).into_iter().flat_map(|round| faults(stage, weather, round)).collect()
}

fn faults(stage: &Stage, weather: &Weather, round: Round) -> Vec<Fault> {
    match round {
        Round::Killed => vec![Fault::ReaderKilled],
        Round::KilledWithDirectory => vec![Fault::DirectoryAndReaderKilled],
        Round::Cut if weather.waits && stage.network.cuts_all() => {
            vec![Fault::ReaderCut, Fault::AuthorCut]
        }
        Round::Cut => vec![Fault::ReaderCut],
        Round::DirectoryCut => vec![Fault::DirectoryCutReaderKilled],
        Round::Full => vec![Fault::DirectoryFullReaderKilled],
        Round::Behind => vec![Fault::DirectoryBehindReaderKilled],
    }
}

struct Scene<'a> {
    stage: &'a Stage,
    talk: &'a Talk,
    weather: &'a Weather,
    /// How many messages may be said to each until the fault is over.
    until: usize,
}

fn one(scene: &Scene<'_>, round: Round, victim: usize, dice: &mut Dice) {
    let stage = scene.stage;
    let mut peer = stage.machine(victim);
    match round {
        Round::Killed => {
            stage.kill(victim, &mut peer);
            scene.lasts(round, dice);
        }
        Round::KilledWithDirectory => {
            let mut directory = stage.machine(DIRECTORY);
            stage.kill(DIRECTORY, &mut directory);
            stage.kill(victim, &mut peer);
            scene.lasts(round, dice);
            stage.start(DIRECTORY, &mut directory);
        }
        Round::Cut => {
            let _undisturbed = (stage.machine(witness(victim)), stage.machine(DIRECTORY));
            stage.cut(victim, how(dice));
            scene.lasts(round, dice);
            stage.heal(victim);
            return;
        }
        Round::DirectoryCut => {
            let _undisturbed = (stage.machine(witness(victim)), stage.machine(DIRECTORY));
            stage.kill(victim, &mut peer);
            stage.cut(DIRECTORY, how(dice));
            scene.lasts(round, dice);
            stage.heal(DIRECTORY);
        }
        Round::Full => {
            let mut directory = stage.machine(DIRECTORY);
            // So that no room is left in the files it has.
            stage.restart(DIRECTORY, &mut directory);
            stage.kill(victim, &mut peer);
            stage.fill(&directory);
            scene.lasts(round, dice);
            if dice.below(2) == 0 {
                stage.kill(DIRECTORY, &mut directory);
                stage.free(&directory);
                stage.start(DIRECTORY, &mut directory);
            } else {
                stage.free(&directory);
            }
        }
        Round::Behind => {
            let mut directory = stage.machine(DIRECTORY);
            stage.kill(victim, &mut peer);
            stage.kill(DIRECTORY, &mut directory);
            stage.jump(DIRECTORY, -60);
            stage.start(DIRECTORY, &mut directory);
            stage.standing.set(DIRECTORY, Condition::Behind);
            scene.lasts(round, dice);
            stage.jump(DIRECTORY, 0);
            stage.standing.set(DIRECTORY, Condition::Well);
        }
    }
    stage.start(victim, &mut peer);
}

/// Somebody to whom nothing happens meanwhile: a cut is noticed after a while only.
fn witness(victim: usize) -> usize {
    (victim + 1) % PEOPLE.len()
}

fn how(dice: &mut Dice) -> Cut {
    if dice.below(2) == 0 { Cut::Silent } else { Cut::Told }
}

impl Scene<'_> {
    /// Lets people speak until the fault was named, and a little longer.
    fn lasts(&self, round: Round, dice: &mut Dice) {
        let Self { stage, talk, weather, until } = self;
        let begin = Instant::now();
        let faults = faults(stage, weather, round);
        let before: Vec<_> = faults.iter().map(|fault| stage.ledger.named(*fault)).collect();
        let mut end = None;
        while end.is_none_or(|end| Instant::now() < end) {
            if talk.allowed.load(Relaxed) < *until {
                talk.allow();
            }
            thread::sleep(dice.millis(&PACE));
            let mut named = faults.iter().zip(&before);
            if end.is_none() && named.all(|(fault, count)| stage.ledger.named(*fault) > *count) {
                println!("{round:?}: named after {:?}", begin.elapsed());
                end = Some(Instant::now() + dice.millis(&weather.lasts));
            }
            if begin.elapsed() > weather.patience {
                println!("{round:?}: not named in {:?}", weather.patience);
                break;
            }
        }
    }
}

/// Until it is calm: kills any machine that nobody else has in hand, and starts it again at once; or has its clock jump.
pub(crate) fn shower(stage: &Stage, calm: &AtomicBool, weather: &Weather, mut dice: Dice) {
    while !calm.load(Relaxed) {
        thread::sleep(dice.millis(&weather.kills));
        let (who, jumps) = (dice.index(DIRECTORY + 1), dice.below(4) == 0);
        let pause = dice.millis(&(0..300));
        let minutes = STEP * i64::try_from(dice.below(13)).unwrap() - 60;
        let Some(mut machine) = stage.idle(who) else { continue };
        stage.look_after(who, &mut machine);
        if jumps {
            // A directory that falls behind is a fault of its own.
            stage.jump(who, if who == DIRECTORY { minutes.abs() } else { minutes });
        } else {
            stage.kill(who, &mut machine);
            stage.standing.set(who, Condition::Unsettled);
            thread::sleep(pause);
            stage.start(who, &mut machine);
        }
    }
}
