use std::sync::Arc;

use causerie_chat::DeviceSecret;
use causerie_session::Provider;
use mls_rs::{CipherSuite, CryptoProvider};
use mls_rs_crypto_hpke::{dhkem::DhKem, hpke::Hpke};
use mls_rs_crypto_traits::KemId;

use super::{
    Entropy,
    primitives::{ChaCha20Poly1305, HkdfSha256, X25519},
    provider::SuiteProvider,
};

/// `MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519` (RFC 9420 §17.1).
pub(crate) const SUITE: CipherSuite = CipherSuite::CURVE25519_CHACHA;

/// The suite for one device, which signs with its own key whatever the library believes to sign with.
#[derive(Clone)]
pub(crate) struct OneSuite(SuiteProvider);

impl OneSuite {
    pub(crate) fn new(
        primitives: Arc<dyn Provider>,
        device: Arc<DeviceSecret>,
        entropy: Entropy,
    ) -> Self {
        let dh = X25519 { primitives: primitives.clone(), entropy: entropy.clone() };
        let kem = DhKem::new(dh, HkdfSha256, KemId::DhKemX25519Sha256 as u16, 32);
        let aead = ChaCha20Poly1305(primitives.clone());
        let hpke = Hpke::new(kem, HkdfSha256, Some(aead.clone()));
        Self(SuiteProvider { primitives, device, entropy, aead, hpke })
    }
}

impl CryptoProvider for OneSuite {
    type CipherSuiteProvider = SuiteProvider;

    fn supported_cipher_suites(&self) -> Vec<CipherSuite> {
        vec![SUITE]
    }

    fn cipher_suite_provider(&self, suite: CipherSuite) -> Option<SuiteProvider> {
        (suite == SUITE).then(|| self.0.clone())
    }
}
