use std::sync::Mutex;

use fastrand::Rng;

use crate::lock::lock;

/// All that is drawn at random in a world: the same from the same seed.
pub(crate) struct Chance(Mutex<Rng>);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Mutex::new(Rng::with_seed(seed)))
    }

    /// A number below `end`, which is at least 1.
    pub(crate) fn below(&self, end: u64) -> u64 {
        lock(&self.0).u64(..end.max(1))
    }

    pub(crate) fn between(&self, least: u64, most: u64) -> u64 {
        lock(&self.0).u64(least..=most.max(least))
    }

    /// As [`Chance::between`], but every order of magnitude is as likely as another: short times and long ones.
    pub(crate) fn stretch(&self, least: u64, most: u64) -> u64 {
        let (mut low, mut doublings) = (least.max(1), 0);
        while low < most {
            low = low.saturating_mul(2);
            doublings += 1;
        }
        let base = least.max(1) << self.below(doublings.max(1));
        self.between(base, (base * 2).min(most))
    }

    /// True once in `n` times; never if `n` is 0.
    pub(crate) fn once_in(&self, n: u64) -> bool {
        n > 0 && self.below(n) == 0
    }

    pub(crate) fn percent(&self, n: u64) -> bool {
        self.below(100) < n
    }

    pub(crate) fn index(&self, of: usize) -> usize {
        lock(&self.0).usize(..of.max(1))
    }

    pub(crate) fn number(&self) -> u32 {
        lock(&self.0).u32(..)
    }

    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        lock(&self.0).fill(&mut bytes);
        bytes
    }
}
