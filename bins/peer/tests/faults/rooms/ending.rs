//! How it all ends: everybody whole, nothing waiting, one epoch; and what stands at each device then.

use std::{
    collections::BTreeMap,
    thread,
    time::{Duration, Instant},
};

use super::{
    cast::Manner,
    changes::Changes,
    judge::{Found, judged},
    room::State,
    speaking::{Said, Talk},
};

/// How often what is not settled yet is told.
const OFTEN: Duration = Duration::from_secs(10);

/// Waits until nothing is on its way any more, but not forever; says what still is. Each who is in the room says one thing more, which is to come as all else.
pub(crate) fn settled(changes: &Changes<'_>, talk: &Talk, patience: Duration) -> Vec<String> {
    let begin = Instant::now();
    for who in members(changes) {
        talk.say_more(&changes.at(who));
    }
    let mut told = Duration::ZERO;
    loop {
        let wrong = restless(changes);
        if !wrong.is_empty() && begin.elapsed() > told + OFTEN {
            told = begin.elapsed();
            println!("after {told:?}: {wrong:?}");
        }
        if wrong.is_empty() || begin.elapsed() > patience {
            println!("what still waited when all was well again took {:?}", begin.elapsed());
            return wrong;
        }
        thread::sleep(Duration::from_millis(500));
    }
}

/// Whoever is in the room, by the book.
fn members(changes: &Changes<'_>) -> Vec<usize> {
    let devices = 0..changes.house.cast.devices();
    devices.filter(|who| changes.books.open().is_in(*who) == Some(true)).collect()
}

/// What is not as it will be.
fn restless(changes: &Changes<'_>) -> Vec<String> {
    let (cast, mut wrong, mut states) = (&changes.house.cast, Vec::new(), BTreeMap::new());
    for who in members(changes) {
        let (at, name) = (changes.at(who), cast.name(who));
        let Some(state) = at.state() else {
            wrong.push(format!("{name} is not in the room"));
            continue;
        };
        states.insert(name.clone(), state);
        match at.why() {
            None => wrong.push(format!("{name} does not say why")),
            Some(reasons) if reasons.is_empty() => {}
            Some(reasons) => {
                let mut counts = BTreeMap::<_, usize>::new();
                for (_, cause) in reasons {
                    *counts.entry(cause).or_default() += 1;
                }
                wrong.push(format!("of {name}'s there still waits {counts:?}"));
            }
        }
    }
    let expected = expected(changes);
    let mut epochs: Vec<_> = states.values().map(|state| state.epoch).collect();
    epochs.dedup();
    if epochs.len() > 1 {
        wrong.push(format!("there are several epochs: {epochs:?}"));
    }
    for (name, State { name: room, members, .. }) in states {
        if room != changes.books.open().name {
            wrong.push(format!("{name} calls the room {room:?}"));
        }
        let members: Vec<_> = members.into_iter().map(|(who, _, devices)| (who, devices)).collect();
        if members != expected {
            wrong.push(format!("{name} has {members:?} in the room, and not {expected:?}"));
        }
    }
    wrong
}

/// Who has to be in the room: people, with their devices.
fn expected(changes: &Changes<'_>) -> Vec<(String, Vec<String>)> {
    let (cast, members) = (&changes.house.cast, members(changes));
    let people = cast.people.iter().filter_map(|person| {
        let inside = person.machines.clone().filter(|who| members.contains(who));
        let devices: Vec<_> = inside.map(|who| cast.device(who)).collect();
        (!devices.is_empty()).then(|| (person.address(), devices))
    });
    people.collect()
}

/// Notes what devices whose people went say has not come where.
fn hear_why(changes: &Changes<'_>, said: &[Said]) {
    let of = |it: &Said| {
        let changes = it.edits.iter().map(|(_, edit)| edit);
        let changes = changes.chain(it.reactions.iter().map(|(.., reaction)| reaction));
        let changes = changes.map(|it| (it.id.clone(), it.moment.clone()));
        changes.chain([(it.id.clone(), it.moment.clone())]).collect::<Vec<_>>()
    };
    for (id, moment) in said.iter().flat_map(of) {
        if moment.is_kept && changes.books.open().goes(moment.by, &moment) {
            let lacking = changes.at(moment.by).lacking(&id);
            let named = lacking.into_iter().map(|who| (id.clone(), who));
            changes.books.open().named.extend(named);
        }
    }
}

/// Reads what each device has and judges it; also what is wrong besides.
pub(crate) fn judge(changes: &Changes<'_>, said: &[Said]) -> (Found, Vec<String>) {
    let cast = &changes.house.cast;
    let mut wrong = Vec::new();
    hear_why(changes, said);
    let shown: Vec<_> =
        (0..cast.devices()).map(|who| (who, changes.at(who).conversation())).collect();
    let found = judged(&changes.books.open(), cast, said, &shown);
    for person in cast.with(Manner::Stranger) {
        for who in person.machines.clone() {
            if changes.at(who).is_known() {
                wrong.push(format!("{} knows of the room", cast.name(who)));
            }
        }
    }
    for who in cast.steady() {
        let unopened = changes.at(who).unopened();
        if !unopened.is_empty() {
            println!("{} did not open {unopened:?}", cast.name(who));
        }
    }
    (found, wrong)
}
