//! What is changed in the room while people speak: who is in it, its name and its keys.

use std::{
    collections::HashSet,
    ops::Range,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
};

use serde_json::{Value, json};

use super::{
    book::Books,
    cast::{Manner, Person},
    house::House,
    room::Room,
};
use crate::dice::Dice;

/// The room, and who changes it.
#[derive(Clone, Copy)]
pub(crate) struct Changes<'a> {
    pub(crate) house: &'a House,
    pub(crate) room: &'a str,
    pub(crate) books: &'a Books,
}

impl<'a> Changes<'a> {
    pub(crate) fn at(&self, who: usize) -> Room<'a> {
        Room::at(self.house, who, self.room)
    }

    /// Lets people come and go, one change at a time, until it is calm.
    pub(crate) fn people(&self, pause: &Range<u64>, calm: &AtomicBool, mut dice: Dice) {
        let people: Vec<_> = self.house.cast.with(Manner::Comes).collect();
        while rests(pause, calm, &mut dice) {
            let person = people[dice.index(people.len())];
            let who = person.machines.start;
            let is_in = self.books.open().is_in(who);
            match is_in {
                Some(true) if dice.below(3) == 0 => self.leaves(person, &mut dice),
                Some(true) => self.removes(person, &mut dice),
                _ => self.lets_in(person, &self.keeper(&mut dice)),
            }
        }
    }

    /// Has keys and the name changed, until it is calm.
    pub(crate) fn keys(&self, pause: &Range<u64>, calm: &AtomicBool, mut dice: Dice) {
        let (steady, mut number) = (self.house.cast.steady(), 0);
        while rests(pause, calm, &mut dice) {
            if dice.below(3) == 0 {
                number += 1;
                let name = format!("room {number}");
                let asked = self.keeper(&mut dice).asked("PUT", "name", &json!({ "name": name }));
                self.done("naming the room", asked);
                self.books.open().name = name;
            } else {
                let who = self.at(steady[dice.index(steady.len())]);
                self.done("changing keys", who.asked("POST", "rotate", &Value::Null));
            }
            self.books.changed.fetch_add(1, Relaxed);
        }
    }

    pub(crate) fn keeper(&self, dice: &mut Dice) -> Room<'a> {
        let keepers = self.house.cast.keepers();
        self.at(keepers[dice.index(keepers.len())])
    }

    fn done(&self, what: &str, asked: Result<(), String>) {
        if let Err(code) = asked {
            self.house.trouble(format!("{what} was refused: {code}"));
        }
    }

    /// An admin invites somebody, who asks to be let in, and is in with all of their devices.
    pub(crate) fn lets_in(&self, person: &Person, keeper: &Room<'_>) {
        let guest = self.at(person.machines.start);
        let before = guest.until("invitations are told", || guest.invitations());
        let before: HashSet<_> = before.into_iter().collect();
        let after = self.goes(person, true, keeper);
        let body = json!({ "who": person.address() });
        keeper.until("somebody is invited", || {
            match keeper.asked("POST", "invitations", &body) {
                // Of whoever has not heard yet that they went.
                Err(code) if code.contains("ALREADY_IN_ROOM") => None,
                asked => {
                    self.done("an invitation", asked);
                    Some(())
                }
            }
        });
        guest.until("the invitation comes", || {
            guest.invitations()?.iter().any(|it| !before.contains(it)).then_some(())
        });
        self.done("joining", guest.asked("POST", "join", &json!({})));
        for who in person.machines.clone() {
            let at = self.at(who);
            // One that has not heard yet that it went says so of an epoch before.
            let epoch = at.until("somebody is in", || at.epoch().filter(|now| *now > after));
            self.books.open().end(who, epoch);
        }
        self.books.came.fetch_add(1, Relaxed);
    }

    fn removes(&self, person: &Person, dice: &mut Dice) {
        let keeper = self.keeper(dice);
        let after = self.goes(person, false, &keeper);
        self.done(
            "a removal",
            keeper.asked("DELETE", &format!("members/{}", person.name), &Value::Null),
        );
        self.gone(person, &keeper, after);
    }

    fn leaves(&self, person: &Person, dice: &mut Dice) {
        let (keeper, guest) = (self.keeper(dice), self.at(person.machines.start));
        let after = self.goes(person, false, &guest);
        self.done("leaving", guest.asked("POST", "leave", &Value::Null));
        self.gone(person, &keeper, after);
    }

    /// Notes that somebody is about to come in, or to go. After which epoch, as far as that device knows, who has perhaps not heard of the last time.
    fn goes(&self, person: &Person, is_in: bool, by: &Room<'_>) -> u64 {
        let now = by.epoch();
        let mut book = self.books.open();
        let settled = person.machines.clone().map(|who| book.settled(who)).max();
        let after = now.max(settled).unwrap_or_default();
        book.begin(person.machines.clone(), is_in, after);
        after
    }

    /// Waits until one who stays knows that somebody has gone, and not only has not heard yet that they came.
    fn gone(&self, person: &Person, keeper: &Room<'_>, after: u64) {
        let address = person.address();
        let epoch = keeper.until("somebody has gone", || {
            let state = keeper.state().filter(|it| it.epoch > after)?;
            let is_in = state.members.iter().any(|(who, _, _)| *who == address);
            (!is_in).then_some(state.epoch)
        });
        for who in person.machines.clone() {
            self.books.open().end(who, epoch);
        }
        self.books.went.fetch_add(1, Relaxed);
    }
}

/// Waits a while; whether it goes on then.
fn rests(pause: &Range<u64>, calm: &AtomicBool, dice: &mut Dice) -> bool {
    thread::sleep(dice.millis(pause));
    !calm.load(Relaxed)
}
