use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::label::is_label;

/// The name one directory knows a person by: a DNS label of 1 to 32 bytes (RFC 1035 §2.3.1, lower case).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(String);

impl Username {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = 32;

    /// The label.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = InvalidUsername;

    fn from_str(raw: &str) -> Result<Self, InvalidUsername> {
        if is_label(raw, Self::MAX_BYTES) { Ok(Self(raw.to_owned())) } else { Err(InvalidUsername) }
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a [`Username`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a username is 1 to {} of a-z, 0-9 and -, with no - at either end", Username::MAX_BYTES)]
pub struct InvalidUsername;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn a_label_is_itself(#[values("a", "bob-2", "0")] raw: &str) {
        assert_eq!(raw.parse::<Username>().unwrap().to_string(), raw);
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values(
            "",
            "-a",
            "a-",
            "Bob",
            "a.b",
            "a b",
            "ä",
            "a\0",
            "0123456789abcdef0123456789abcdefx"
        )]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<Username>(), Err(InvalidUsername));
    }
}
