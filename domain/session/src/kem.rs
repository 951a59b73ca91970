use core::fmt;

use crate::{Provider, Refused, secret::Secret};

/// An ML-KEM-768 encapsulation key (FIPS 203), 1,184 bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct EncapsulationKey(Box<[u8; EncapsulationKey::BYTES]>);

impl EncapsulationKey {
    /// Its size.
    pub const BYTES: usize = 1184;

    /// The bytes of FIPS 203 §7.1.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// A ciphertext for this key, and the secret it brings.
    pub(crate) fn encapsulate(
        &self,
        provider: &dyn Provider,
        randomness: &[u8; 32],
    ) -> Result<(Box<Ciphertext>, Secret<32>), Refused> {
        let (ciphertext, secret) = provider.encapsulate(&self.0, randomness)?;
        Ok((Box::new(ciphertext), Secret::new(secret)))
    }
}

impl From<&[u8; Self::BYTES]> for EncapsulationKey {
    fn from(bytes: &[u8; Self::BYTES]) -> Self {
        Self(Box::new(*bytes))
    }
}

impl fmt::Debug for EncapsulationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EncapsulationKey(..)")
    }
}

/// What an ML-KEM-768 key pair grows from: `d ‖ z` of FIPS 203.
pub(crate) type KemSeed = Secret<64>;

/// An ML-KEM-768 ciphertext.
pub(crate) type Ciphertext = [u8; CIPHERTEXT_BYTES];

pub(crate) const CIPHERTEXT_BYTES: usize = 1088;

/// The key that others encapsulate to.
pub(crate) fn encapsulation_key(provider: &dyn Provider, seed: &KemSeed) -> EncapsulationKey {
    EncapsulationKey(Box::new(provider.encapsulation_key(seed.expose())))
}

/// The secret that `ciphertext` brings.
pub(crate) fn decapsulate(
    provider: &dyn Provider,
    seed: &KemSeed,
    ciphertext: &Ciphertext,
) -> Secret<32> {
    Secret::new(provider.decapsulate(seed.expose(), ciphertext))
}
