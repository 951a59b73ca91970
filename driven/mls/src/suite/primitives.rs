use std::sync::Arc;

use causerie_session::Provider;
use hmac::{Hmac, KeyInit, Mac};
use mls_rs_core::crypto::{HpkePublicKey, HpkeSecretKey};
use mls_rs_crypto_traits::{AeadId, AeadType, DhType, KdfId, KdfType, SamplingMethod};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Entropy, Failed};

/// X25519 (RFC 7748).
#[derive(Clone)]
pub(crate) struct X25519 {
    pub(crate) primitives: Arc<dyn Provider>,
    pub(crate) entropy: Entropy,
}

impl DhType for X25519 {
    type Error = Failed;

    fn dh(&self, secret: &HpkeSecretKey, public: &HpkePublicKey) -> Result<Vec<u8>, Failed> {
        let secret = Zeroizing::new(key(secret.as_ref())?);
        let shared = self.primitives.agree(&secret, &key(public.as_ref())?).map_err(|_| Failed)?;
        // RFC 9180 §7.1.4
        if shared == [0; 32] { Err(Failed) } else { Ok(shared.to_vec()) }
    }

    fn generate(&self) -> Result<(HpkeSecretKey, HpkePublicKey), Failed> {
        let mut secret = Zeroizing::new([0; 32]);
        self.entropy.fill(secret.as_mut_slice())?;
        let public = self.primitives.public_key(&secret).to_vec();
        Ok((secret.to_vec().into(), public.into()))
    }

    fn to_public(&self, secret: &HpkeSecretKey) -> Result<HpkePublicKey, Failed> {
        let secret = Zeroizing::new(key(secret.as_ref())?);
        Ok(self.primitives.public_key(&secret).to_vec().into())
    }

    fn bitmask_for_rejection_sampling(&self) -> SamplingMethod {
        SamplingMethod::HpkeWithoutBitmask
    }

    fn secret_key_size(&self) -> usize {
        32
    }

    fn public_key_size(&self) -> usize {
        32
    }

    fn public_key_validate(&self, public: &HpkePublicKey) -> Result<(), Failed> {
        key(public.as_ref()).map(drop)
    }
}

/// HKDF-SHA-256 (RFC 5869).
#[derive(Clone, Copy)]
pub(crate) struct HkdfSha256;

impl KdfType for HkdfSha256 {
    type Error = Failed;

    fn kdf_id(&self) -> u16 {
        KdfId::HkdfSha256 as u16
    }

    fn extract(&self, salt: &[u8], material: &[u8]) -> Result<Vec<u8>, Failed> {
        Ok(mac(salt, &[material])?.to_vec())
    }

    fn expand(&self, key: &[u8], info: &[u8], length: usize) -> Result<Vec<u8>, Failed> {
        let mut out = Vec::with_capacity(length.next_multiple_of(32));
        let mut last = Zeroizing::new([0; 32]);
        for number in 1..=length.div_ceil(32) {
            let number = [u8::try_from(number).map_err(|_| Failed)?];
            let before: &[u8] = if out.is_empty() { &[] } else { last.as_slice() };
            let block = mac(key, &[before, info, &number])?;
            out.extend_from_slice(block.as_slice());
            last = block;
        }
        out.truncate(length);
        Ok(out)
    }

    fn extract_size(&self) -> usize {
        32
    }
}

/// ChaCha20-Poly1305 (RFC 8439).
#[derive(Clone)]
pub(crate) struct ChaCha20Poly1305(pub(crate) Arc<dyn Provider>);

impl AeadType for ChaCha20Poly1305 {
    type Error = Failed;

    fn aead_id(&self) -> u16 {
        AeadId::Chacha20Poly1305 as u16
    }

    fn seal(
        &self,
        secret: &[u8],
        text: &[u8],
        associated: Option<&[u8]>,
        nonce: &[u8],
    ) -> Result<Vec<u8>, Failed> {
        let (secret, nonce) = (Zeroizing::new(key(secret)?), nonce.try_into().map_err(|_| Failed)?);
        let mut sealed = Vec::with_capacity(text.len() + 16);
        sealed.extend_from_slice(text);
        let tag = self.0.seal(&secret, &nonce, associated.unwrap_or_default(), &mut sealed);
        sealed.extend_from_slice(&tag);
        Ok(sealed)
    }

