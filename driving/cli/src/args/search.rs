use std::{str::FromStr, time::Duration};

use causerie_chat::{SearchWords, Timestamp};
use clap::Args;
use humantime::{parse_duration, parse_rfc3339_weak};
use thiserror::Error;

use super::Place;

/// `causerie search`.
#[derive(Clone, Debug, Args)]
pub struct Search {
    /// What to look for; each word is to be in the message, also within a word: test finds Testing
    #[arg(required = true, value_name = "WORDS")]
    pub words: Vec<String>,
    /// Only what was said with that person: bob, or bob@chat.example.org; or in that room: '#book-club'
    #[arg(long, visible_alias = "in", value_name = "NAME", env = "CAUSERIE_WITH")]
    pub with: Option<Place>,
    /// Only what was sent since then (UTC): 2026-11-21, "2026-11-21 14:30", or a time ago: 3days, 2h
    #[arg(long, value_name = "WHEN", env = "CAUSERIE_SINCE")]
    pub since: Option<When>,
    /// Only what was sent before that
    #[arg(long, value_name = "WHEN", env = "CAUSERIE_UNTIL")]
    pub until: Option<When>,
    /// How many messages at most, the latest first
    #[arg(long, value_name = "N", env = "CAUSERIE_LIMIT", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pub limit: u16,
    /// Only what stands before that place: the `next` of --json
    #[arg(long, value_name = "CURSOR", env = "CAUSERIE_BEFORE")]
    pub before: Option<u64>,
}

impl Search {
    /// The words, if they can be searched for.
    pub fn wanted(&self) -> Result<String, causerie_chat::InvalidSearchWords> {
        let words = self.words.join(" ");
        words.parse::<SearchWords>().map(|_| words)
    }
}

/// A moment as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// That one.
    At(Timestamp),
    /// So long ago.
    Ago(Duration),
}

impl When {
    /// The moment, if it is `now`.
    #[must_use]
    pub fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Ago(ago) => {
                let ago = u64::try_from(ago.as_millis()).unwrap_or(u64::MAX);
                Timestamp::from_millis(now.millis().saturating_sub(ago))
            }
        }
    }
}

impl FromStr for When {
    type Err = InvalidWhen;

    fn from_str(raw: &str) -> Result<Self, InvalidWhen> {
        if let Ok(ago) = parse_duration(raw) {
            return Ok(Self::Ago(ago));
        }
        let full = match raw.len() {
            10 => format!("{raw} 00:00:00"),
            16 => format!("{raw}:00"),
            _ => raw.to_owned(),
        };
        let at = parse_rfc3339_weak(&full).map_err(|_| InvalidWhen)?;
        let since = at.duration_since(std::time::UNIX_EPOCH).map_err(|_| InvalidWhen)?;
        let millis = u64::try_from(since.as_millis()).map_err(|_| InvalidWhen)?;
        Ok(Self::At(Timestamp::from_millis(millis)))
    }
}

/// The text is not a [`When`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a moment is 2026-11-21, \"2026-11-21 14:30\" (UTC), or a time ago: 3days, 2h, 30min")]
pub struct InvalidWhen;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1970-01-02", 86_400_000)]
    #[case("1970-01-01 00:01", 60_000)]
    #[case("1970-01-01T00:00:02", 2_000)]
    #[case("1970-01-01T00:00:02Z", 2_000)]
    #[case("2days", 827_200_000)]
    #[case("1h 30min", 994_600_000)]
    #[case("99years", 0)]
    fn moments_are_dates_or_times_ago(#[case] raw: &str, #[case] millis: u64) {
        let now = Timestamp::from_millis(1_000_000_000);

        assert_eq!(raw.parse::<When>().unwrap().moment(now).millis(), millis);
    }

    #[rstest]
    #[case("")]
    #[case("yesterday")]
    #[case("1969-12-31")]
    #[case("2026-13-01")]
    #[case("12")]
    fn anything_else_is_none(#[case] raw: &str) {
        assert_eq!(raw.parse::<When>(), Err(InvalidWhen));
    }
}
