use std::{fmt, str::FromStr};

use thiserror::Error;

/// What people call a room: 1 to 64 bytes of UTF-8 without controls, and without white space at its ends. It does not print in logs.
///
/// It is no address: two rooms may have the same.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomName(String);

impl RoomName {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = 64;

    /// What every directory calls its public channel: `public`.
    #[must_use]
    pub fn public() -> Self {
        Self("public".to_owned())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RoomName {
    type Err = InvalidRoomName;

    fn from_str(raw: &str) -> Result<Self, InvalidRoomName> {
        let fits = (1..=Self::MAX_BYTES).contains(&raw.len()) && raw.trim() == raw;
        if fits && !raw.chars().any(char::is_control) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(InvalidRoomName)
        }
    }
}

impl fmt::Debug for RoomName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomName({} bytes)", self.0.len())
    }
}

/// The text is not a [`RoomName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a room's name is 1 to 64 bytes of UTF-8 without controls, and without white space at its ends"
)]
pub struct InvalidRoomName;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_has_no_controls() {
        for raw in ["book club", "Lesekreis Köln", "#1", &"a".repeat(64)] {
            assert_eq!(raw.parse::<RoomName>().unwrap().as_str(), raw);
        }
        for raw in ["", " ", "a ", "\ta", "a\nb", "\x1b[2J", "\u{85}", &"a".repeat(65)] {
            assert_eq!(raw.parse::<RoomName>(), Err(InvalidRoomName), "{raw:?}");
        }
    }

    #[test]
    fn it_does_not_print() {
        let name: RoomName = "secret plans".parse().unwrap();

        assert_eq!(format!("{name:?}"), "RoomName(12 bytes)");
    }
}
