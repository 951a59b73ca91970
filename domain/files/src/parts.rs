use std::{fmt, ops::Range};

use thiserror::Error;

/// Which chunks of a file are here.
///
/// As bytes: a bit for each chunk, the first one in the lowest bit of the first byte, and zeros behind the last.
#[derive(Clone, PartialEq, Eq)]
pub struct Parts {
    bits: Vec<u8>,
    chunks: u32,
    here: u32,
}

impl Parts {
    /// None, of so many.
    #[must_use]
    pub fn none(chunks: u32) -> Self {
        Self { bits: vec![0; chunks.div_ceil(8) as usize], chunks, here: 0 }
    }

    /// All, of so many.
    #[must_use]
    pub fn all(chunks: u32) -> Self {
        (0..chunks).fold(Self::none(chunks), Self::with)
    }

    /// And this one; a number that no chunk has changes nothing.
    #[must_use]
    pub fn with(mut self, number: u32) -> Self {
        if number < self.chunks
            && let Some(byte) = self.bits.get_mut((number / 8) as usize)
        {
            let bit = 1 << (number % 8);
            self.here += u32::from(*byte & bit == 0);
            *byte |= bit;
        }
        self
    }

    /// Whether this one is here.
    #[must_use]
    pub fn has(&self, number: u32) -> bool {
        let byte = self.bits.get((number / 8) as usize).copied().unwrap_or_default();
        byte & (1 << (number % 8)) != 0
    }

    /// How many are here.
    #[must_use]
    pub fn here(&self) -> u32 {
        self.here
    }

    /// How many there are.
    #[must_use]
    pub fn chunks(&self) -> u32 {
        self.chunks
    }

    /// Whether all are.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.here == self.chunks
    }

    /// What is missing from `from` on, one run after another, each of `most` at most, which is 1 at least.
    pub fn missing(&self, from: u32, most: u32) -> impl Iterator<Item = Range<u32>> {
        let mut next = from;
        std::iter::from_fn(move || {
            let begin = (next..self.chunks).find(|number| !self.has(*number))?;
            let end = self.chunks.min(begin.saturating_add(most.max(1)));
            next = (begin..end).find(|number| self.has(*number)).unwrap_or(end);
            Some(begin..next)
        })
    }

    /// The bytes that [`Parts::decode`] reads back.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bits
    }

    /// Which of so many are here, by those bytes; anything else is an error and never a panic.
    pub fn decode(chunks: u32, bytes: &[u8]) -> Result<Self, MalformedParts> {
        let unused = match (bytes.last(), chunks % 8) {
            (Some(last), used @ 1..) => last >> used,
            _ => 0,
        };
        if bytes.len() != chunks.div_ceil(8) as usize || unused != 0 {
            return Err(MalformedParts);
        }
        let here = bytes.iter().map(|byte| byte.count_ones()).sum();
        Ok(Self { bits: bytes.to_vec(), chunks, here })
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({} of {})", self.here, self.chunks)
    }
}

/// The bytes do not say which of so many chunks are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the parts of that file")]
pub struct MalformedParts;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::btree_set, prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn parts_have_fixed_bytes() {
        let parts = [0, 3, 8, 8, 10, 99].into_iter().fold(Parts::none(10), Parts::with);

        assert_eq!(parts.as_bytes(), [0b0000_1001, 0b01]);
        assert_eq!((parts.here(), parts.chunks(), parts.is_whole()), (3, 10, false));
        assert_eq!(Parts::all(10).as_bytes(), [0xff, 0b11]);
        assert!(Parts::all(10).is_whole() && Parts::none(0).is_whole());
    }

    #[test]
    fn bytes_of_other_parts_are_refused() {
        for wrong in [&[][..], &[0], &[0, 0, 0], &[0, 0b100]] {
            assert_eq!(Parts::decode(10, wrong), Err(MalformedParts), "{wrong:?}");
        }
        assert_eq!(Parts::decode(8, &[0xff]), Ok(Parts::all(8)));
    }

    proptest! {
        #[test]
        fn what_is_missing_is_what_is_not_here(here in btree_set(0u32..200, 0..200), from in 0u32..210, most in 0u32..9) {
            let parts = here.iter().copied().fold(Parts::none(200), Parts::with);
            let runs: Vec<_> = parts.missing(from, most).collect();
            let missing: BTreeSet<_> = runs.iter().cloned().flatten().collect();

            prop_assert!(runs.iter().all(|run| !run.is_empty() && run.len() <= most.max(1) as usize));
            prop_assert_eq!(missing, (from..200).filter(|number| !here.contains(number)).collect::<BTreeSet<_>>());
            prop_assert_eq!(parts.here() as usize, here.len());
            prop_assert_eq!(Parts::decode(200, parts.as_bytes()), Ok(parts));
        }
    }
}
