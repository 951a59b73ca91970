use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use causerie_chat::DeviceAddress;

/// How many requests each device, or person, has under way, so that one that trickles them does not keep others from
/// theirs.
pub(crate) struct UnderWay<K = DeviceAddress> {
    each: usize,
    all: Mutex<HashMap<K, usize>>,
}

impl Default for UnderWay {
    fn default() -> Self {
        Self::of_each(Self::EACH)
    }
}

impl UnderWay {
    /// How many there are of one device at most. An honest one has one.
    const EACH: usize = 8;
}

impl<K: Hash + Eq + Clone> UnderWay<K> {
    /// With so many of each at most.
    pub(crate) fn of_each(each: usize) -> Self {
        Self { each, all: Mutex::default() }
    }

    /// One more, until it is dropped; nothing if they have their share.
    pub(crate) fn begin(self: &Arc<Self>, whose: &Arc<K>) -> Option<One<K>> {
        let mut all = self.all();
        let theirs = all.entry((**whose).clone()).or_default();
        if *theirs >= self.each {
            return None;
        }
        *theirs += 1;
        Some(One { of: Arc::clone(self), whose: Arc::clone(whose) })
    }

    fn all(&self) -> MutexGuard<'_, HashMap<K, usize>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// See [`UnderWay::begin`].
pub(crate) struct One<K: Hash + Eq + Clone = DeviceAddress> {
    of: Arc<UnderWay<K>>,
    whose: Arc<K>,
}

impl<K: Hash + Eq + Clone> Drop for One<K> {
    fn drop(&mut self) {
        let mut all = self.of.all();
        match all.get_mut(&*self.whose) {
            Some(more) if *more > 1 => *more -= 1,
            _ => drop(all.remove(&*self.whose)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t54_a_device_has_its_share_and_gives_it_back() {
        let under_way = Arc::new(UnderWay::default());
        let device = |raw: &str| Arc::new(raw.parse::<DeviceAddress>().unwrap());
        let (bob, carol) = (device("d1.bob.peers.x.org"), device("d1.carol.peers.x.org"));

        let share: Vec<_> = (0..20).filter_map(|_| under_way.begin(&bob)).collect();
        assert_eq!(share.len(), UnderWay::EACH);
        assert!(under_way.begin(&bob).is_none() && under_way.begin(&carol).is_some());

        drop(share);
        assert!(under_way.all().is_empty());
        assert!(under_way.begin(&bob).is_some());
    }
}
