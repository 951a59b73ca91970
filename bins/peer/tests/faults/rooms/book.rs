//! Who was in the room when, as whoever changed it knows: by its epochs, since each device hears of a change at another moment.

use std::{
    collections::HashSet,
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// That a device came in or went. It was not so in epoch `after` and before, and is so from `by` on.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    pub(crate) is_in: bool,
    pub(crate) after: u64,
    /// [`u64::MAX`] as long as that is not known.
    pub(crate) by: u64,
}

/// Whether something that was said is for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entitled {
    Must,
    /// It was said while that changed.
    May,
    Never,
}

/// Something that was said: by which device, and in which epochs of the room that may have been.
#[derive(Clone, Debug)]
pub(crate) struct Moment {
    pub(crate) by: usize,
    pub(crate) epochs: (u64, u64),
    /// Whether its author's device said that it was kept. What was given up may have been or not.
    pub(crate) is_kept: bool,
}

/// What is known of the room from outside.
pub(crate) struct Book {
    moves: Vec<Vec<Move>>,
    /// What the device of its author says some device has not got, by the numbers of those.
    pub(crate) named: HashSet<(String, usize)>,
    pub(crate) name: String,
}

impl Book {
    /// Of so many devices, none of which is in it.
    pub(crate) fn new(devices: usize, name: &str) -> Self {
        Self { moves: vec![Vec::new(); devices], named: HashSet::new(), name: name.to_owned() }
    }

    /// Notes that devices are about to come in, or to go: they have not as far as epoch `after`.
    pub(crate) fn begin(&mut self, who: impl IntoIterator<Item = usize>, is_in: bool, after: u64) {
        for who in who {
            self.moves[who].push(Move { is_in, after, by: u64::MAX });
        }
    }

    /// Notes that a device has come in, or gone, in epoch `by` at the latest.
    pub(crate) fn end(&mut self, who: usize, by: u64) {
        self.moves[who].last_mut().expect("it was begun").by = by;
    }

    /// Whether a device is in, unless it is on its way in or out.
    pub(crate) fn is_in(&self, who: usize) -> Option<bool> {
        match self.moves[who].last() {
            None => Some(false),
            Some(last) => (last.by < u64::MAX).then_some(last.is_in),
        }
    }

    /// By which epoch a device had come in, or gone, the last time that is known.
    pub(crate) fn settled(&self, who: usize) -> u64 {
        self.moves[who].iter().rev().map(|it| it.by).find(|by| *by < u64::MAX).unwrap_or(0)
    }

    /// Whether a device was in the room in that epoch.
    fn was_in(&self, who: usize, epoch: u64) -> Option<bool> {
        let mut is_in = Some(false);
        for it in &self.moves[who] {
            if epoch >= it.by {
                is_in = Some(it.is_in);
            } else if epoch > it.after {
                return None;
            } else {
                break;
            }
        }
        is_in
    }

    /// Whether what was said then is for that device.
    pub(crate) fn entitled(&self, reader: usize, id: &str, said: &Moment) -> Entitled {
        if reader == said.by {
            return if said.is_kept { Entitled::Must } else { Entitled::May };
        }
        let (first, last) = said.epochs;
        let moves = self.moves[reader].iter();
        let turns = moves.flat_map(|it| [it.after.saturating_add(1), it.by]);
        let turns = turns.filter(|epoch| (first..=last).contains(epoch));
        let mut found = turns.chain([first, last]).map(|epoch| self.was_in(reader, epoch));
        let one = found.next().flatten();
        match one.filter(|one| found.all(|other| other == Some(*one))) {
            Some(false) => Entitled::Never,
            Some(true) if said.is_kept && !self.is_over(reader, id, said) => Entitled::Must,
            _ => Entitled::May,
        }
    }

    /// Whether its reader went after it was said; or its author did, and says that it is not there.
    fn is_over(&self, reader: usize, id: &str, said: &Moment) -> bool {
        self.goes(reader, said)
            || self.goes(said.by, said) && self.named.contains(&(id.to_owned(), reader))
    }

    /// Whether a device went after something was said.
    pub(crate) fn goes(&self, who: usize, said: &Moment) -> bool {
        self.moves[who].iter().any(|it| !it.is_in && it.by > said.epochs.0)
    }
}

/// The book, and whoever writes in it.
pub(crate) struct Books {
    book: Mutex<Book>,
    /// How often somebody came in, and went; and how often keys or name were changed.
    pub(crate) came: AtomicU64,
    pub(crate) went: AtomicU64,
    pub(crate) changed: AtomicU64,
}

