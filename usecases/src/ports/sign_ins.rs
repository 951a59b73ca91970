use async_trait::async_trait;
use causerie_chat::{DeviceAddress, Timestamp};

use super::Unavailable;

/// Where a directory notes who signed in.
#[async_trait]
pub trait SignIns: Send + Sync {
    /// Notes the last sign-in of `device`, in the place of the one before. A device that is not on record has none.
    async fn note(&self, device: &DeviceAddress, sign_in: LastSignIn) -> Result<(), Unavailable>;
}

/// What was noted.
#[async_trait]
pub trait SignInLog: Send + Sync {
    /// The last sign-in of `device`, or nothing.
    async fn last(&self, device: &DeviceAddress) -> Result<Option<LastSignIn>, Unavailable>;
}

/// When a device was last handed a credential, and for which TLS key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastSignIn {
    /// [`causerie_chat::CertificateRequest::digest`]: another one comes from another data folder, such as a restored backup.
    pub installation: [u8; 32],
    /// When.
    pub at: Timestamp,
}

impl LastSignIn {
    /// After how many milliseconds without a credential a sign-in lapses, unless a directory is told otherwise: 30 days.
    pub const LAPSE: u64 = 30 * 24 * 3_600_000;
}
