use std::sync::Arc;

use causerie_chat::{DeviceKey, DeviceSecret};
use causerie_session::Provider;
use mls_rs::{
    CipherSuite, CipherSuiteProvider,
    crypto::{
        HpkeCiphertext, HpkePublicKey, HpkeSecretKey, SignaturePublicKey, SignatureSecretKey,
    },
    error::IntoAnyError,
};
use mls_rs_core::crypto::HpkePsk;
use mls_rs_crypto_hpke::{
    context::{ContextR, ContextS},
    dhkem::DhKem,
    hpke::{Hpke, HpkeError},
};
use mls_rs_crypto_traits::{AeadType, KdfType};
use sha2::{Digest, Sha256};
use thiserror::Error;
use zeroize::Zeroizing;

use super::{
    Entropy, SUITE,
    primitives::{ChaCha20Poly1305, HkdfSha256, X25519, key, mac},
};

/// A primitive refused its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a primitive refused its input")]
pub(crate) struct Failed;

impl IntoAnyError for Failed {
    fn into_dyn_error(self) -> Result<Box<dyn std::error::Error + Send + Sync>, Self> {
        Ok(self.into())
    }
}

impl From<HpkeError> for Failed {
    fn from(_: HpkeError) -> Self {
        Self
    }
}

/// The functions of the suite (RFC 9420 §5.1).
#[derive(Clone)]
pub(crate) struct SuiteProvider {
    pub(super) primitives: Arc<dyn Provider>,
    pub(super) device: Arc<DeviceSecret>,
    pub(super) entropy: Entropy,
    pub(super) aead: ChaCha20Poly1305,
    pub(super) hpke: Hpke<DhKem<X25519, HkdfSha256>, HkdfSha256, ChaCha20Poly1305>,
}

impl CipherSuiteProvider for SuiteProvider {
    type Error = Failed;
    type HpkeContextS = ContextS<HkdfSha256, ChaCha20Poly1305>;
    type HpkeContextR = ContextR<HkdfSha256, ChaCha20Poly1305>;

    fn cipher_suite(&self) -> CipherSuite {
        SUITE
    }

    fn hash(&self, data: &[u8]) -> Result<Vec<u8>, Failed> {
        Ok(Sha256::digest(data).to_vec())
    }

    fn mac(&self, key: &[u8], data: &[u8]) -> Result<Vec<u8>, Failed> {
        Ok(mac(key, &[data])?.to_vec())
    }

    fn aead_seal(
        &self,
        key: &[u8],
        data: &[u8],
        aad: Option<&[u8]>,
        nonce: &[u8],
    ) -> Result<Vec<u8>, Failed> {
        self.aead.seal(key, data, aad, nonce)
    }

