//! People who say things in the room, in other words, and react to each other.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    book::Moment,
    house::House,
    room::{Room, words},
};
use crate::dice::Dice;

/// How long something may take to be acknowledged.
const PATIENCE: Duration = Duration::from_mins(2);
/// One in so many that were not acknowledged at once is given up.
const GIVEN_UP: u64 = 6;
/// After one in so many words something was said in other words, and something reacted to.
const CHANGED: u64 = 10;
const SIGNS: [&str; 3] = ["+", "?", "!"];

/// Words, and what became of them.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) moment: Moment,
    /// Other words for them, in the order in which they were said.
    pub(crate) edits: Vec<(String, Change)>,
    /// At most one of each device, and of each person's first devices alone.
    pub(crate) reactions: Vec<(usize, &'static str, Change)>,
}

/// What was done to words.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) id: String,
    pub(crate) moment: Moment,
}

/// What may be said, and what was.
pub(crate) struct Talk {
    /// How many words may have been said by now.
    pub(crate) allowed: AtomicUsize,
    /// How many are in the end.
    all: usize,
    taken: AtomicUsize,
    said: Mutex<Vec<Said>>,
    /// Set when it is too late for whoever has not said all.
    pub(crate) over: AtomicBool,
}

impl Talk {
    pub(crate) fn new(all: usize) -> Self {
        Self {
            allowed: AtomicUsize::new(0),
            all,
            taken: AtomicUsize::new(0),
            said: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    pub(crate) fn said(self) -> Vec<Said> {
        self.said.into_inner().unwrap()
    }

    /// Words that were said until now.
    pub(crate) fn count(&self) -> usize {
        self.said.lock().unwrap().iter().filter(|it| it.moment.is_kept).count()
    }

    fn may(&self) -> Option<usize> {
        let allowed = self.allowed.load(Relaxed).min(self.all);
        let more = |taken| (taken < allowed).then_some(taken + 1);
        self.taken.fetch_update(Relaxed, Relaxed, more).ok()
    }

    fn goes_on(&self) -> bool {
        !self.over.load(Relaxed) && self.count() < self.all
    }

    /// Says what one device says, until all was said by somebody.
    pub(crate) fn speak(&self, house: &House, room: &str, who: usize, mut dice: Dice) {
        let room = Room::at(house, who, room);
        while self.goes_on() {
            thread::sleep(dice.millis(&(20..200)));
            // Whoever is not in it, or not there, leaves it to the others.
            if room.epoch().is_none() {
                continue;
            }
            let Some(number) = self.may() else { continue };
            if !self.words(&room, number, gives_up(&mut dice)) {
                self.taken.fetch_sub(1, Relaxed);
            }
            if dice.below(CHANGED) == 0 {
                self.edit(&room, &mut dice);
            }
            if dice.below(CHANGED) == 0 {
                self.react(&room, &mut dice);
            }
        }
    }

    /// Says one thing more, however much was said.
    pub(crate) fn say_more(&self, room: &Room<'_>) {
        self.words(room, self.all, false);
    }

    /// Whether words were said.
    fn words(&self, room: &Room<'_>, number: usize, gives_up: bool) -> bool {
        let id = new_id();
        let text = format!("{number} of {}, {id}", room.house.cast.name(room.who));
        let Some(moment) = said(room, &id, &words(room.id, &text), gives_up) else { return false };
        let is_kept = moment.is_kept;
        let said = Said { id, text, moment, edits: Vec::new(), reactions: Vec::new() };
        self.said.lock().unwrap().push(said);
        is_kept
    }

    /// Says something of one's own in other words.
    fn edit(&self, room: &Room<'_>, dice: &mut Dice) {
        let chosen = self.chosen(dice, |it| it.moment.by == room.who && it.moment.is_kept);
        let Some((place, of, _)) = chosen else { return };
        let id = new_id();
        let text = format!("{of} in other words, {id}");
        let path = format!("{of}/edits/{id}");
        let Some(moment) = said(room, &path, &json!({ "text": text }), gives_up(dice)) else {
            return;
        };
        let edit = (text, Change { id, moment });
        self.said.lock().unwrap()[place].edits.push(edit);
    }

    /// Reacts to something, once.
    fn react(&self, room: &Room<'_>, dice: &mut Dice) {
        let cast = &room.house.cast;
        if cast.owner(room.who).machines.start != room.who {
            return;
        }
        let is_new = |it: &Said| it.reactions.iter().all(|(by, _, _)| *by != room.who);
        let chosen = self.chosen(dice, |it| it.moment.is_kept && is_new(it));
        let Some((place, of, author)) = chosen else { return };
        let (id, sign) = (new_id(), SIGNS[dice.index(SIGNS.len())]);
        let body = json!({ "from": cast.owner(author).address(), "emoji": sign });
        let path = format!("{of}/reactions/{id}");
        let Some(moment) = said(room, &path, &body, gives_up(dice)) else { return };
        let reaction = (room.who, sign, Change { id, moment });
        self.said.lock().unwrap()[place].reactions.push(reaction);
    }

    /// Something that was said: where it stands, what it is called and who said it.
    fn chosen(
        &self,
        dice: &mut Dice,
        fits: impl Fn(&Said) -> bool,
    ) -> Option<(usize, String, usize)> {
        let said = self.said.lock().unwrap();
        let all: Vec<_> = said.iter().enumerate().filter(|(_, it)| fits(it)).collect();
        if all.is_empty() {
            return None;
        }
        let (place, it) = all[dice.index(all.len())];
        Some((place, it.id.clone(), it.moment.by))
    }
}

fn gives_up(dice: &mut Dice) -> bool {
    dice.below(GIVEN_UP) == 0
}

fn new_id() -> String {
    causerie_edge::message_id().unwrap().to_string()
}

/// Says it until it is acknowledged, or for once if it is given up then; nothing if it was refused, and so is nowhere.
fn said(room: &Room<'_>, path: &str, body: &serde_json::Value, gives_up: bool) -> Option<Moment> {
    let begin = Instant::now();
    let first = room.epoch()?;
    let mut was_tried = false;
    let is_kept = loop {
        match room.says(path, body) {
            Some(204) => break true,
            // Not in the room, or nothing known of what it is about; and of what was tried before and not answered.
            Some(404 | 409) if !was_tried => return None,
            Some(404 | 409) => break false,
            Some(401) => {}
            Some(408) => was_tried = true,
            Some(status @ ..500) => {
                let name = room.house.cast.name(room.who);
                room.house.trouble(format!("{name} was refused {path}: {status}"));
            }
            Some(_) | None => was_tried = true,
        }
        if gives_up {
            break false;
        }
        if begin.elapsed() > PATIENCE {
            let name = room.house.cast.name(room.who);
            room.house.trouble(format!("{path} of {name} was not acknowledged in {PATIENCE:?}"));
            break false;
        }
        thread::sleep(Duration::from_millis(50));
    };
    let epochs = (first, room.told_epoch());
    Some(Moment { by: room.who, epochs, is_kept })
}
