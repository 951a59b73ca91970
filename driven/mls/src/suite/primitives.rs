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
