use async_trait::async_trait;

use super::{Entry, KnownIdentity, Unavailable};

/// Puts a backup back; read through [`super::History`] and [`super::Identities`].
#[async_trait]
pub trait Archive: Send + Sync {
    /// Adds people as they were known, and what was said, in its order, behind what is there. A person or a message that is known
    /// already stays as it is. Nothing of it is queued. What changes a message changes it again; [`Entry::view`] is not looked at.
    async fn restore(
        &self,
        people: Vec<KnownIdentity>,
        entries: Vec<Entry>,
    ) -> Result<(), Unavailable>;
}