impl Books {
    pub(crate) fn new(book: Book) -> Self {
        let [came, went, changed] = [0; 3].map(AtomicU64::new);
        Self { book: Mutex::new(book), came, went, changed }
    }

    pub(crate) fn open(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    /// Counts from here on.
    pub(crate) fn begin(&self) {
        for count in [&self.came, &self.went, &self.changed] {
            count.store(0, Relaxed);
        }
    }

    pub(crate) fn print(&self) {
        let [came, went, changed] =
            [&self.came, &self.went, &self.changed].map(|count| count.load(Relaxed));
        println!(
            "people came in {came} times and went {went} times; keys or name were changed {changed} times"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTHOR: usize = 0;
    const READER: usize = 1;
    const STRANGER: usize = 2;

    /// The author in from epoch 2 on, the reader in by epoch 5, having come between 3 and 5.
    fn book() -> Book {
        let mut book = Book::new(3, "room");
        book.begin([AUTHOR], true, 0);
        book.end(AUTHOR, 2);
        book.begin([READER], true, 3);
        book.end(READER, 5);
        book
    }

    fn said(first: u64, last: u64) -> Moment {
        Moment { by: AUTHOR, epochs: (first, last), is_kept: true }
    }

    fn entitled(book: &Book, first: u64, last: u64) -> Entitled {
        book.entitled(READER, "", &said(first, last))
    }

    #[test]
    fn what_was_said_counts_by_its_epoch() {
        let book = book();

        assert_eq!(entitled(&book, 2, 3), Entitled::Never);
        assert_eq!(entitled(&book, 4, 4), Entitled::May);
        assert_eq!(entitled(&book, 3, 5), Entitled::May);
        assert_eq!(entitled(&book, 5, 9), Entitled::Must);
        assert_eq!(book.entitled(STRANGER, "", &said(2, 9)), Entitled::Never);
    }

    #[test]
    fn what_was_given_up_may_be_there_or_not_and_never_at_others() {
        let book = book();
        let given_up = Moment { is_kept: false, ..said(5, 6) };

        assert_eq!(book.entitled(READER, "", &given_up), Entitled::May);
        assert_eq!(book.entitled(STRANGER, "", &given_up), Entitled::Never);
    }

    #[test]
    fn nothing_is_for_whoever_has_gone_and_all_is_again_for_whoever_is_back() {
        let mut book = book();
        book.begin([READER], false, 7);
        assert_eq!((book.is_in(READER), entitled(&book, 8, 8)), (None, Entitled::May));
        book.end(READER, 9);

        assert_eq!((book.is_in(READER), entitled(&book, 6, 6)), (Some(false), Entitled::May));
        assert_eq!(entitled(&book, 9, 12), Entitled::Never);

        book.begin([READER], true, 10);
        book.end(READER, 12);
        assert_eq!(entitled(&book, 9, 10), Entitled::Never);
        assert_eq!(entitled(&book, 9, 12), Entitled::May);
        assert_eq!(entitled(&book, 12, 12), Entitled::Must);
    }

    #[test]
    fn the_last_that_is_known_is_told_also_while_somebody_comes_or_goes() {
        let mut book = book();
        assert_eq!((book.settled(READER), book.settled(STRANGER)), (5, 0));

        book.begin([READER], false, 7);
        assert_eq!(book.settled(READER), 5);
        book.end(READER, 9);
        assert_eq!(book.settled(READER), 9);
    }

    #[test]
    fn what_its_author_says_is_not_there_may_be_missing_where_they_went_and_nowhere_else() {
        let mut book = book();
        let [before, after] = [said(5, 5), said(12, 12)];
        for id in ["before", "after"] {
            book.named.insert((id.to_owned(), READER));
        }
        assert_eq!(book.entitled(READER, "before", &before), Entitled::Must);
        book.begin([AUTHOR], false, 6);
        book.end(AUTHOR, 8);
        book.begin([AUTHOR], true, 9);
        book.end(AUTHOR, 10);

        assert_eq!(book.entitled(READER, "before", &before), Entitled::May);
        assert_eq!(book.entitled(READER, "unnamed", &before), Entitled::Must);
        assert_eq!(book.entitled(READER, "after", &after), Entitled::Must);
        assert_eq!(book.entitled(AUTHOR, "before", &before), Entitled::Must);
        assert_eq!(book.entitled(STRANGER, "before", &before), Entitled::Never);
    }
}
