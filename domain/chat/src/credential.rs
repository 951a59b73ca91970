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
    /// How long a directory lets one live, in milliseconds: two days.
    pub const LIFETIME: u64 = 48 * 3_600_000;
    /// How many certificates a chain has at most.
    pub const MAX_CERTIFICATES: usize = 4;
    /// The largest certificate, in bytes.
    pub const MAX_BYTES: usize = 8192;

    /// When to obtain the next one: a quarter through its term. A day and a half is left then, so that devices go on speaking with each
    /// other while their directory is away for a day.
    #[must_use]
    pub fn renewal(term: Term) -> Timestamp {
        term.from.plus(term.length() / 4)
    }

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
    /// When to obtain what follows where whoever signs is always at hand: two thirds through.
    #[must_use]
    pub fn renewal(&self) -> Timestamp {
        self.from.plus(self.length() / 3 * 2)
    }

    fn length(&self) -> u64 {
        self.until.millis().saturating_sub(self.from.millis())
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
    fn a_credential_is_renewed_a_quarter_through_and_other_certificates_two_thirds() {
        let term =
            Term { from: Timestamp::from_millis(1_000), until: Timestamp::from_millis(4_000) };

        assert_eq!(Credential::renewal(term), Timestamp::from_millis(1_750));
        assert_eq!(term.renewal(), Timestamp::from_millis(3_000));
    }

    #[test]
    fn whenever_a_directory_goes_away_for_a_day_the_credentials_it_gave_last_outlive_that() {
        const MINUTE: u64 = 60_000;
        let issued = |at: u64| {
            let from = Timestamp::from_millis(at);
            Term { from, until: from.plus(Credential::LIFETIME) }
        };
        let (mut term, mut least) = (issued(0), u64::MAX);

        // A device looks every three minutes whether it is time.
        for at in (0..14 * 24 * 60).step_by(3).map(|minute| minute * MINUTE) {
            if at >= Credential::renewal(term).millis() {
                term = issued(at);
            }
            least = least.min(term.until.millis() - at);
        }

        assert!(least > 30 * 60 * MINUTE, "{least} ms");
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
