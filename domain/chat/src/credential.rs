use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::Timestamp;

/// A certificate request in DER (PKCS #10, RFC 2986), not yet looked into; at most 4 KiB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateRequest(Vec<u8>);

impl CertificateRequest {
    /// The largest there is, in bytes.
    pub const MAX_BYTES: usize = 4096;

    /// The DER bytes.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }

    /// SHA-256 of the bytes. Ed25519 signs alike each time, so that a device asks in the same bytes as long as it has the same TLS key.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl TryFrom<Vec<u8>> for CertificateRequest {
    type Error = OversizedCredential;

    fn try_from(der: Vec<u8>) -> Result<Self, OversizedCredential> {
        if der.len() > Self::MAX_BYTES { Err(OversizedCredential) } else { Ok(Self(der)) }
    }
}

/// A device's certificate and those between it and the root, each in DER (RFC 5280), leaf first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential(Vec<Vec<u8>>);

impl Credential {
    /// How long a directory lets one live, in milliseconds: a day.
    pub const LIFETIME: u64 = 24 * 3_600_000;
    /// How many certificates a chain has at most.
    pub const MAX_CERTIFICATES: usize = 4;
    /// The largest certificate, in bytes.
    pub const MAX_BYTES: usize = 8192;

    /// The certificates, leaf first; never empty.
    #[must_use]
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.0
    }
}

impl TryFrom<Vec<Vec<u8>>> for Credential {
    type Error = OversizedCredential;

    fn try_from(chain: Vec<Vec<u8>>) -> Result<Self, OversizedCredential> {
        let fits = (1..=Self::MAX_CERTIFICATES).contains(&chain.len())
            && chain.iter().all(|der| der.len() <= Self::MAX_BYTES);
        if fits { Ok(Self(chain)) } else { Err(OversizedCredential) }
    }
}

/// When a credential is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// First moment.
    pub from: Timestamp,
    /// Last moment.
    pub until: Timestamp,
}

impl Term {
    /// When to obtain the next one: two thirds through, so that a third is left for a directory that is away.
    #[must_use]
    pub fn renewal(&self) -> Timestamp {
        let length = self.until.millis().saturating_sub(self.from.millis());
        self.from.plus(length / 3 * 2)
    }
}

/// A certificate, chain or request is empty or larger than any honest one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a certificate, a chain or a request is empty or too large")]
pub struct OversizedCredential;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credential_is_renewed_two_thirds_through() {
        let term =
            Term { from: Timestamp::from_millis(1_000), until: Timestamp::from_millis(4_000) };

        assert_eq!(term.renewal(), Timestamp::from_millis(3_000));
    }

    #[test]
    fn what_is_too_large_is_refused() {
        assert!(CertificateRequest::try_from(vec![0; 4097]).is_err());
        assert!(Credential::try_from(vec![]).is_err());
        assert!(Credential::try_from(vec![vec![0]; 5]).is_err());
        assert!(Credential::try_from(vec![vec![0; 8193]]).is_err());
        assert!(Credential::try_from(vec![vec![0; 8192]; 4]).is_ok());
    }
}
