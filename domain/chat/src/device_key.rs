use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::{
    BadSignature, InvalidKey, Signature,
    ed25519::{Public, Secret},
};

/// The Ed25519 key of one device; it signs in, and two of them agree on what [`crate::Beacon`]s are made of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeviceKey(Public);

impl DeviceKey {
    /// The 32 bytes of RFC 8032 §5.1.2.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether this key signed `message`, checked strictly.
    pub(crate) fn verify(&self, message: &[u8], by: &Signature) -> Result<(), BadSignature> {
        self.0.verify(message, by)
    }
}

impl TryFrom<[u8; 32]> for DeviceKey {
    type Error = InvalidKey;

    fn try_from(bytes: [u8; 32]) -> Result<Self, InvalidKey> {
        Public::from_bytes(&bytes).map(Self)
    }
}

impl fmt::Display for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.as_bytes()))
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({self})")
    }
}

/// The secret half of a [`DeviceKey`]; wiped when dropped, and never printed.
pub struct DeviceSecret(Secret);

impl DeviceSecret {
    /// The key pair grown from 32 random bytes (RFC 8032 §5.1.5).
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(Secret::from_seed(seed))
    }

    /// The seed, for whoever keeps it.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        self.0.seed()
    }

    /// The half that may be shown.
    #[must_use]
    pub fn public(&self) -> DeviceKey {
        DeviceKey(self.0.public())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message)
    }

    /// What this device and `with` both can compute, and nobody else.
    pub(crate) fn agree(&self, with: &DeviceKey) -> Zeroizing<[u8; 32]> {
        self.0.agree(&with.0)
    }
}

impl fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t61_a_secret_does_not_print() {
        let secret = DeviceSecret::from_seed(&[7; 32]);

        assert_eq!(format!("{secret:?}"), "DeviceSecret(..)");
    }
}