    fn aead_open(
        &self,
        key: &[u8],
        ciphertext: &[u8],
        aad: Option<&[u8]>,
        nonce: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Failed> {
        self.aead.open(key, ciphertext, aad, nonce).map(Zeroizing::new)
    }

    fn aead_key_size(&self) -> usize {
        self.aead.key_size()
    }

    fn aead_nonce_size(&self) -> usize {
        self.aead.nonce_size()
    }

    fn kdf_extract(&self, salt: &[u8], ikm: &[u8]) -> Result<Zeroizing<Vec<u8>>, Failed> {
        HkdfSha256.extract(salt, ikm).map(Zeroizing::new)
    }

    fn kdf_expand(
        &self,
        prk: &[u8],
        info: &[u8],
        len: usize,
    ) -> Result<Zeroizing<Vec<u8>>, Failed> {
        HkdfSha256.expand(prk, info, len).map(Zeroizing::new)
    }

    fn kdf_extract_size(&self) -> usize {
        HkdfSha256.extract_size()
    }

    fn hpke_seal(
        &self,
        remote_key: &HpkePublicKey,
        info: &[u8],
        aad: Option<&[u8]>,
        pt: &[u8],
    ) -> Result<HpkeCiphertext, Failed> {
        Ok(self.hpke.seal(remote_key, info, None, aad, pt)?)
    }

    fn hpke_seal_psk(
        &self,
        remote_key: &HpkePublicKey,
        info: &[u8],
        aad: Option<&[u8]>,
        pt: &[u8],
        psk: HpkePsk<'_>,
    ) -> Result<HpkeCiphertext, Failed> {
        Ok(self.hpke.seal(remote_key, info, Some(psk), aad, pt)?)
    }

    fn hpke_open(
        &self,
        ciphertext: &HpkeCiphertext,
        local_secret: &HpkeSecretKey,
        local_public: &HpkePublicKey,
        info: &[u8],
        aad: Option<&[u8]>,
    ) -> Result<Zeroizing<Vec<u8>>, Failed> {
        Ok(self.hpke.open(ciphertext, local_secret, local_public, info, None, aad)?)
    }

    fn hpke_open_psk(
        &self,
        ciphertext: &HpkeCiphertext,
        local_secret: &HpkeSecretKey,
        local_public: &HpkePublicKey,
        info: &[u8],
        aad: Option<&[u8]>,
        psk: HpkePsk<'_>,
    ) -> Result<Zeroizing<Vec<u8>>, Failed> {
        Ok(self.hpke.open(ciphertext, local_secret, local_public, info, Some(psk), aad)?)
    }

    fn hpke_setup_s(
        &self,
        remote_key: &HpkePublicKey,
        info: &[u8],
    ) -> Result<(Vec<u8>, Self::HpkeContextS), Failed> {
        Ok(self.hpke.setup_sender(remote_key, info, None)?)
    }

    fn hpke_setup_r(
        &self,
        kem_output: &[u8],
        local_secret: &HpkeSecretKey,
        local_public: &HpkePublicKey,
        info: &[u8],
    ) -> Result<Self::HpkeContextR, Failed> {
        Ok(self.hpke.setup_receiver(kem_output, local_secret, local_public, info, None)?)
    }

    fn kem_derive(&self, ikm: &[u8]) -> Result<(HpkeSecretKey, HpkePublicKey), Failed> {
        Ok(self.hpke.derive(ikm)?)
    }

    fn kem_generate(&self) -> Result<(HpkeSecretKey, HpkePublicKey), Failed> {
        Ok(self.hpke.generate()?)
    }

    fn kem_public_key_validate(&self, key: &HpkePublicKey) -> Result<(), Failed> {
        Ok(self.hpke.public_key_validate(key)?)
    }

    fn random_bytes(&self, out: &mut [u8]) -> Result<(), Failed> {
        self.entropy.fill(out)
    }

    /// A member has the key of its device and makes no other.
    fn signature_key_generate(&self) -> Result<(SignatureSecretKey, SignaturePublicKey), Failed> {
        Err(Failed)
    }

    fn signature_key_derive_public(
        &self,
        _: &SignatureSecretKey,
    ) -> Result<SignaturePublicKey, Failed> {
        Ok(self.device.public().as_bytes().to_vec().into())
    }

    /// Signs with the device's key: what the library keeps in its place, and in the state, is empty.
    fn sign(&self, _: &SignatureSecretKey, data: &[u8]) -> Result<Vec<u8>, Failed> {
        Ok(self.primitives.sign(self.device.seed(), data).to_vec())
    }

    fn verify(
        &self,
        public_key: &SignaturePublicKey,
        signature: &[u8],
        data: &[u8],
    ) -> Result<(), Failed> {
        let public = key(public_key.as_ref())?;
        // Refuses what is no point, and points of small order, which everybody knows a signature for.
        DeviceKey::try_from(public).map_err(|_| Failed)?;
        let signature = signature.try_into().map_err(|_| Failed)?;
        self.primitives.verify(&public, data, signature).map_err(|_| Failed)
    }
}
