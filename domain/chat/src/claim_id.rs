use std::{fmt, str::FromStr};

use thiserror::Error;
use uuid::Uuid;

/// The id of a claim to somebody's pre-keys: a `UUIDv7` (RFC 9562 §5.7) that whoever claims minted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimId(Uuid);

impl ClaimId {
    /// The 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl TryFrom<Uuid> for ClaimId {
    type Error = InvalidClaimId;

    fn try_from(uuid: Uuid) -> Result<Self, InvalidClaimId> {
        if uuid.get_version_num() == 7 { Ok(Self(uuid)) } else { Err(InvalidClaimId) }
    }
}

impl TryFrom<&[u8]> for ClaimId {
    type Error = InvalidClaimId;

    fn try_from(bytes: &[u8]) -> Result<Self, InvalidClaimId> {
        Uuid::from_slice(bytes).map_err(|_| InvalidClaimId)?.try_into()
    }
}

impl FromStr for ClaimId {
    type Err = InvalidClaimId;

    fn from_str(raw: &str) -> Result<Self, InvalidClaimId> {
        Uuid::try_parse(raw).map_err(|_| InvalidClaimId)?.try_into()
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text or the bytes are not a [`ClaimId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a claim id is a UUID of version 7")]
pub struct InvalidClaimId;
