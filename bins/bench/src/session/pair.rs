use std::hint::black_box;

use super::library::{End, Library, Met, Outcome, Sealed};

/// How many messages are skipped.
const SKIPPED: usize = 1_000;
/// How many of them come late.
pub(crate) const LATE: usize = 20;

/// Both ends of a session.
pub(crate) struct Pair {
    pub(crate) near: Box<dyn End>,
    far: Box<dyn End>,
}

impl Pair {
    /// After the first message and its answer.
    pub(crate) fn met(library: &mut dyn Library) -> Outcome<Self> {
        let Met { near, far, .. } = library.meet(b"question")?;
        let mut pair = Self { near, far };
        let answer = pair.far.seal(b"answer")?;
        pair.near.open(&answer)?;
        Ok(pair)
    }

    /// Takes turns, and returns how many bytes went over the wire.
    pub(crate) fn turns(&mut self, count: usize, text: &[u8]) -> Outcome<usize> {
        let mut bytes = 0;
        for _ in 0..count {
            bytes += self.message(text)?;
            self.turn();
        }
        Ok(bytes)
    }

    /// Sends messages one way, the next time the other way, and returns how many bytes went over the wire.
    pub(crate) fn one_way(&mut self, count: usize, text: &[u8]) -> Outcome<usize> {
        let mut bytes = 0;
        for _ in 0..count {
            bytes += self.message(text)?;
        }
        self.turn();
        Ok(bytes)
    }

    /// Has the other one send from now on.
    pub(crate) fn turn(&mut self) {
        core::mem::swap(&mut self.near, &mut self.far);
    }

    /// Sends one message, and returns how many bytes it has.
    pub(crate) fn message(&mut self, text: &[u8]) -> Outcome<usize> {
        let sealed = self.near.seal(text)?;
        let opened = self.far.open(&sealed)?;
        if black_box(opened).len() != text.len() {
            return Err("another text".into());
        }
        Ok(sealed.bytes.len())
    }
}

/// A recipient, the message that comes next, and some of the 1,000 sent before it.
pub(crate) struct Gap {
    pub(crate) before: Box<dyn End>,
    pub(crate) late: Vec<Sealed>,
    pub(crate) last: Sealed,
}

impl Gap {
    pub(crate) fn new(library: &mut dyn Library, text: &[u8]) -> Outcome<Self> {
        let keeps = library.keeps();
        let Pair { mut near, mut far } = Pair::met(library)?;
        let first = near.seal(text)?;
        far.open(&first)?;
        let mut skipped = Vec::with_capacity(SKIPPED);
        for _ in 0..SKIPPED {
            skipped.push(Some(near.seal(text)?));
        }
        // Spread over those that are kept, and in no order.
        let late = (0..LATE)
            .map(|index| SKIPPED - keeps + index * 7 % LATE * keeps / LATE)
            .filter_map(|number| skipped.get_mut(number)?.take())
            .collect();
        Ok(Self { before: far, late, last: near.seal(text)? })
    }
}

/// A session as bytes.
pub(crate) fn saved(end: &dyn End) -> Outcome<Vec<u8>> {
    let mut saved = Vec::new();
    end.save(&mut |bytes| saved = bytes.to_vec())?;
    Ok(saved)
}
