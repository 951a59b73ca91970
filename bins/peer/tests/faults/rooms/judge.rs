//! What was said held against what stands at each device: this judges, and is judged itself by histories that are wrong.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    book::{Book, Entitled},
    cast::Cast,
    room::Shown,
    speaking::{Change, Said},
};

/// What is wrong, each with where; and how much there was.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Not at a device it is for.
    pub(crate) lost: Vec<String>,
    /// More than once at a device, under one id or several.
    pub(crate) doubled: Vec<String>,
    /// At a device it is not for.
    pub(crate) betrayed: Vec<String>,
    /// Never said, or not like that, or by somebody else.
    pub(crate) foreign: Vec<String>,
    /// With other reactions than there were.
    pub(crate) reactions: Vec<String>,
    /// Words at devices other than that which said them.
    pub(crate) deliveries: usize,
    /// Of all devices, words each of which had to be there.
    pub(crate) due: usize,
    /// Words that are missing somewhere and of which the device of their author, who went, says so.
    pub(crate) named: usize,
}

/// Holds what was said against what each device has.
pub(crate) fn judged(
    book: &Book,
    cast: &Cast,
    said: &[Said],
    shown: &[(usize, Vec<Shown>)],
) -> Found {
    let mut found = Found::default();
    for (reader, shown) in shown {
        Judge { book, cast, reader: *reader, found: &mut found }.all(said, shown);
    }
    found
}

struct Judge<'a> {
    book: &'a Book,
    cast: &'a Cast,
    reader: usize,
    found: &'a mut Found,
}

