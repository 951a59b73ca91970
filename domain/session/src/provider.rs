use thiserror::Error;

/// Where the primitives come from.
///
/// Every function is deterministic: what is random comes in as an argument, so that two providers given the same input give
/// the same bytes. A provider translates and nothing more; which output is acceptable is checked by this crate, for every
/// provider alike. Implementations run in time that does not depend on secrets, and leave no copy of them behind where
/// their library lets them.
pub trait Provider: Send + Sync {
    /// The X25519 public key of a secret one (RFC 7748 §5, base point 9).
    fn public_key(&self, secret: &[u8; 32]) -> [u8; 32];

    /// X25519 (RFC 7748 §5) of a secret and a public key. All zeros, or an error, for points of small order; the session
    /// refuses both.
    fn agree(&self, secret: &[u8; 32], public: &[u8; 32]) -> Result<[u8; 32], Refused>;

    /// ChaCha20-Poly1305 (RFC 8439 §2.8): encrypts `text` in place and returns its 16-byte tag.
    fn seal(
        &self,
        key: &[u8; 32],
        nonce: &[u8; 12],
        associated: &[u8],
        text: &mut [u8],
    ) -> [u8; 16];

    /// The reverse of [`Provider::seal`]. Where the tag is wrong, what is left in `text` is nothing to be looked at.
    fn open(
        &self,
        key: &[u8; 32],
        nonce: &[u8; 12],
        associated: &[u8],
        text: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), Refused>;

    /// HMAC-SHA-256 (RFC 2104).
    fn mac(&self, key: &[u8; 32], message: &[u8]) -> [u8; 32];

    /// [`Provider::mac`] of two messages under one key; a provider may do better than one after the other.
    fn macs(&self, key: &[u8; 32], messages: [&[u8]; 2]) -> [[u8; 32]; 2] {
        messages.map(|message| self.mac(key, message))
    }

    /// HKDF-SHA-256 (RFC 5869): extract from `material`, expand into `output`, which is at most 255 · 32 bytes.
    fn derive(&self, salt: &[u8; 32], material: &[u8], info: &[u8], output: &mut [u8]);

    /// The ML-KEM-768 encapsulation key of a seed `d ‖ z` (FIPS 203, algorithm 16).
    fn encapsulation_key(&self, seed: &[u8; 64]) -> [u8; 1184];

    /// A ciphertext and its shared secret (FIPS 203, algorithm 17), from 32 random bytes. An error where the key fails the
    /// modulus check of §7.2.
    fn encapsulate(
        &self,
        key: &[u8; 1184],
        randomness: &[u8; 32],
    ) -> Result<([u8; 1088], [u8; 32]), Refused>;

    /// The shared secret of a ciphertext (FIPS 203, algorithm 18); of a wrong ciphertext, an unpredictable one.
    fn decapsulate(&self, seed: &[u8; 64], ciphertext: &[u8; 1088]) -> [u8; 32];

    /// The Ed25519 public key of a seed (RFC 8032 §5.1.5).
    fn verifying_key(&self, seed: &[u8; 32]) -> [u8; 32];

    /// An Ed25519 signature (RFC 8032 §5.1.6).
    fn sign(&self, seed: &[u8; 32], message: &[u8]) -> [u8; 64];

    /// Whether `signature` is the key's, without accepting what RFC 8032 §5.1.7 does not: `s` is below the group's order. The
    /// session refuses keys of small order before it asks.
    fn verify(&self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<(), Refused>;
}

/// A primitive refused its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("refused")]
pub struct Refused;
