//! Certificate requests (PKCS #10, RFC 2986), of which nothing counts but the key.

use causerie_chat::CertificateRequest;
use ed25519_dalek::VerifyingKey;
use rcgen::{
    CertificateParams, DistinguishedName, PKCS_ED25519, PublicKeyData, SignatureAlgorithm,
};
use x509_parser::{
    certification_request::X509CertificationRequest, oid_registry::OID_SIG_ED25519,
    prelude::FromDer,
};

use crate::signing_key::CertificateKey;

/// A request for this key that says nothing else.
pub(crate) fn of(key: &CertificateKey) -> Result<Vec<u8>, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    Ok(params.serialize_request(key)?.der().to_vec())
}

/// The key of a request whose signature shows it to be held.
pub(crate) struct RequestedKey(VerifyingKey);

impl RequestedKey {
    /// Reads and verifies; nothing for what is malformed, of another kind than Ed25519, weak, or signed by another key.
    pub(crate) fn of(request: &CertificateRequest) -> Option<Self> {
        let ([], request) = X509CertificationRequest::from_der(request.as_der()).ok()? else {
            return None;
        };
        let key = &request.certification_request_info.subject_pki;
        let kinds = [&key.algorithm, &request.signature_algorithm];
        if kinds.iter().any(|kind| kind.algorithm != OID_SIG_ED25519 || kind.parameters.is_some()) {
            return None;
        }
        let bytes = key.subject_public_key.data.as_ref().try_into().ok()?;
        let public = VerifyingKey::from_bytes(bytes).ok().filter(|public| !public.is_weak())?;
        request.verify_signature().ok()?;
        Some(Self(public))
    }
}

impl PublicKeyData for RequestedKey {
    fn der_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}
