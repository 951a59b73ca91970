//! Ed25519 (RFC 8032) with the strict checks, under the types that say whose key it is.

use ed25519_dalek::{Signature as Bytes, Signer, SigningKey, VerifyingKey};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{BadSignature, Signature};

/// A public key that is a point of the curve and not one of small order.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Public(VerifyingKey);

impl Public {
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| InvalidKey)?;
        if key.is_weak() { Err(InvalidKey) } else { Ok(Self(key)) }
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    pub(crate) fn verify(&self, message: &[u8], by: &Signature) -> Result<(), BadSignature> {
        let signature = Bytes::from_bytes(by.as_bytes());
        self.0.verify_strict(message, &signature).map_err(|_| BadSignature)
    }
}

/// A secret key, wiped when dropped.
pub(crate) struct Secret(SigningKey);

impl Secret {
    pub(crate) fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    pub(crate) fn public(&self) -> Public {
        Public(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Signature {
        Signature::from(self.0.sign(message).to_bytes())
    }

    /// X25519 (RFC 7748 §5) of the two keys as points of the Montgomery curve (RFC 7748 §4.1). The scalar is clamped, so that a part of
    /// small order in the other key says nothing about it.
    pub(crate) fn agree(&self, with: &Public) -> Zeroizing<[u8; 32]> {
        let scalar = Zeroizing::new(self.0.to_scalar_bytes());
        Zeroizing::new(with.0.to_montgomery().mul_clamped(*scalar).to_bytes())
    }
}

/// The bytes are no point of the curve, or one of small order, which everybody knows a signature for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a usable Ed25519 public key")]
pub struct InvalidKey;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t10_a_signature_with_a_malleable_scalar_is_refused() {
        let secret = Secret::from_seed(&[7; 32]);
        let good = secret.sign(b"x");
        // s + L is the same scalar modulo the group order (RFC 8032 §5.1.7 asks for s < L).
        let order: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9,
            0xde, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let mut bytes = *good.as_bytes();
        let mut carry = 0_u16;
        for (s, l) in bytes[32..].iter_mut().zip(order) {
            carry += u16::from(*s) + u16::from(l);
            *s = u8::try_from(carry & 0xff).unwrap();
            carry >>= 8;
        }

        assert_eq!(secret.public().verify(b"x", &good), Ok(()));
        assert_eq!(secret.public().verify(b"x", &Signature::from(bytes)), Err(BadSignature));
    }

    #[test]
    fn t08_keys_of_small_order_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;

        assert!(matches!(Public::from_bytes(&identity), Err(InvalidKey)));
        assert!(matches!(Public::from_bytes(&[0; 32]), Err(InvalidKey)));
    }
}
