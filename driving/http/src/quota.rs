use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicUsize, Ordering},
};

use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, clock::Clock};

use crate::refusal::{QUOTA_EXCEEDED, Refusal};

/// How often something may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// In the long run, in a second.
    pub per_second: NonZeroU32,
    /// At once, after a rest.
    pub burst: NonZeroU32,
}

impl Quota {
    /// `per_second` in the long run and `burst` at once; zero is taken for one.
    #[must_use]
    pub const fn new(per_second: u32, burst: u32) -> Self {
        Self { per_second: at_least_one(per_second), burst: at_least_one(burst) }
    }
}

const fn at_least_one(number: u32) -> NonZeroU32 {
    match NonZeroU32::new(number) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// A [`Quota`] for each key. Of keys that rested long enough for a full burst nothing is kept, so it holds little more
/// than those that called within the last `burst / per_second`.
pub(crate) struct Counter<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    checks: AtomicUsize,
}

impl<K: Hash + Eq + Clone> Counter<K> {
    const CHECKS_BETWEEN_SWEEPS: usize = 1_024;

    pub(crate) fn new(quota: Quota) -> Self {
        let quota = governor::Quota::per_second(quota.per_second).allow_burst(quota.burst);
        Self { limiter: DefaultKeyedRateLimiter::keyed(quota), checks: AtomicUsize::new(0) }
    }

    /// Counts one more for `key`, or refuses it.
    pub(crate) fn count(&self, key: &K) -> Result<(), Refusal> {
        let checks = self.checks.fetch_add(1, Ordering::Relaxed);
        if checks % Self::CHECKS_BETWEEN_SWEEPS == Self::CHECKS_BETWEEN_SWEEPS - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(self.limiter.clock().now());
            QUOTA_EXCEEDED.until(wait.as_secs() + 1)
        })
    }
}

/// A [`Quota`] for one.
pub(crate) struct Meter(DefaultDirectRateLimiter);

impl Meter {
    pub(crate) fn new(quota: Quota) -> Self {
        let quota = governor::Quota::per_second(quota.per_second).allow_burst(quota.burst);
        Self(DefaultDirectRateLimiter::direct(quota))
    }

    /// Counts one more, and says whether it is allowed.
    pub(crate) fn count(&self) -> bool {
        self.0.check().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_allowed_and_no_more_and_others_are_not_held_to_it() {
        let counter = Counter::new(Quota::new(1, 3));

        let allowed = (0..10).filter(|_| counter.count(&"often").is_ok()).count();

        assert_eq!(allowed, 3);
        assert!(counter.count(&"seldom").is_ok());
    }

    #[test]
    fn t54_keys_that_rest_are_forgotten() {
        let counter = Counter::new(Quota::new(1_000_000, 1));

        for key in 0..100_000 {
            let _ = counter.count(&key);
        }

        assert!(counter.limiter.len() <= 2 * Counter::<i32>::CHECKS_BETWEEN_SWEEPS);
    }
}
