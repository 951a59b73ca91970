use core::fmt;

use thiserror::Error;

use crate::{Provider, Refused};

/// An Ed25519 public key (RFC 8032) that is a point of the curve and not one of small order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct VerifyingKey([u8; 32]);

impl VerifyingKey {
    /// The 32 bytes of RFC 8032 §5.1.2.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn of_seed(provider: &dyn Provider, seed: &[u8; 32]) -> Self {
        Self(provider.verifying_key(seed))
    }

    pub(crate) fn verify(
        &self,
        provider: &dyn Provider,
        message: &[u8],
        signature: &[u8; 64],
    ) -> Result<(), Refused> {
        provider.verify(&self.0, message, signature)
    }
}

impl TryFrom<[u8; 32]> for VerifyingKey {
    type Error = InvalidKey;

    fn try_from(bytes: [u8; 32]) -> Result<Self, InvalidKey> {
        let point = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| InvalidKey)?;
        if point.is_weak() { Err(InvalidKey) } else { Ok(Self(bytes)) }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(")?;
        self.0[..4].iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("..)")
    }
}

/// The bytes are no Ed25519 key that a signature could be checked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a usable Ed25519 public key")]
pub struct InvalidKey;
