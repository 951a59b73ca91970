use thiserror::Error;

use crate::Timestamp;

/// How long a message stays before it disappears at both ends: 1 millisecond to 365 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer(u64);

impl Timer {
    /// The longest there is, in milliseconds.
    pub const MAX_MILLIS: u64 = 365 * 24 * 60 * 60 * 1_000;

    /// Its length in milliseconds.
    #[must_use]
    pub fn millis(self) -> u64 {
        self.0
    }

    /// When a message disappears that is sent at `at`.
    #[must_use]
    pub fn end(self, at: Timestamp) -> Timestamp {
        at.plus(self.0)
    }
}

impl TryFrom<u64> for Timer {
    type Error = InvalidTimer;

    fn try_from(millis: u64) -> Result<Self, InvalidTimer> {
        if (1..=Self::MAX_MILLIS).contains(&millis) { Ok(Self(millis)) } else { Err(InvalidTimer) }
    }
}

/// The number is no [`Timer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a message disappears in 1 millisecond to 365 days")]
pub struct InvalidTimer;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timer_ends_in_the_future_and_within_a_year() {
        let year = Timer::try_from(Timer::MAX_MILLIS).unwrap();

        assert_eq!(year.end(Timestamp::from_millis(7)).millis(), 31_536_000_007);
        assert_eq!(Timer::try_from(0), Err(InvalidTimer));
        assert_eq!(Timer::try_from(Timer::MAX_MILLIS + 1), Err(InvalidTimer));
    }
}
