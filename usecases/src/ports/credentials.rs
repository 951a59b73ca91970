use async_trait::async_trait;
use causerie_chat::{CertificateRequest, Credential, Term};

use super::Unavailable;

/// The TLS identity of this device.
#[async_trait]
pub trait Credentials: Send + Sync {
    /// A certificate request for this device's TLS key. It says nothing but the key.
    async fn request(&self) -> Result<CertificateRequest, Unavailable>;

    /// Keeps `credential`, also over a restart, and uses it from the next connection on. One that does not fit the
    /// device, its TLS key or the root is refused and the former one stays.
    async fn install(&self, credential: Credential) -> Result<(), Unavailable>;
}

/// What this device, or this directory, can show at present.
#[async_trait]
pub trait CredentialStatus: Send + Sync {
    /// When the credential in use is valid, expired or not; nothing before the first one.
    async fn term(&self) -> Result<Option<Term>, Unavailable>;
}
