use aws_lc_rs::{
    aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey},
    agreement::{self, PrivateKey, UnparsedPublicKey, X25519},
    error::Unspecified,
    signature::{self, ED25519, Ed25519KeyPair, KeyPair},
};
use causerie_session::{Provider, Refused, RustCrypto};

use crate::small_order::is_small_order;

/// The provider on AWS-LC: X25519, ChaCha20-Poly1305 and Ed25519.
///
/// The rest is [`RustCrypto`]'s: HMAC and HKDF, because AWS-LC takes longer over the short inputs of a ratchet (0.30 against
/// 0.19 µs for one byte, and still no less for 4 KiB); ML-KEM-768, because `aws-lc-rs` makes keys and ciphertexts from
/// randomness of its own only, and takes a secret key expanded where the session keeps its seed. So is the answer where
/// AWS-LC has no memory for a key.
///
/// AWS-LC by itself verifies signatures by RFC 8032 §5.1.7 without multiplying by the cofactor, which lets points of small
/// order pass; here they are refused in the key and in the signature, as by [`RustCrypto`].
#[derive(Clone, Copy, Debug, Default)]
pub struct AwsLc;

impl Provider for AwsLc {
    fn public_key(&self, secret: &[u8; 32]) -> [u8; 32] {
        let public = x25519(secret).and_then(|key| key.compute_public_key());
        public
            .ok()
            .and_then(|key| key.as_ref().try_into().ok())
            .unwrap_or_else(|| RustCrypto.public_key(secret))
    }

    fn agree(&self, secret: &[u8; 32], public: &[u8; 32]) -> Result<[u8; 32], Refused> {
        let secret = x25519(secret).map_err(|_| Refused)?;
        let public = UnparsedPublicKey::new(&X25519, public);
        agreement::agree(&secret, public, Refused, |shared| shared.try_into().map_err(|_| Refused))
    }

    fn seal(
        &self,
        key: &[u8; 32],
        nonce: &[u8; 12],
        associated: &[u8],
        text: &mut [u8],
    ) -> [u8; 16] {
        let Ok(sealing) = chacha20_poly1305(key) else {
            return RustCrypto.seal(key, nonce, associated, text);
        };
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let Ok(tag) = sealing.seal_in_place_separate_tag(nonce, Aad::from(associated), text) else {
            // It fails only beyond 256 GiB; an all-zero tag then opens nothing, and nothing is left to read.
            text.fill(0);
            return [0; 16];
        };
        tag.as_ref().try_into().unwrap_or_default()
    }

    fn open(
        &self,
        key: &[u8; 32],
        nonce: &[u8; 12],
        associated: &[u8],
        text: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), Refused> {
        let nonce = Nonce::assume_unique_for_key(*nonce);
        chacha20_poly1305(key)
            .and_then(|key| {
                key.open_in_place_separate_tag(nonce, Aad::from(associated), tag, text).map(|_| ())
            })
            .map_err(|_| Refused)
    }

    fn mac(&self, key: &[u8; 32], message: &[u8]) -> [u8; 32] {
        RustCrypto.mac(key, message)
    }

    fn macs(&self, key: &[u8; 32], messages: [&[u8]; 2]) -> [[u8; 32]; 2] {
        RustCrypto.macs(key, messages)
    }

    fn derive(&self, salt: &[u8; 32], material: &[u8], info: &[u8], output: &mut [u8]) {
        RustCrypto.derive(salt, material, info, output);
    }

    fn encapsulation_key(&self, seed: &[u8; 64]) -> [u8; 1184] {
        RustCrypto.encapsulation_key(seed)
    }

    fn encapsulate(
        &self,
        key: &[u8; 1184],
        randomness: &[u8; 32],
    ) -> Result<([u8; 1088], [u8; 32]), Refused> {
        RustCrypto.encapsulate(key, randomness)
    }

    fn decapsulate(&self, seed: &[u8; 64], ciphertext: &[u8; 1088]) -> [u8; 32] {
        RustCrypto.decapsulate(seed, ciphertext)
    }

    fn verifying_key(&self, seed: &[u8; 32]) -> [u8; 32] {
        Ed25519KeyPair::from_seed_unchecked(seed)
            .ok()
            .and_then(|pair| pair.public_key().as_ref().try_into().ok())
            .unwrap_or_else(|| RustCrypto.verifying_key(seed))
    }

    fn sign(&self, seed: &[u8; 32], message: &[u8]) -> [u8; 64] {
        Ed25519KeyPair::from_seed_unchecked(seed)
            .ok()
            .and_then(|pair| pair.try_sign(message).ok())
            .and_then(|signature| signature.as_ref().try_into().ok())
            .unwrap_or_else(|| RustCrypto.sign(seed, message))
    }

    fn verify(&self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<(), Refused> {
        let (r, _) = signature.split_first_chunk().ok_or(Refused)?;
        if is_small_order(key) || is_small_order(r) {
            return Err(Refused);
        }
        signature::UnparsedPublicKey::new(&ED25519, key)
            .verify(message, signature)
            .map_err(|_| Refused)
    }
}

fn x25519(secret: &[u8; 32]) -> Result<PrivateKey, Unspecified> {
    Ok(PrivateKey::from_private_key(&X25519, secret)?)
}

fn chacha20_poly1305(key: &[u8; 32]) -> Result<LessSafeKey, Unspecified> {
    UnboundKey::new(&CHACHA20_POLY1305, key).map(LessSafeKey::new)
}
