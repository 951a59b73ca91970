use std::path::PathBuf;

use thiserror::Error;

use crate::{FileError, NoEntropy, UnfitCertificate};

/// Why keys and certificates could not be made or used.
#[derive(Debug, Error)]
pub enum PkiError {
    /// A file is in the way, missing or unusable.
    #[error(transparent)]
    File(#[from] FileError),
    /// A certificate is not for the key beside it.
    #[error("{} is not for the key in {}; restore both from one backup", .certificate.display(), .key.display())]
    Mismatch {
        /// Where the certificate is.
        certificate: PathBuf,
        /// Where the key is.
        key: PathBuf,
    },
    /// A certificate does not lead to the root or lacks the name it should have.
    #[error("{} is of no use here ({}); restore the folder from a backup, or renew the issuer", .0.display(), .1)]
    Unfit(PathBuf, #[source] UnfitCertificate),
    /// What signs is not valid at that time.
    #[error("{} is not valid now; check the clock, then renew it with the key above it", .0.display())]
    Expired(PathBuf),
    /// A device of another domain asked for a certificate.
    #[error("this authority signs for the devices of one domain, and this is not one of them")]
    OutsideDomain,
    /// A chain came out larger than what a device accepts.
    #[error("a chain of certificates came out too large; the domain's name may be too long")]
    OversizedChain,
    /// A time lies outside what certificates can hold.
    #[error("the clock shows a time that no certificate can hold; set it right")]
    Clock,
    /// There is no randomness.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// The certificate could not be encoded.
    #[error("a certificate could not be made: {0}")]
    Encoding(#[from] rcgen::Error),
    /// TLS refused its configuration.
    #[error("TLS could not be set up: {0}")]
    Tls(#[from] rustls::Error),
}
