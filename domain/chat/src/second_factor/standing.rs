use super::SecondFactor;
use crate::Timestamp;

/// How the second factor of an account stands, as its person may know it. It has none of the secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondFactorStanding {
    /// There is none.
    Off,
    /// There is one that counts for nothing until it is confirmed.
    Offered,
    /// It counts.
    On {
        /// Since then.
        since: Timestamp,
        /// How many recovery codes were not used yet.
        recovery_codes_left: usize,
    },
}

impl SecondFactorStanding {
    /// How `factor` stands.
    #[must_use]
    pub fn of(factor: Option<&SecondFactor>) -> Self {
        let Some(factor) = factor else { return Self::Off };
        let recovery_codes_left = factor.recovery_codes_left();
        match factor.confirmed_at() {
            None => Self::Offered,
            Some(since) => Self::On { since, recovery_codes_left },
        }
    }
}
