use std::{fmt, str::FromStr};

use thiserror::Error;

/// The words of a message: 1 byte to 64 KiB of UTF-8. They do not print in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(String);

impl Text {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Text {
    type Error = InvalidText;

    fn try_from(raw: String) -> Result<Self, InvalidText> {
        if (1..=Self::MAX_BYTES).contains(&raw.len()) { Ok(Self(raw)) } else { Err(InvalidText) }
    }
}

impl FromStr for Text {
    type Err = InvalidText;

    fn from_str(raw: &str) -> Result<Self, InvalidText> {
        raw.to_owned().try_into()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({} bytes)", self.0.len())
    }
}

/// The bytes are not a [`Text`] or another [`crate::Body`] that this version knows, or too many for any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a message is 1 byte to 64 KiB of UTF-8, or what goes with one")]
pub struct InvalidText;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_bounded() {
        assert_eq!("".parse::<Text>(), Err(InvalidText));
        assert!(Text::try_from("a".repeat(65_536)).is_ok());
        assert_eq!(Text::try_from("a".repeat(65_537)), Err(InvalidText));
    }
}
