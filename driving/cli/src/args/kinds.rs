//! What is done to messages.

use std::str::FromStr;

use causerie_chat::{Emoji, MessageId, Timer};
use clap::{Args, builder::FalseyValueParser};
use humantime::parse_duration;
use thiserror::Error;

use super::{Name, Place, Words};

/// `causerie edit`.
#[derive(Clone, Debug, Args)]
pub struct Edit {
    /// Which message of yours: its id, which causerie tell --json and causerie conversation --json show
    pub id: MessageId,
    /// What it is to say, at most 64 KiB; `-` reads it from standard input
    pub text: Words,
}

/// `causerie delete`.
#[derive(Clone, Debug, Args)]
pub struct Delete {
    /// Which message of yours: its id, which causerie tell --json and causerie conversation --json show
    pub id: MessageId,
}

/// `causerie react`.
#[derive(Clone, Debug, Args)]
pub struct React {
    /// To which message, of yours or theirs: its id, which causerie conversation --json shows
    pub id: MessageId,
    /// How: 👍, or anything as short
    #[arg(required_unless_present = "none", value_parser = emoji)]
    pub emoji: Option<Emoji>,
    /// Take back what you thought of it
    #[arg(long, env = "CAUSERIE_REACT_NONE", conflicts_with = "emoji", value_parser = FalseyValueParser::new())]
    pub none: bool,
    /// Who said it, should two messages have that id: bob, or bob@chat.example.org
    #[arg(long, value_name = "NAME", env = "CAUSERIE_REACT_OF")]
    pub of: Option<Name>,
}

fn emoji(raw: &str) -> Result<Emoji, causerie_chat::InvalidEmoji> {
    raw.parse()
}

/// `causerie timer`.
#[derive(Clone, Debug, Args)]
pub struct TimerOf {
    /// What you say to whom or where: bob, bob@chat.example.org, or '#book-club'
    pub place: Place,
    /// After how long it disappears: 1h, 30min, 7days, a year at most; `off` has it stay. Without it, how it is
    #[arg(value_name = "TIME|off")]
    pub timer: Option<Lifetime>,
}

/// How long a message stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// That long.
    For(Timer),
    /// For ever.
    Off,
}

impl Lifetime {
    /// In milliseconds, if it ends.
    #[must_use]
    pub fn millis(self) -> Option<u64> {
        match self {
            Self::For(timer) => Some(timer.millis()),
            Self::Off => None,
        }
    }
}

impl FromStr for Lifetime {
    type Err = InvalidLifetime;

    fn from_str(raw: &str) -> Result<Self, InvalidLifetime> {
        if raw == "off" { Ok(Self::Off) } else { time(raw).map(Self::For) }
    }
}

/// The time, as it is typed.
pub(crate) fn time(raw: &str) -> Result<Timer, InvalidLifetime> {
    let time = parse_duration(raw).map_err(|_| InvalidLifetime)?;
    let millis = u64::try_from(time.as_millis()).map_err(|_| InvalidLifetime)?;
    Timer::try_from(millis).map_err(|_| InvalidLifetime)
}

/// The text is not a [`Lifetime`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a time is 30min, 1h, 7days or the like, a year at most")]
pub struct InvalidLifetime;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1h", Some(3_600_000))]
    #[case("7days", Some(604_800_000))]
    #[case("off", None)]
    fn a_time_is_typed_as_people_say_it(#[case] raw: &str, #[case] millis: Option<u64>) {
        assert_eq!(raw.parse::<Lifetime>().unwrap().millis(), millis);
    }

    #[rstest]
    fn t36_none_is_over_at_once_or_longer_than_a_year(
        #[values("0s", "366days", "", "soon", "-1h", "99999999999years")] raw: &str,
    ) {
        assert_eq!(raw.parse::<Lifetime>(), Err(InvalidLifetime));
    }
}
