use crate::Timestamp;

/// How long to wait after a failure: twice as long after each, from 1 second to 5 minutes, with jitter.
///
/// The wait is drawn from between half of the step and all of it, so that those who failed together do not come
/// back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Failures in a row so far; at least 1.
    pub failures: u32,
}

impl Backoff {
    const FIRST: u64 = 1_000;
    /// The longest wait there is, in milliseconds: five minutes.
    pub const LONGEST: u64 = 300_000;

    /// Milliseconds to wait; `jitter` is a random number.
    #[must_use]
    pub fn wait(self, jitter: u32) -> u64 {
        let doublings = self.failures.saturating_sub(1).min(16);
        let step = (Self::FIRST << doublings).min(Self::LONGEST);
        step / 2 + u64::from(jitter) % (step / 2 + 1)
    }

    /// Milliseconds from `at` until `then`; nothing if it is due. A wait longer than any there is comes from a clock that was set back
    /// since: it counts for nothing.
    #[must_use]
    pub fn rest(then: Timestamp, at: Timestamp) -> Option<u64> {
        let rest = then.millis().saturating_sub(at.millis());
        (1..=Self::LONGEST).contains(&rest).then_some(rest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_wait_lies_between_half_a_step_and_a_whole_one(failures in 1_u32.., jitter: u32) {
            let step = 1_000_u64.saturating_mul(2_u64.saturating_pow(failures - 1)).min(300_000);

            let wait = Backoff { failures }.wait(jitter);

            prop_assert!((step / 2..=step).contains(&wait));
        }
    }

    #[test]
    fn what_is_due_does_not_wait_nor_what_a_clock_set_back_put_off() {
        let at = Timestamp::from_millis;
        let rest = |then| Backoff::rest(at(then), at(1_000_000));

        assert_eq!([rest(999_999), rest(1_000_000), rest(1_300_001)], [None; 3]);
        assert_eq!([rest(1_000_001), rest(1_300_000)], [Some(1), Some(300_000)]);
    }

    #[test]
    fn t41_a_day_of_outage_costs_a_bounded_number_of_attempts() {
        let mut clock = 0;
        let mut attempts = 0;
        while clock < 24 * 3_600_000 {
            attempts += 1;
            clock += Backoff { failures: attempts }.wait(0);
        }

        assert!(attempts < 600, "{attempts} attempts at the shortest waits");
    }
}
