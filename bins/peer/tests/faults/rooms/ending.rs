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

/// How long what waits is waited for until something more is said: of what somebody left in the mailbox of somebody who is no contact, they hear when they
/// reach them again.
const LULL: Duration = Duration::from_secs(20);

/// Waits until nothing is on its way any more, but not forever; says what still is. Everybody who has to has heard what everybody says at last.
pub(crate) fn settled(changes: &Changes<'_>, talk: &Talk, patience: Duration) -> Vec<String> {
    let begin = Instant::now();
    let mut lulls = 0;
    loop {
        if begin.elapsed() >= LULL * lulls {
            lulls += 1;
            for who in members(changes) {
                talk.say_more(&changes.at(who));
            }
        }
        let wrong = restless(changes);
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

/// Reads what each device has and judges it; also what is wrong besides.
pub(crate) fn judge(changes: &Changes<'_>, said: &[Said]) -> (Found, Vec<String>) {
    let cast = &changes.house.cast;
    let mut wrong = Vec::new();
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
