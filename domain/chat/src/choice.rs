use crate::{Address, Conversation, Ruling, Standing, Terms, Timer, Timestamp};

/// One thing that a person decided about somebody, or about a room: it holds on all devices of that person, and the latest of its kind counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// Whether they are a contact.
    Terms(Terms),
    /// Whether nothing of them is taken.
    Blocked(bool),
    /// Whether they are told what was delivered and read.
    Receipts(bool),
    /// After how long disappears what is said to them, or there; nothing if it stays. Of a room nothing else is decided.
    Timer(Option<Timer>),
}

/// What a person decided about somebody, or about a room, at one of their devices, for the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// About whom, or about which room.
    pub about: Conversation,
    /// What.
    pub choice: Choice,
    /// When, by the clock of that device. Of two of a kind the later one counts; of two of one moment, the larger one, so that all devices
    /// agree.
    pub at: Timestamp,
}

impl Chosen {
    /// How far ahead of one's own clock it may be, in milliseconds: a year. Nothing could be decided after one at the end of time.
    pub const AHEAD: u64 = 365 * 24 * 60 * 60 * 1_000;
}

impl Choice {
    /// How many kinds there are.
    pub const KINDS: usize = 4;

    /// Whether it can be decided about a person or a room: nothing but a timer can about a room, nor about oneself.
    #[must_use]
    pub fn is_about(self, about: &Conversation, me: &Address) -> bool {
        matches!(self, Self::Timer(_)) || about.person().is_some_and(|who| who != me)
    }

    /// Its kind and what it says, as numbers: 0 and the terms (0 accepted, 1 requested, 2 ignored), 1 and whether (0, 1) they are blocked, 2 and
    /// whether they are told, 3 and the timer in milliseconds, or 0.
    #[must_use]
    pub fn numbers(self) -> (u8, u64) {
        match self {
            Self::Terms(Terms::Accepted) => (0, 0),
            Self::Terms(Terms::Requested) => (0, 1),
            Self::Terms(Terms::Ignored) => (0, 2),
            Self::Blocked(is_blocked) => (1, is_blocked.into()),
            Self::Receipts(are_told) => (2, are_told.into()),
            Self::Timer(timer) => (3, timer.map_or(0, Timer::millis)),
        }
    }

    /// The one with these numbers, or nothing.
    #[must_use]
    pub fn from_numbers(kind: u8, says: u64) -> Option<Self> {
        Some(match (kind, says) {
            (0, 0) => Self::Terms(Terms::Accepted),
            (0, 1) => Self::Terms(Terms::Requested),
            (0, 2) => Self::Terms(Terms::Ignored),
            (1, 0 | 1) => Self::Blocked(says == 1),
            (2, 0 | 1) => Self::Receipts(says == 1),
            (3, 0) => Self::Timer(None),
            (3, millis) => Self::Timer(Some(Timer::try_from(millis).ok()?)),
            _ => return None,
        })
    }

    /// Whether this one, decided at `at`, counts after another of its kind was, and when.
    #[must_use]
    pub fn counts_after(self, at: Timestamp, before: (Timestamp, Self)) -> bool {
        (at, self) > before
    }
}

impl Ruling {
    /// What is decided with it.
    #[must_use]
    pub fn choices(self) -> &'static [Choice] {
        match self {
            Self::Accept => &[Choice::Terms(Terms::Accepted), Choice::Blocked(false)],
            Self::Ignore => &[Choice::Terms(Terms::Ignored)],
            Self::Block => &[Choice::Blocked(true)],
            Self::Unblock => &[Choice::Blocked(false)],
            Self::Dismiss => &[Choice::Terms(Terms::Requested)],
        }
    }
}

impl Standing {
    /// How they stand once that is decided.
    #[must_use]
    pub fn with(self, choice: Choice) -> Self {
        match choice {
            Choice::Terms(terms) => Self { terms, ..self },
            Choice::Blocked(is_blocked) => Self { is_blocked, ..self },
            Choice::Receipts(_) | Choice::Timer(_) => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Choice::Terms(Terms::Accepted), 0, 0)]
    #[case(Choice::Terms(Terms::Requested), 0, 1)]
    #[case(Choice::Terms(Terms::Ignored), 0, 2)]
    #[case(Choice::Blocked(false), 1, 0)]
    #[case(Choice::Blocked(true), 1, 1)]
    #[case(Choice::Receipts(false), 2, 0)]
    #[case(Choice::Receipts(true), 2, 1)]
    #[case(Choice::Timer(None), 3, 0)]
    #[case(Choice::Timer(Some(Timer::try_from(60_000).unwrap())), 3, 60_000)]
    fn the_numbers_are_fixed(#[case] choice: Choice, #[case] kind: u8, #[case] says: u64) {
        assert_eq!(choice.numbers(), (kind, says));
        assert_eq!(Choice::from_numbers(kind, says), Some(choice));
        assert!(usize::from(kind) < Choice::KINDS);
    }

    #[rstest]
    #[case(0, 3)]
    #[case(1, 2)]
    #[case(2, 2)]
    #[case(3, Timer::MAX_MILLIS + 1)]
    #[case(4, 0)]
    fn other_numbers_say_nothing(#[case] kind: u8, #[case] says: u64) {
        assert_eq!(Choice::from_numbers(kind, says), None);
    }

    #[test]
    fn of_two_the_later_counts_and_of_one_moment_the_same_one_everywhere() {
        let (early, late) = (Timestamp::from_millis(1), Timestamp::from_millis(2));
        let (no, yes) = (Choice::Blocked(false), Choice::Blocked(true));

        assert!(no.counts_after(late, (early, yes)) && !yes.counts_after(early, (late, no)));
        assert!(yes.counts_after(early, (early, no)) && !no.counts_after(early, (early, yes)));
        assert!(!yes.counts_after(early, (early, yes)));
    }
}
