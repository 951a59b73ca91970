use chacha20poly1305::{ChaCha20Poly1305, KeyInit, aead::AeadInOut};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use libcrux_ml_kem::mlkem768;
use sha2::Sha256;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::provider::{Provider, Refused};

/// The default provider: pure Rust, on x25519-dalek, ed25519-dalek, chacha20poly1305, hkdf, hmac and libcrux-ml-kem.
#[derive(Clone, Copy, Debug, Default)]
pub struct RustCrypto;

impl Provider for RustCrypto {
    fn public_key(&self, secret: &[u8; 32]) -> [u8; 32] {
        PublicKey::from(&StaticSecret::from(*secret)).to_bytes()
    }

    fn agree(&self, secret: &[u8; 32], public: &[u8; 32]) -> Result<[u8; 32], Refused> {
        let shared = StaticSecret::from(*secret).diffie_hellman(&PublicKey::from(*public));
        if shared.was_contributory() { Ok(shared.to_bytes()) } else { Err(Refused) }
    }

    fn seal(
        &self,
        key: &[u8; 32],
        nonce: &[u8; 12],
        associated: &[u8],
        text: &mut [u8],
    ) -> [u8; 16] {
        // It fails only beyond 256 GiB; an all-zero tag then opens nothing.
        ChaCha20Poly1305::new(key.into())
            .encrypt_inout_detached(nonce.into(), associated, text.into())
            .map_or([0; 16], Into::into)
    }

    fn open(
        &self,
        key: &[u8; 32],
        nonce: &[u8; 12],
        associated: &[u8],
        text: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), Refused> {
        ChaCha20Poly1305::new(key.into())
            .decrypt_inout_detached(nonce.into(), associated, text.into(), tag.into())
            .map_err(|_| Refused)
    }

    fn mac(&self, key: &[u8; 32], message: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new(&hmac_key(key));
        mac.update(message);
        mac.finalize().into_bytes().into()
    }

    fn macs(&self, key: &[u8; 32], messages: [&[u8]; 2]) -> [[u8; 32]; 2] {
        // The key's two blocks are hashed once for both.
        let keyed = <Hmac<Sha256> as hmac::KeyInit>::new(&hmac_key(key));
        messages.map(|message| keyed.clone().chain_update(message).finalize().into_bytes().into())
    }

    fn derive(&self, salt: &[u8; 32], material: &[u8], info: &[u8], output: &mut [u8]) {
        let expanded = Hkdf::<Sha256>::new(Some(salt), material).expand(info, output);
        debug_assert!(expanded.is_ok(), "at most 255 blocks are asked for");
    }

    fn encapsulation_key(&self, seed: &[u8; 64]) -> [u8; 1184] {
        *mlkem768::generate_key_pair(*seed).pk()
    }

    fn encapsulate(
        &self,
        key: &[u8; 1184],
        randomness: &[u8; 32],
    ) -> Result<([u8; 1088], [u8; 32]), Refused> {
        let key = key.into();
        if !mlkem768::validate_public_key(&key) {
            return Err(Refused);
        }
        let (ciphertext, shared) = mlkem768::encapsulate(&key, *randomness);
        Ok((*ciphertext.as_slice(), shared))
    }

    fn decapsulate(&self, seed: &[u8; 64], ciphertext: &[u8; 1088]) -> [u8; 32] {
        let pair = mlkem768::generate_key_pair(*seed);
        let secret = Zeroizing::new(*pair.sk());
        mlkem768::decapsulate(&(&*secret).into(), &ciphertext.into())
    }

    fn verifying_key(&self, seed: &[u8; 32]) -> [u8; 32] {
        SigningKey::from_bytes(seed).verifying_key().to_bytes()
    }

    fn sign(&self, seed: &[u8; 32], message: &[u8]) -> [u8; 64] {
        SigningKey::from_bytes(seed).sign(message).to_bytes()
    }

    fn verify(&self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> Result<(), Refused> {
        let key = VerifyingKey::from_bytes(key).map_err(|_| Refused)?;
        key.verify_strict(message, &Signature::from_bytes(signature)).map_err(|_| Refused)
    }
}

/// The key in a whole block of SHA-256, as HMAC takes it (RFC 2104 §2).
fn hmac_key(key: &[u8; 32]) -> hmac::digest::Key<Hmac<Sha256>> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    block.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_macs_at_once_are_the_two() {
        let (key, long) = ([7; 32], [9; 200]);

        let [one, other] = RustCrypto.macs(&key, [&[1], &long]);

        assert_eq!(one, RustCrypto.mac(&key, &[1]));
        assert_eq!(other, RustCrypto.mac(&key, &long));
    }
}
