//! The time of a story, and what is drawn in it.

use std::sync::atomic::{AtomicU64, Ordering};

use causerie_chat::{ClaimId, MessageId, Timestamp};
use causerie_session::Randomness;

/// The time, and what is drawn at random: another value each time, the same in each run.
pub(crate) struct Clock {
    millis: AtomicU64,
    drawn: AtomicU64,
    /// What only rooms draw, so that what else happens stays as it was.
    followed: AtomicU64,
}

impl Clock {
    /// Five seconds into 1970; with another `seed` other things are drawn.
    pub(crate) fn new(seed: u64) -> Self {
        Self { millis: 5_000.into(), drawn: (seed << 24).into(), followed: 0.into() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.load(Ordering::SeqCst))
    }

    pub(crate) fn later(&self, seconds: u64) {
        self.millis.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }

    /// A millisecond passes, if it is still that moment.
    pub(crate) fn passes(&self, moment: u64) {
        let (next, order) = (moment + 1, Ordering::SeqCst);
        let _ = self.millis.compare_exchange(moment, next, order, order);
    }

    pub(crate) fn randomness(&self) -> Randomness {
        let mut bytes = [3; 32];
        bytes[..8].copy_from_slice(&self.draw().to_be_bytes());
        Randomness::new(bytes)
    }

    /// What following rooms draws from.
    pub(crate) fn following(&self) -> Randomness {
        let mut bytes = [4; 32];
        bytes[..8].copy_from_slice(&self.followed.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        Randomness::new(bytes)
    }

    pub(crate) fn claim(&self) -> ClaimId {
        let drawn = self.draw() % (1 << 48);
        format!("0191d5f2-7c4a-7abc-8def-{drawn:012x}").parse().unwrap()
    }

    /// One that no number of a story's messages stands for.
    pub(crate) fn message(&self) -> MessageId {
        let drawn = self.draw() % (1 << 48);
        format!("0191d5f2-7c4a-7abc-9def-{drawn:012x}").parse().unwrap()
    }

    fn draw(&self) -> u64 {
        self.drawn.fetch_add(1, Ordering::SeqCst)
    }
}
