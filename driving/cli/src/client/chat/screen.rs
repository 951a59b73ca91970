//! What stands on the screen above the line that is being typed.

use std::{
    collections::VecDeque,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use super::width::{folded, rows};
use crate::failure::Failure;

/// Prints from the top to the bottom, and changes what it printed last where it stands.
///
/// It knows the rows of what was printed last: so far up, and no further than the screen reaches, it can go back and print anew what
/// has changed. It forgets them as soon as somebody else may have written between them.
pub(super) struct Screen<'a> {
    write: Write<'a>,
    size: fn() -> Option<(usize, usize)>,
    tail: VecDeque<Block>,
    /// The columns that the tail was printed for.
    columns: usize,
    /// When something was given to the editor to print.
    given: Option<Instant>,
    beneath: Arc<Beneath>,
}

/// How text gets above the line that is being typed.
pub(super) type Write<'a> = Box<dyn FnMut(String) -> io::Result<()> + Send + 'a>;

/// What the editor tells of the line that is being typed.
#[derive(Default)]
pub(super) struct Beneath {
    /// How many rows it takes.
    pub(super) rows: AtomicUsize,
    /// Whether the editor wrote something else, or cleared the screen.
    pub(super) disturbed: AtomicBool,
    /// Whether it is reading, so that it is the editor who prints.
    pub(super) reading: AtomicBool,
    /// Whether something may have come just when a line ended: then the editor prints it with the next one, in another place.
    pub(super) crossed: AtomicBool,
}

/// What was printed at once.
struct Block {
    key: Key,
    text: String,
    rows: usize,
}

/// What a block is, to find it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The message of that number.
    Message(u32),
    /// The same, shown whole.
    Whole(u32),
    /// The line that was typed last.
    Typed,
    /// That somebody is typing; it goes as soon as anything else comes.
    Typing,
    /// Something that does not change.
    Other,
}

/// How long the editor may take to print what it was given.
const CROSSING: Duration = Duration::from_millis(30);

/// How many columns are taken where the output is no terminal: as many as there are.
const ENDLESS: usize = 1_000_000;

impl<'a> Screen<'a> {
    /// A screen without a size is none, but a file or a pipe: nothing that was printed changes.
    pub(super) fn new(
        write: Write<'a>,
        size: fn() -> Option<(usize, usize)>,
        beneath: Arc<Beneath>,
    ) -> Self {
        Self { write, size, tail: VecDeque::new(), columns: 0, given: None, beneath }
    }

    pub(super) fn columns(&self) -> usize {
        (self.size)().map_or(ENDLESS, |(columns, _)| columns)
    }

    /// Whether what was printed can change.
    pub(super) fn can_change(&self) -> bool {
        (self.size)().is_some()
    }

    /// Prints lines, broken where they are too long.
    pub(super) fn print(&mut self, key: Key, text: &str) -> Result<(), Failure> {
        self.remove(Key::Typing)?;
        let columns = self.columns();
        let text = folded(text, columns);
        self.put(text.clone())?;
        self.keep(key, text, columns);
        Ok(())
    }

    /// Takes a block away, if it is in sight.
    pub(super) fn remove(&mut self, key: Key) -> Result<(), Failure> {
        let Some((up, place)) = self.reach(key) else { return Ok(()) };
        self.tail.remove(place);
        let below: String = self.tail.iter().skip(place).map(|block| block.text.as_str()).collect();
        // The editor begins a new row behind anything; where there is nothing, that is the row that was taken away.
        let below = if below.is_empty() { "\x1b[1A\n".to_owned() } else { below };
        self.put(format!("\x1b[{up}A\r\x1b[J{below}"))
    }

    /// Notes that a line was typed, which stands there as the last thing now, as the editor left it.
    pub(super) fn typed(&mut self, prompt: &str, line: &str) {
        let columns = self.columns();
        self.refresh(columns);
        if self.given.is_some_and(|when| when.elapsed() < CROSSING) {
            self.tail.clear();
            self.beneath.crossed.store(true, Ordering::Relaxed);
            return;
        }
        if line.chars().any(|c| c != '\n' && c.is_control()) {
            self.tail.clear();
            return;
        }
        let mut text = format!("{prompt}{line}");
        let (rows, ends) = rows(&text, columns);
        text.extend(std::iter::repeat_n('\n', ends));
        self.tail.push_back(Block { key: Key::Typed, text, rows });
    }

