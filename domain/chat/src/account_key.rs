use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

use crate::{
    BadSignature, DeviceAddress, DeviceKey, InvalidKey, Signature,
    ed25519::{Public, Secret},
};

/// The Ed25519 key that *is* a person; it signs the keys of the person's devices and nothing else.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountKey(Public);

impl AccountKey {
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

impl TryFrom<[u8; 32]> for AccountKey {
    type Error = InvalidKey;

    fn try_from(bytes: [u8; 32]) -> Result<Self, InvalidKey> {
        Public::from_bytes(&bytes).map(Self)
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.as_bytes()))
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountKey({self})")
    }
}

/// The secret half of an [`AccountKey`]; wiped when dropped, and never printed.
pub struct AccountSecret(Secret);

impl AccountSecret {
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
    pub fn public(&self) -> AccountKey {
        AccountKey(self.0.public())
    }

    /// The person takes the device with that key on: the account's part of an [`crate::Enrolment`].
    #[must_use]
    pub fn take_on(&self, device: &DeviceAddress, key: &DeviceKey) -> Signature {
        crate::enrolment::sign_by_account(device, self, key)
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        self.0.sign(message)
    }
}

impl fmt::Debug for AccountSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountSecret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t61_a_secret_does_not_print() {
        let secret = AccountSecret::from_seed(&[7; 32]);

        assert_eq!(format!("{secret:?}"), "AccountSecret(..)");
    }
}
