use crate::Timestamp;

/// An hour of 1970 and later, by its number: what a beacon shows changes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeaconHour(u64);

impl BeaconHour {
    /// How long it is, in milliseconds.
    pub const LENGTH: u64 = 3_600_000;

    /// The one that `at` is in.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        Self(at.millis() / Self::LENGTH)
    }

    /// The one that `at` is in, the one before and the one behind: clocks of two devices may be up to an hour apart.
    #[must_use]
    pub fn around(at: Timestamp) -> [Self; 3] {
        let Self(now) = Self::of(at);
        [Self(now), Self(now.saturating_sub(1)), Self(now + 1)]
    }

    /// When the next one begins.
    #[must_use]
    pub fn end(self) -> Timestamp {
        Timestamp::from_millis((self.0 + 1).saturating_mul(Self::LENGTH))
    }

    pub(crate) fn to_bytes(self) -> [u8; 8] {
        self.0.to_be_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_ends_where_the_next_one_begins() {
        let late = Timestamp::from_millis(7_199_999);
        let hour = BeaconHour::of(late);

        assert_eq!(hour.end(), Timestamp::from_millis(7_200_000));
        assert_ne!(BeaconHour::of(hour.end()), hour);
        assert!(BeaconHour::around(hour.end()).contains(&hour));
        assert!(BeaconHour::around(late).contains(&BeaconHour::of(hour.end())));
    }

    #[test]
    fn there_is_an_hour_for_every_moment() {
        for at in [0, u64::MAX].map(Timestamp::from_millis) {
            assert!(BeaconHour::around(at).contains(&BeaconHour::of(at)));
        }
    }
}
