/// A moment in milliseconds since 1970-01-01T00:00:00Z, as somebody's clock had it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment `millis` milliseconds into 1970. What lies past `i64::MAX` is taken for that, so that every
    /// store can hold it.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(if millis > i64::MAX as u64 { i64::MAX as u64 } else { millis })
    }

    /// Milliseconds since the beginning of 1970; at most `i64::MAX`.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since the beginning of 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0 / 1_000
    }

    /// `millis` milliseconds later.
    #[must_use]
    pub const fn plus(self, millis: u64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_ends_where_a_store_would() {
        assert_eq!(Timestamp::from_millis(u64::MAX).plus(1).millis(), i64::MAX as u64);
    }
}