    /// Leaves the line that was typed where it is.
    pub(super) fn leave_typed(&mut self) {
        let typed = self.tail.iter_mut().filter(|block| block.key == Key::Typed);
        typed.for_each(|block| block.key = Key::Other);
    }

    /// Puts lines in the place of a block, and tells whether it could. Where it cannot, nothing is printed.
    pub(super) fn replace(&mut self, old: Key, key: Key, text: &str) -> Result<bool, Failure> {
        let Some((up, place)) = self.reach(old) else { return Ok(false) };
        self.redraw(up, place, key, text)?;
        Ok(true)
    }

    /// Puts lines in the place of every block that is one of `old`, and tells whether one was in sight. What is out of sight is forgotten.
    pub(super) fn replace_all(
        &mut self,
        old: &[Key],
        key: Key,
        text: &str,
    ) -> Result<bool, Failure> {
        let Some((columns, height)) = (self.size)() else { return Ok(false) };
        self.refresh(columns);
        let (mut place, mut is_seen) = (0, false);
        while let Some(block) = self.tail.get(place) {
            if !old.contains(&block.key) {
                place += 1;
                continue;
            }
            let up = self.up(place);
            if up + self.beneath.rows.load(Ordering::Relaxed).max(1) > height {
                self.tail.drain(..=place);
                place = 0;
                continue;
            }
            self.redraw(up, place, key, text)?;
            (place, is_seen) = (place + 1, true);
        }
        Ok(is_seen)
    }

    /// Whether what is called so may still be in sight.
    pub(super) fn holds(&self, key: Key) -> bool {
        self.tail.iter().any(|block| block.key == key)
    }

    fn redraw(&mut self, up: usize, place: usize, key: Key, text: &str) -> Result<(), Failure> {
        let text = folded(text, self.columns());
        if self.tail[place].text == text {
            return Ok(());
        }
        let mut anew = format!("\x1b[{up}A\r\x1b[J{text}");
        anew.extend(self.tail.iter().skip(place + 1).map(|block| block.text.as_str()));
        self.put(anew)?;
        let rows = text.matches('\n').count();
        self.tail[place] = Block { key, text, rows };
        Ok(())
    }

    fn put(&mut self, text: String) -> Result<(), Failure> {
        if self.beneath.reading.load(Ordering::Relaxed) {
            self.given = Some(Instant::now());
        }
        Ok((self.write)(text)?)
    }

    /// How many rows above the line a block is, and its place, if it is in sight.
    fn reach(&mut self, key: Key) -> Option<(usize, usize)> {
        let (columns, height) = (self.size)()?;
        self.refresh(columns);
        let place = self.tail.iter().rposition(|block| block.key == key)?;
        let up = self.up(place);
        let beneath = self.beneath.rows.load(Ordering::Relaxed).max(1);
        (up + beneath <= height).then_some((up, place))
    }

    /// How many rows above the line a block begins.
    fn up(&self, place: usize) -> usize {
        self.tail.iter().skip(place).map(|block| block.rows).sum()
    }

    fn keep(&mut self, key: Key, text: String, columns: usize) {
        self.refresh(columns);
        let rows = text.matches('\n').count();
        self.tail.push_back(Block { key, text, rows });
        let height = (self.size)().map_or(0, |(_, height)| height);
        let mut all: usize = self.tail.iter().map(|block| block.rows).sum();
        while all > height {
            all -= self.tail.pop_front().map_or(all, |block| block.rows);
        }
    }

    /// Forgets what may have moved.
    fn refresh(&mut self, columns: usize) {
        if columns != self.columns || self.beneath.disturbed.swap(false, Ordering::Relaxed) {
            self.tail.clear();
            self.columns = columns;
        }
    }
}

#[cfg(test)]
mod tests;
