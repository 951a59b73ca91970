use async_trait::async_trait;
use causerie_chat::{CertificateRequest, Credential, DeviceAddress, Term};
use thiserror::Error;

use super::Unavailable;

/// Signs certificates for a directory's devices.
#[async_trait]
pub trait Authority: Send + Sync {
    /// A chain for the public key in `request`, whose only name is `device` and whose only use is mutual TLS. Of the
    /// request nothing counts but the key, and that its own signature shows the key to be held.
    async fn issue(
        &self,
        device: &DeviceAddress,
        request: &CertificateRequest,
        term: Term,
    ) -> Result<Credential, NotIssued>;
}

/// Why no certificate was signed.
#[derive(Debug, Error)]
pub enum NotIssued {
    /// The request is not PKCS #10, its signature does not fit, or its key is of an unsupported kind.
    #[error("not a usable certificate request")]
    BadRequest,
    /// The authority failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
