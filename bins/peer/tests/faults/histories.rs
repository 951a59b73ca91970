//! What was said held against what was read: this judges, and is judged itself by histories that are wrong.

use std::collections::{HashMap, HashSet};

/// A message of one author to one reader.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) id: String,
    pub(crate) text: String,
    /// Whether its author's peer said that it was kept. What was given up before may have arrived or not.
    pub(crate) acknowledged: bool,
}

/// A message as it stands in a history.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) state: String,
}

/// What is wrong between one author and one reader; each by the text of its message.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Acknowledged, and not at its reader.
    pub(crate) lost: Vec<String>,
    /// More than once at its reader, under one id or several.
    pub(crate) doubled: Vec<String>,
    /// Acknowledged before something that is read before it.
    pub(crate) swapped: Vec<String>,
    /// At its reader, and never said like that.
    pub(crate) foreign: Vec<String>,
    /// Acknowledged, and not delivered or read as far as its author knows; with how far it came.
    pub(crate) undelivered: Vec<String>,
}

impl Wrong {
    /// Holds what was said, in its order, against what its reader has, in its order, and what its author has.
    pub(crate) fn between(said: &[Said], read: &[Kept], own: &[Kept]) -> Self {
        let mut wrong = Self::default();
        let places: HashMap<_, _> =
            said.iter().enumerate().map(|(place, one)| (&*one.id, (place, one))).collect();
        let (mut ids, mut texts, mut furthest) = (HashSet::new(), HashSet::new(), 0);
        for kept in read {
            let twice = !ids.insert(&*kept.id) | !texts.insert(&*kept.text);
            match places.get(&*kept.id) {
                Some((_, said)) if said.text != kept.text => wrong.foreign.push(kept.text.clone()),
                None if !twice => wrong.foreign.push(kept.text.clone()),
                _ if twice => wrong.doubled.push(kept.text.clone()),
                Some((place, said)) if said.acknowledged => {
                    if *place < furthest {
                        wrong.swapped.push(kept.text.clone());
                    }
                    furthest = furthest.max(*place);
                }
                _ => {}
            }
        }
        let states: HashMap<_, _> = own.iter().map(|kept| (&*kept.id, &*kept.state)).collect();
        for one in said.iter().filter(|one| one.acknowledged) {
            if !ids.contains(&*one.id) {
                wrong.lost.push(one.text.clone());
            }
            let state = states.get(&*one.id).copied().unwrap_or("unknown to its author");
            if !matches!(state, "delivered" | "read") {
                wrong.undelivered.push(format!("{} ({state})", one.text));
            }
        }
        wrong
    }

    /// What is wrong between others as well.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.lost.extend(other.lost);
        self.doubled.extend(other.doubled);
        self.swapped.extend(other.swapped);
        self.foreign.extend(other.foreign);
        self.undelivered.extend(other.undelivered);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five messages, of which the one with number 3 was given up; and how they are read if nothing is wrong.
    fn five() -> (Vec<Said>, Vec<Kept>) {
        let said: Vec<_> = (0..5)
            .map(|n| Said {
                id: format!("id {n}"),
                text: format!("text {n}"),
                acknowledged: n != 3,
            })
            .collect();
        let read = said.iter().map(|one| Kept {
            id: one.id.clone(),
            text: one.text.clone(),
            state: "delivered".to_owned(),
        });
        let read = read.collect();
        (said, read)
    }

    fn found(change: impl FnOnce(&mut Vec<Kept>)) -> Wrong {
        let (said, mut read) = five();
        let own = read.clone();
        change(&mut read);
        Wrong::between(&said, &read, &own)
    }

    fn only(text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }

    #[test]
    fn nothing_is_wrong_with_a_history_that_is_right() {
        assert_eq!(found(|_| {}), Wrong::default());
    }

    #[test]
    fn what_was_given_up_may_be_there_or_not_and_anywhere() {
        assert_eq!(found(|read| drop(read.remove(3))), Wrong::default());
        assert_eq!(found(|read| read.swap(3, 4)), Wrong::default());
    }

    #[test]
    fn a_lost_message_is_found() {
        let wrong = found(|read| drop(read.remove(1)));

        assert_eq!(wrong, Wrong { lost: only("text 1"), ..Wrong::default() });
    }

    #[test]
    fn the_last_message_lost_is_found_too() {
        let wrong = found(|read| drop(read.pop()));

        assert_eq!(wrong, Wrong { lost: only("text 4"), ..Wrong::default() });
    }

    #[test]
    fn a_doubled_message_is_found() {
        let wrong = found(|read| read.push(read[2].clone()));

        assert_eq!(wrong, Wrong { doubled: only("text 2"), ..Wrong::default() });
    }

    #[test]
    fn one_that_was_given_up_and_doubled_is_found() {
        let wrong = found(|read| read.insert(4, read[3].clone()));

        assert_eq!(wrong, Wrong { doubled: only("text 3"), ..Wrong::default() });
    }

    #[test]
    fn a_message_doubled_under_another_id_is_found() {
        let wrong = found(|read| read.push(Kept { id: "new".to_owned(), ..read[2].clone() }));

        assert_eq!(wrong, Wrong { doubled: only("text 2"), ..Wrong::default() });
    }

    #[test]
    fn two_swapped_messages_are_found() {
        let wrong = found(|read| read.swap(1, 2));

        assert_eq!(wrong, Wrong { swapped: only("text 1"), ..Wrong::default() });
    }

    #[test]
    fn one_that_comes_much_too_late_is_found() {
        let wrong = found(|read| read.rotate_left(1));

        assert_eq!(wrong, Wrong { swapped: only("text 0"), ..Wrong::default() });
    }

    #[test]
    fn what_nobody_said_is_found() {
        let wrong = found(|read| read[0].text = "other words".to_owned());
        assert_eq!(wrong.foreign, only("other words"));

        let stranger = Kept { id: "id 9".to_owned(), text: "new".to_owned(), state: String::new() };
        assert_eq!(found(|read| read.push(stranger)).foreign, only("new"));
    }

    #[test]
    fn a_message_that_its_author_does_not_know_to_be_delivered_is_found() {
        let (said, read) = five();
        let mut own = read.clone();
        own[1].state = "stored".to_owned();
        own.remove(0);

        let wrong = Wrong::between(&said, &read, &own);

        assert_eq!(wrong.undelivered, ["text 0 (unknown to its author)", "text 1 (stored)"]);
        assert_eq!(Wrong { undelivered: Vec::new(), ..wrong }, Wrong::default());
    }
}
