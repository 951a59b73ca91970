use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use thiserror::Error;

use crate::Timestamp;

/// What a directory asks a device to sign, once, before [`Challenge::expires`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Minted by the device.
    pub id: ChallengeId,
    /// Minted by the directory.
    pub nonce: Nonce,
    /// From then on it is worth nothing.
    pub expires: Timestamp,
}

impl Challenge {
    /// How long a device has to answer, in milliseconds.
    pub const LIFETIME: u64 = 60_000;
}

/// 256 random bits that only the device and its directory know: whoever has it may read the answer.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChallengeId([u8; 32]);

impl ChallengeId {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Base64url without padding, 43 characters: as it stands in a path. It is a capability, so it is not
    /// `Display` and stays out of logs.
    #[must_use]
    pub fn expose(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl From<[u8; 32]> for ChallengeId {
    fn from(random: [u8; 32]) -> Self {
        Self(random)
    }
}

impl FromStr for ChallengeId {
    type Err = InvalidChallengeId;

    fn from_str(raw: &str) -> Result<Self, InvalidChallengeId> {
        let mut id = [0; 32];
        match BASE64_URL_SAFE_NO_PAD.decode_slice(raw, &mut id) {
            Ok(32) => Ok(Self(id)),
            _ => Err(InvalidChallengeId),
        }
    }
}

impl fmt::Debug for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChallengeId(..)")
    }
}

/// The text is not a [`ChallengeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a challenge id is 32 bytes in base64url without padding")]
pub struct InvalidChallengeId;

/// 256 random bits that make a signature fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce([u8; 32]);

impl Nonce {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Nonce {
    fn from(random: [u8; 32]) -> Self {
        Self(random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_does_not_print() {
        let id = ChallengeId::from([9; 32]);

        assert_eq!(id.expose().parse(), Ok(id));
        assert_eq!(format!("{id:?}"), "ChallengeId(..)");
    }

    #[test]
    fn a_shorter_or_longer_id_is_refused() {
        for raw in ["", "AAAA", &"A".repeat(44), &"A".repeat(4000)] {
            assert_eq!(raw.parse::<ChallengeId>(), Err(InvalidChallengeId));
        }
    }
}
