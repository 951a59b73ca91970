use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// How many bytes were read by now, and of how many, for whoever waits and wants to see that something happens. Clones are one tally.
#[derive(Clone, Debug, Default)]
pub struct Tally(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    read: AtomicU64,
    size: AtomicU64,
}

impl Tally {
    /// There are so many.
    pub(in crate::peer) fn expect(&self, bytes: u64) {
        self.0.size.store(bytes, Ordering::Relaxed);
    }

    /// So many more were read.
    pub(in crate::peer) fn add(&self, bytes: u64) {
        self.0.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// How many were read.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.0.read.load(Ordering::Relaxed)
    }

    /// How many there are; 0 until that is known.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size.load(Ordering::Relaxed)
    }
}
