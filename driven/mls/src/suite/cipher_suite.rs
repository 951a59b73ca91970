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

#[cfg(test)]
mod tests {
    use causerie_session::RustCrypto;
    use mls_rs::CipherSuiteProvider;
    use zeroize::Zeroizing;

    use super::*;

    #[test]
    fn there_is_one_suite() {
        let device = Arc::new(DeviceSecret::from_seed(&[2; 32]));
        let suite = OneSuite::new(Arc::new(RustCrypto), device, Entropy::default());

        let there = CipherSuite::all().filter(|it| suite.cipher_suite_provider(*it).is_some());

        assert_eq!(there.collect::<Vec<_>>(), [CipherSuite::new(3)]);
        assert_eq!(suite.supported_cipher_suites(), [CipherSuite::new(3)]);
    }

    #[test]
    fn what_is_sealed_to_a_key_is_opened_with_it_and_the_same_step_seals_the_same() {
        let device = Arc::new(DeviceSecret::from_seed(&[2; 32]));
        let entropy = Entropy::default();
        let suite = OneSuite::new(Arc::new(RustCrypto), device, entropy.clone());
        let suite = suite.cipher_suite_provider(SUITE).unwrap();
        let (secret, public) = suite.kem_derive(&[7; 32]).unwrap();
        let seal = |seed| {
            let step = Zeroizing::new([seed; 32]);
            entropy.during(&step, || suite.hpke_seal(&public, b"info", None, b"text")).unwrap()
        };

        let sealed = seal(1);

        assert_eq!(sealed, seal(1));
        assert_ne!(sealed.kem_output, seal(2).kem_output);
        let opened = suite.hpke_open(&sealed, &secret, &public, b"info", None).unwrap();
        assert_eq!(opened.as_slice(), b"text");
        assert!(suite.hpke_open(&sealed, &secret, &public, b"other", None).is_err());
    }
}
