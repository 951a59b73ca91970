//! Chance that can be repeated.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    ops::Range,
    time::Duration,
};

/// The variable with the seed.
const SEED: &str = "CAUSERIE_FAULTS_SEED";

/// The seed of this run: that of `CAUSERIE_FAULTS_SEED`, or a new one.
pub(crate) fn seed() -> u64 {
    match std::env::var(SEED) {
        Ok(said) => said.parse().expect("a seed is a whole number"),
        Err(_) => RandomState::new().build_hasher().finish(),
    }
}

/// What draws the same again from the same seed (`SplitMix64`). When something happens is drawn from it; what the machine is
/// doing at that moment is not.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Another one, which draws the same however often this one does from now on.
    pub(crate) fn split(&mut self) -> Self {
        Self(self.next())
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub(crate) fn index(&mut self, of: usize) -> usize {
        usize::try_from(self.below(of as u64)).unwrap()
    }

    pub(crate) fn millis(&mut self, within: &Range<u64>) -> Duration {
        Duration::from_millis(within.start + self.below(within.end - within.start))
    }

    pub(crate) fn shuffle<T>(&mut self, all: &mut [T]) {
        for last in (1..all.len()).rev() {
            all.swap(last, self.index(last + 1));
        }
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[test]
fn the_same_seed_draws_the_same() {
    let drawn = || {
        let mut dice = Dice::new(7);
        let mut cards = [1, 2, 3, 4, 5, 6];
        dice.split().shuffle(&mut cards);
        (cards, dice.below(1_000), dice.millis(&(5..10)))
    };

    assert_eq!(drawn(), drawn());
    assert_ne!(drawn().0, [1, 2, 3, 4, 5, 6]);
}
