//! The short numbers by which messages are called while a client runs.

use std::collections::HashMap;

use causerie_wire::Message;

use crate::show::said;

/// How much of a message is kept to show what is answered.
const GLANCE: usize = 40;

/// What was shown, in the order in which it was. A number is given once, and never to another message.
#[derive(Default)]
pub(super) struct Numbers {
    shown: Vec<Shown>,
    by_id: HashMap<(String, String), u32>,
}

/// A message that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) number: u32,
    pub(super) id: String,
    pub(super) from: String,
    /// With whom it was said.
    pub(super) with: String,
    pub(super) cursor: u64,
    pub(super) state: String,
    pub(super) sent_at: u64,
    /// When it disappears, if it does.
    pub(super) expires_at: Option<u64>,
    /// The author and the id of what it answers.
    pub(super) answers: Option<(String, String)>,
    /// What became of its words, if they are gone.
    pub(super) gone: Option<Gone>,
    /// Its first words, or what became of them.
    pub(super) glance: String,
}

/// Why the words of a message are no longer there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// Their author deleted them.
    Deleted,
    /// Their time was over.
    Disappeared,
}

impl Gone {
    /// What stands in their place.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Deleted => "(deleted)",
            Self::Disappeared => "(disappeared)",
        }
    }
}

impl Numbers {
    /// The number of `message`, a new one if it has none yet.
    pub(super) fn number(&mut self, message: &Message, with: &str) -> u32 {
        let key = (message.from.clone(), message.id.clone());
        if let Some(known) = self.by_id.get(&key) {
            let known = *known;
            self.settle(known, message);
            return known;
        }
        let number = u32::try_from(self.shown.len() + 1).unwrap_or(u32::MAX);
        self.by_id.insert(key, number);
        self.shown.push(Shown {
            number,
            id: message.id.clone(),
            from: message.from.clone(),
            with: with.to_owned(),
            cursor: message.cursor,
            state: message.state.clone(),
            sent_at: message.sent_at,
            expires_at: message.expires_at,
            answers: message.reply_to.as_ref().map(|of| (of.from.clone(), of.id.clone())),
            gone: message.deleted.then_some(Gone::Deleted),
            glance: glance(message),
        });
        number
    }

    /// The message of that number.
    pub(super) fn at(&self, number: u32) -> Option<&Shown> {
        self.shown.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// The message of that author and id, if it was shown.
    pub(super) fn find(&self, from: &str, id: &str) -> Option<&Shown> {
        let number = self.by_id.get(&(from.to_owned(), id.to_owned()))?;
        self.at(*number)
    }

    /// The latest one that `from` said to `with` and that is still there.
    pub(super) fn latest_of(&self, from: &str, with: &str) -> Option<&Shown> {
        let theirs = self
            .shown
            .iter()
            .filter(|one| one.from == from && one.with == with && one.gone.is_none());
        theirs.max_by_key(|one| one.cursor)
    }

    /// The latest ones with `with`, `most` of them.
    pub(super) fn latest_with(&self, with: &str, most: usize) -> impl Iterator<Item = &Shown> {
        self.shown.iter().rev().filter(move |one| one.with == with).take(most)
    }

    /// Notes how `message` is now.
    pub(super) fn settle(&mut self, number: u32, message: &Message) {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        if let Some(shown) = place.and_then(|place| self.shown.get_mut(place)) {
            shown.state.clone_from(&message.state);
            if shown.gone != Some(Gone::Disappeared) {
                shown.gone = message.deleted.then_some(Gone::Deleted);
                shown.glance = glance(message);
            }
        }
    }

    /// Forgets the words of what disappears by `at`, and gives back what that is.
    pub(super) fn end(&mut self, at: u64) -> Vec<Shown> {
        let is_over = |one: &&mut Shown| {
            one.gone != Some(Gone::Disappeared) && one.expires_at.is_some_and(|end| end <= at)
        };
        let over = self.shown.iter_mut().filter(is_over);
        over.map(|one| {
            one.gone = Some(Gone::Disappeared);
            Gone::Disappeared.words().clone_into(&mut one.glance);
            one.clone()
        })
        .collect()
    }

    /// What answers the message of that author and id.
    pub(super) fn answers(&self, from: &str, id: &str) -> impl Iterator<Item = &Shown> {
        let answers = move |one: &&Shown| {
            one.answers.as_ref().is_some_and(|(author, of)| author == from && of == id)
        };
        self.shown.iter().filter(answers)
    }
}

fn glance(message: &Message) -> String {
    if message.deleted {
        return Gone::Deleted.words().to_owned();
    }
    said(message, GLANCE).unwrap_or_else(|| "…".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::chat::samples::hello;

    const BOB: &str = "bob@localhost";

    #[test]
    fn a_number_is_given_once_and_stays() {
        let mut numbers = Numbers::default();
        let other = Message { id: "other".to_owned(), cursor: 2, ..hello() };

        assert_eq!(numbers.number(&hello(), BOB), 1);
        assert_eq!(numbers.number(&other, BOB), 2);
        assert_eq!(numbers.number(&Message { state: "read".to_owned(), ..hello() }, BOB), 1);

        assert_eq!(numbers.at(1).unwrap().state, "read");
        assert_eq!(numbers.at(2).unwrap().id, "other");
        assert_eq!((numbers.at(0), numbers.at(3)), (None, None));
    }

    #[test]
    fn the_words_of_what_disappears_are_forgotten_with_it() {
        let mut numbers = Numbers::default();
        let passing = Message { expires_at: Some(5_000), ..hello() };
        let stays = Message { id: "stays".to_owned(), cursor: 2, ..hello() };
        let number = numbers.number(&passing, BOB);
        numbers.number(&stays, BOB);

        assert_eq!(numbers.end(4_999), []);
        let over: Vec<_> = numbers.end(5_000).into_iter().map(|one| one.number).collect();

        assert_eq!(over, [number]);
        assert_eq!(numbers.end(6_000), [], "once");
        numbers.settle(number, &passing);
        assert_eq!(numbers.at(number).unwrap().glance, "(disappeared)", "nor do they come back");
        assert_eq!(numbers.latest_of("alice@localhost", BOB).unwrap().id, "stays");
    }

    #[test]
    fn the_words_of_what_was_deleted_are_forgotten_with_it() {
        let mut numbers = Numbers::default();
        let number = numbers.number(&hello(), BOB);

        numbers.settle(number, &Message { deleted: true, text: None, ..hello() });

        let shown = numbers.at(number).unwrap();
        assert_eq!((shown.gone, &*shown.glance), (Some(Gone::Deleted), "(deleted)"));
    }

    #[test]
    fn the_same_id_of_another_author_is_another_message() {
        let mut numbers = Numbers::default();
        let theirs = Message { from: BOB.to_owned(), ..hello() };

        assert_ne!(numbers.number(&hello(), BOB), numbers.number(&theirs, BOB));
        assert_eq!(numbers.find(BOB, &theirs.id).unwrap().number, 2);
        assert_eq!(numbers.latest_of("alice@localhost", BOB).unwrap().number, 1);
    }
}