    fn open(
        &self,
        secret: &[u8],
        sealed: &[u8],
        associated: Option<&[u8]>,
        nonce: &[u8],
    ) -> Result<Vec<u8>, Failed> {
        let (secret, nonce) = (Zeroizing::new(key(secret)?), nonce.try_into().map_err(|_| Failed)?);
        let (sealed, tag) = sealed.split_last_chunk::<16>().ok_or(Failed)?;
        let mut text = Zeroizing::new(sealed.to_vec());
        let associated = associated.unwrap_or_default();
        self.0.open(&secret, &nonce, associated, &mut text, tag).map_err(|_| Failed)?;
        Ok(std::mem::take(&mut *text))
    }

    fn key_size(&self) -> usize {
        32
    }

    fn nonce_size(&self) -> usize {
        12
    }
}

/// HMAC-SHA-256 (RFC 2104) of the parts, one behind the other.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> Result<Zeroizing<[u8; 32]>, Failed> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Failed)?;
    for part in parts {
        mac.update(part);
    }
    Ok(Zeroizing::new(mac.finalize().into_bytes().into()))
}

/// The 32 bytes of a key.
pub(crate) fn key(bytes: &[u8]) -> Result<[u8; 32], Failed> {
    bytes.try_into().map_err(|_| Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 5869, appendix A.1.
    #[test]
    fn hkdf_gives_what_the_rfc_says() {
        let salt: Vec<u8> = (0..=12).collect();
        let info: Vec<u8> = (0xf0..=0xf9).collect();

        let secret = HkdfSha256.extract(&salt, &[0x0b; 22]).unwrap();
        let derived = HkdfSha256.expand(&secret, &info, 42).unwrap();

        let expected = [
            0x3c, 0xb2, 0x5f, 0x25, 0xfa, 0xac, 0xd5, 0x7a, 0x90, 0x43, 0x4f, 0x64, 0xd0, 0x36,
            0x2f, 0x2a, 0x2d, 0x2d, 0x0a, 0x90, 0xcf, 0x1a, 0x5a, 0x4c, 0x5d, 0xb0, 0x2d, 0x56,
            0xec, 0xc4, 0xc5, 0xbf, 0x34, 0x00, 0x72, 0x08, 0xd5, 0xb8, 0x87, 0x18, 0x58, 0x65,
        ];
        assert_eq!(derived, expected);
    }

    #[test]
    fn hkdf_gives_no_more_than_255_blocks() {
        assert_eq!(HkdfSha256.expand(&[1; 32], b"", 255 * 32).unwrap().len(), 255 * 32);
        assert!(HkdfSha256.expand(&[1; 32], b"", 255 * 32 + 1).is_err());
    }

    #[test]
    fn t08_a_public_key_of_small_order_agrees_on_nothing() {
        let dh = X25519 {
            primitives: Arc::new(causerie_session::RustCrypto),
            entropy: Entropy::default(),
        };
        let secret: HpkeSecretKey = vec![5; 32].into();

        for small in [[0; 32], {
            let mut one = [0; 32];
            one[0] = 1;
            one
        }] {
            assert!(dh.dh(&secret, &small.to_vec().into()).is_err());
        }
    }

    #[test]
    fn keys_nonces_and_tags_of_another_length_are_refused() {
        let aead = ChaCha20Poly1305(Arc::new(causerie_session::RustCrypto));
        let sealed = aead.seal(&[1; 32], b"text", Some(b"with"), &[2; 12]).unwrap();

        assert_eq!(aead.open(&[1; 32], &sealed, Some(b"with"), &[2; 12]).unwrap(), b"text");
        assert!(aead.open(&[1; 32], &sealed, None, &[2; 12]).is_err());
        assert!(aead.open(&[1; 31], &sealed, Some(b"with"), &[2; 12]).is_err());
        assert!(aead.open(&[1; 32], &sealed, Some(b"with"), &[2; 11]).is_err());
        assert!(aead.open(&[1; 32], &sealed[..15], Some(b"with"), &[2; 12]).is_err());
    }
}