impl Judge<'_> {
    fn all(&mut self, said: &[Said], shown: &[Shown]) {
        let places: HashMap<_, _> = said.iter().map(|it| (&*it.id, it)).collect();
        let (mut ids, mut texts) = (HashSet::new(), HashSet::new());
        for it in shown {
            let here = self.here(&it.text);
            if !ids.insert(&*it.id) | !texts.insert(&*it.text) {
                self.found.doubled.push(here);
            } else if let Some(said) = places.get(&*it.id) {
                self.one(said, it);
            } else {
                self.found.foreign.push(here);
            }
        }
        for it in said {
            let is_here = ids.contains(&*it.id);
            let is_named = self.book.named.contains(&(it.id.clone(), self.reader));
            self.found.named += usize::from(!is_here && is_named);
            if self.book.entitled(self.reader, &it.id, &it.moment) == Entitled::Must {
                self.found.due += 1;
                if !is_here {
                    let here = self.here(&it.text);
                    self.found.lost.push(format!("{here}, said in epoch {:?}", it.moment.epochs));
                }
            }
        }
    }

    fn one(&mut self, said: &Said, shown: &Shown) {
        let here = self.here(&shown.text);
        self.found.deliveries += usize::from(said.moment.by != self.reader);
        if self.book.entitled(self.reader, &said.id, &said.moment) == Entitled::Never {
            self.found.betrayed.push(format!("{here}, said in epoch {:?}", said.moment.epochs));
        }
        let is_author = shown.from == self.cast.owner(said.moment.by).address();
        if !is_author || !self.words(said).contains(&&*shown.text) {
            self.found.foreign.push(format!("{here}, by {}", shown.from));
        }
        let wrong = self.reactions(said, shown);
        self.found.reactions.extend(wrong.into_iter().map(|what| format!("{here}: {what}")));
    }

    /// What it may say here: the latest of its edits that is here for sure, or any later one, or what was said first.
    fn words<'a>(&self, said: &'a Said) -> Vec<&'a str> {
        let mut all = Vec::new();
        for (text, change) in said.edits.iter().rev() {
            match self.entitled(change) {
                Entitled::Must => {
                    all.push(&**text);
                    return all;
                }
                Entitled::May => all.push(text),
                Entitled::Never => {}
            }
        }
        all.push(&said.text);
        all
    }

    fn reactions(&self, said: &Said, shown: &Shown) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut here: BTreeMap<_, _> = shown.reactions.iter().cloned().collect();
        for (by, sign, change) in &said.reactions {
            let who = self.cast.owner(*by).address();
            match (self.entitled(change), here.remove(&who)) {
                (Entitled::Must, None) => wrong.push(format!("{sign} of {who} is not there")),
                (Entitled::Never, Some(_)) => wrong.push(format!("{sign} of {who} is not for it")),
                (_, Some(other)) if other != *sign => wrong.push(format!("{who} said {sign}")),
                _ => {}
            }
        }
        wrong.extend(here.into_keys().map(|who| format!("{who} did not react")));
        wrong
    }

    fn entitled(&self, change: &Change) -> Entitled {
        self.book.entitled(self.reader, &change.id, &change.moment)
    }

    fn here(&self, text: &str) -> String {
        format!("{:?} at {}", text, self.cast.name(self.reader))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::book::Moment, *};

    const AUTHOR: usize = 0;
    /// Somebody else's device, which is in from the beginning.
    const READER: usize = 2;
    /// One that came in epoch 5.
    const LATER: usize = 6;

    fn moment(by: usize, epoch: u64) -> Moment {
        Moment { by, epochs: (epoch, epoch), is_kept: true }
    }

    fn words(number: u64, epoch: u64) -> Said {
        Said {
            id: format!("id {number}"),
            text: format!("text {number}"),
            moment: moment(AUTHOR, epoch),
            edits: Vec::new(),
            reactions: Vec::new(),
        }
    }

    fn change(by: usize, epoch: u64) -> Change {
        Change { id: "change".to_owned(), moment: moment(by, epoch) }
    }

    fn shown(said: &Said) -> Shown {
        let (id, text) = (said.id.clone(), said.text.clone());
        Shown { id, from: "alice@faults.test".to_owned(), text, reactions: Vec::new() }
    }

    /// What is found if the reader has all, and whoever came later has that of their time, but for this.
    fn found(said: &[Said], change: impl FnOnce(&mut Vec<Shown>, &mut Vec<Shown>)) -> Found {
        let (cast, mut book) = (Cast::small(), Book::new(9, "room"));
        for who in [AUTHOR, READER] {
            book.begin([who], true, 0);
            book.end(who, 1);
        }
        book.begin([LATER], true, 4);
        book.end(LATER, 5);
        let mut early: Vec<_> = said.iter().map(shown).collect();
        let mut late: Vec<_> = said.iter().filter(|it| it.moment.epochs.0 > 4).map(shown).collect();
        change(&mut early, &mut late);
        let counts = judged(&book, &cast, said, &[(READER, early), (LATER, late)]);
        Found { deliveries: 0, due: 0, named: 0, ..counts }
    }

    fn three() -> [Said; 3] {
        [words(1, 1), words(2, 4), words(3, 5)]
    }

    #[test]
    fn nothing_is_wrong_where_all_have_what_is_theirs() {
        assert_eq!(found(&three(), |_, _| {}), Found::default());
    }

    #[test]
    fn what_is_lost_and_what_is_doubled_is_found() {
        let lost = found(&three(), |early, _| drop(early.remove(1)));
        assert_eq!(lost.lost, ["\"text 2\" at bob-d1, said in epoch (4, 4)"]);

        let doubled = found(&three(), |early, _| early.push(early[0].clone()));
        assert_eq!(doubled.doubled, ["\"text 1\" at bob-d1"]);

        let again = |early: &mut Vec<Shown>| {
            early.push(Shown { id: "other".to_owned(), ..early[0].clone() });
        };
        assert_eq!(found(&three(), |early, _| again(early)).doubled, ["\"text 1\" at bob-d1"]);
    }

    #[test]
    fn what_is_missing_of_whoever_stays_is_lost_whatever_they_say_of_it() {
        let missing = |goes: bool| {
            let (cast, mut book) = (Cast::small(), Book::new(9, "room"));
            for who in [AUTHOR, READER] {
                book.begin([who], true, 0);
                book.end(who, 1);
            }
            book.named.insert(("id 1".to_owned(), READER));
            if goes {
                book.begin([AUTHOR], false, 3);
                book.end(AUTHOR, 4);
            }
            let found = judged(&book, &cast, &[words(1, 1)], &[(READER, Vec::new())]);
            (found.lost.len(), found.named)
        };

        assert_eq!([missing(false), missing(true)], [(1, 1), (0, 1)]);
    }

    #[test]
    fn what_is_read_by_somebody_it_is_not_for_is_found() {
        let betrayed = found(&three(), |early, late| late.push(early[1].clone()));

        assert_eq!(betrayed.betrayed, ["\"text 2\" at erin-d1, said in epoch (4, 4)"]);
    }

    #[test]
    fn what_was_never_said_or_not_so_or_by_another_is_found() {
        let other = found(&three(), |early, _| early[0].text = "no".to_owned());
        assert_eq!(other.foreign, ["\"no\" at bob-d1, by alice@faults.test"]);

        let by = found(&three(), |early, _| early[0].from = "bob@faults.test".to_owned());
        assert_eq!(by.foreign, ["\"text 1\" at bob-d1, by bob@faults.test"]);

        let new = found(&three(), |early, _| early[0].id = "new".to_owned());
        assert_eq!((new.foreign.len(), new.lost.len()), (1, 1));
    }

    #[test]
    fn the_latest_words_that_are_there_for_sure_are_shown_or_later_ones() {
        let mut said = three();
        said[0].edits = vec![("second".to_owned(), change(AUTHOR, 3))];
        let mut given_up = change(AUTHOR, 5);
        given_up.moment.is_kept = false;
        said[0].edits.push(("third".to_owned(), given_up));
        let with = |text: &str| found(&said, |early, _| early[0].text = text.to_owned());

        assert_eq!(with("second"), Found::default());
        assert_eq!(with("third"), Found::default());
        assert_eq!(with("text 1").foreign.len(), 1);
    }

    #[test]
    fn reactions_are_those_there_were() {
        let mut said = three();
        said[2].reactions = vec![(READER, "+", change(READER, 6))];
        let with = |all: &[(&str, &str)]| {
            let own =
                |(who, sign): &(&str, &str)| (format!("{who}@faults.test"), (*sign).to_owned());
            let all: Vec<_> = all.iter().map(own).collect();
            found(&said, |early, late| {
                early[2].reactions = all.clone();
                late[0].reactions = all;
            })
        };

        assert_eq!(with(&[("bob", "+")]), Found::default());
        for wrong in [&[][..], &[("bob", "-")], &[("bob", "+"), ("carol", "+")]] {
            assert_eq!(with(wrong).reactions.len(), 2, "{wrong:?}");
        }
    }
}
