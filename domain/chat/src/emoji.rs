use std::{fmt, str::FromStr};

use thiserror::Error;

/// A short sign that stands for what somebody thinks of a message: 1 to 32 bytes of UTF-8 without white space or controls. It does not
/// print in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Emoji(String);

impl Emoji {
    /// The longest there is, in bytes: one family of four is 25.
    pub const MAX_BYTES: usize = 32;

    /// The sign.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Emoji {
    type Err = InvalidEmoji;

    fn from_str(raw: &str) -> Result<Self, InvalidEmoji> {
        let legal = |c: char| !c.is_whitespace() && !c.is_control();
        if (1..=Self::MAX_BYTES).contains(&raw.len()) && raw.chars().all(legal) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(InvalidEmoji)
        }
    }
}

impl fmt::Debug for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Emoji({} bytes)", self.0.len())
    }
}

/// The text is not an [`Emoji`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a reaction is 1 to 32 bytes of UTF-8 without white space or controls")]
pub struct InvalidEmoji;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_short_and_has_no_gaps() {
        for raw in ["👍", "👨‍👩‍👧‍👦", "+1", &"a".repeat(32)] {
            assert_eq!(raw.parse::<Emoji>().unwrap().as_str(), raw);
        }
        for raw in ["", " ", "a b", "a\n", "\x1b[2J", "\u{85}", &"a".repeat(33)] {
            assert_eq!(raw.parse::<Emoji>(), Err(InvalidEmoji), "{raw:?}");
        }
    }

    #[test]
    fn it_does_not_print() {
        assert_eq!(format!("{:?}", "👍".parse::<Emoji>().unwrap()), "Emoji(4 bytes)");
    }
}
