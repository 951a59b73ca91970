use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::label::is_label;

/// The name of one installation among a person's devices: a DNS label of 1 to 16 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(String);

impl DeviceId {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = 16;

    /// The label.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeviceId {
    type Err = InvalidDeviceId;

    fn from_str(raw: &str) -> Result<Self, InvalidDeviceId> {
        if is_label(raw, Self::MAX_BYTES) { Ok(Self(raw.to_owned())) } else { Err(InvalidDeviceId) }
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a [`DeviceId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a device id is 1 to {} of a-z, 0-9 and -, with no - at either end", DeviceId::MAX_BYTES)]
pub struct InvalidDeviceId;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn a_label_is_itself(#[values("a", "bob-2", "0")] raw: &str) {
        assert_eq!(raw.parse::<DeviceId>().unwrap().to_string(), raw);
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values("", "-a", "a-", "Bob", "a.b", "a b", "ä", "a\0", "0123456789abcdefx")] raw: &str,
    ) {
        assert_eq!(raw.parse::<DeviceId>(), Err(InvalidDeviceId));
    }
}
