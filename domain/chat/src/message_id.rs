use std::{fmt, str::FromStr};

use thiserror::Error;
use uuid::{Builder, Uuid};

use crate::Timestamp;

/// The id of a message: a `UUIDv7` (RFC 9562 §5.7) that its author minted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(Uuid);

impl MessageId {
    /// The id of that moment and these bytes, of which 74 bits count.
    #[must_use]
    pub(crate) fn at(moment: Timestamp, random: &[u8; 10]) -> Self {
        Self(Builder::from_unix_timestamp_millis(moment.millis(), random).into_uuid())
    }

    /// The 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl TryFrom<Uuid> for MessageId {
    type Error = InvalidMessageId;

    fn try_from(uuid: Uuid) -> Result<Self, InvalidMessageId> {
        if uuid.get_version_num() == 7 { Ok(Self(uuid)) } else { Err(InvalidMessageId) }
    }
}

impl TryFrom<&[u8]> for MessageId {
    type Error = InvalidMessageId;

    fn try_from(bytes: &[u8]) -> Result<Self, InvalidMessageId> {
        Uuid::from_slice(bytes).map_err(|_| InvalidMessageId)?.try_into()
    }
}

impl FromStr for MessageId {
    type Err = InvalidMessageId;

    fn from_str(raw: &str) -> Result<Self, InvalidMessageId> {
        Uuid::try_parse(raw).map_err(|_| InvalidMessageId)?.try_into()
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text or the bytes are not a [`MessageId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a message id is a UUID of version 7")]
pub struct InvalidMessageId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_version_7_is_an_id() {
        let id = "0191d5f2-7c4a-7abc-8def-0123456789ab";

        assert_eq!(id.parse::<MessageId>().unwrap().to_string(), id);
        assert!("0191d5f2-7c4a-4abc-8def-0123456789ab".parse::<MessageId>().is_err());
        assert!(MessageId::try_from(&[0_u8; 15][..]).is_err());
    }
}
