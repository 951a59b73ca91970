//! One Ed25519 key, as those who sign with it want to see it.

use std::sync::Arc;

use ed25519_dalek::{Signer, SigningKey as Ed25519, pkcs8::EncodePrivateKey};
use rcgen::{Error, PKCS_ED25519, PublicKeyData, SignatureAlgorithm, SigningKey};
use rustls::{crypto::aws_lc_rs::sign::any_eddsa_type, sign};
use rustls_pki_types::PrivatePkcs8KeyDer;

use crate::key_file;

/// Signs certificates and requests; wiped when dropped.
pub(crate) struct CertificateKey(pub(crate) Ed25519);

impl CertificateKey {
    /// The public half (RFC 8032 §5.1.2).
    pub(crate) fn public(&self) -> &[u8; 32] {
        self.0.as_ref().as_bytes()
    }

    /// The same key, to sign handshakes with.
    pub(crate) fn for_tls(&self) -> Result<Arc<dyn sign::SigningKey>, rustls::Error> {
        let pkcs8 = key_file::pkcs8(&self.0)
            .to_pkcs8_der()
            .map_err(|cause| rustls::Error::General(cause.to_string()))?;
        any_eddsa_type(&PrivatePkcs8KeyDer::from(pkcs8.as_bytes()))
    }
}

impl PublicKeyData for CertificateKey {
    fn der_bytes(&self) -> &[u8] {
        self.public()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl SigningKey for CertificateKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.0.sign(message).to_vec())
    }
}
