use crate::Timestamp;

/// How many codes in a row were wrong, and until when no more are taken.
///
/// After every fifth wrong code in a row none is taken for a while: a quarter of an hour at first, each time twice as long, a day at most.
/// So whoever has a device's key tries 35 codes on the first day and 5 on each later one: with three codes right at a time, a year of
/// guessing succeeds in less than one case of a hundred.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Guesses {
    pub(super) wrong: u32,
    pub(super) wait_until: Timestamp,
}

impl Guesses {
    const AT_ONCE: u32 = 5;
    const FIRST_WAIT: u64 = 15 * 60_000;
    const LONGEST_WAIT: u64 = 24 * 3_600_000;

    /// When the next code is taken, if not at `at`. A wait that ends later than any that begins now comes from a clock that was set back, and
    /// counts for nothing.
    pub(super) fn closed_until(self, at: Timestamp) -> Option<Timestamp> {
        let closed = at < self.wait_until && self.wait_until <= at.plus(Self::LONGEST_WAIT);
        closed.then_some(self.wait_until)
    }

    /// One more.
    pub(super) fn and_another(self, at: Timestamp) -> Self {
        let wrong = self.wrong.saturating_add(1);
        if !wrong.is_multiple_of(Self::AT_ONCE) {
            return Self { wrong, ..self };
        }
        let doublings = (wrong / Self::AT_ONCE - 1).min(7);
        let wait = (Self::FIRST_WAIT << doublings).min(Self::LONGEST_WAIT);
        Self { wrong, wait_until: at.plus(wait) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;

    fn minute(n: u64) -> Timestamp {
        Timestamp::from_millis(n * MINUTE)
    }

    /// How many wrong codes are taken until then by somebody who tries without end.
    fn taken_within(minutes: u64) -> u32 {
        (0..minutes)
            .fold((Guesses::default(), 0), |(mut guesses, mut taken), n| {
                while guesses.closed_until(minute(n)).is_none() {
                    guesses = guesses.and_another(minute(n));
                    taken += 1;
                }
                (guesses, taken)
            })
            .1
    }

    #[test]
    fn after_five_wrong_codes_there_is_a_wait_that_doubles_up_to_a_day() {
        let mut guesses = Guesses::default();
        let mut now = minute(0);

        for wait in [15, 30, 60, 120, 240, 480, 960, 1_440, 1_440] {
            for _ in 0..4 {
                guesses = guesses.and_another(now);
                assert_eq!(guesses.closed_until(now), None);
            }
            guesses = guesses.and_another(now);
            let until = now.plus(wait * MINUTE);
            assert_eq!(guesses.closed_until(now), Some(until), "{wait}");
            assert_eq!(guesses.closed_until(until), None);
            now = until;
        }
    }

    #[test]
    fn few_codes_can_be_guessed_in_a_quarter_of_an_hour_a_day_or_a_year() {
        assert_eq!(taken_within(15), 5);
        assert!(taken_within(24 * 60) <= 40);
        assert!(taken_within(365 * 24 * 60) <= 1_900);
    }

    #[test]
    fn a_wait_from_a_clock_that_was_set_back_counts_for_nothing() {
        let guesses = Guesses { wrong: 5, wait_until: minute(100_000) };

        assert_eq!(guesses.closed_until(minute(100_000 - 1_441)), None);
        assert!(guesses.closed_until(minute(100_000 - 1_440)).is_some());
    }
}
