use async_trait::async_trait;

use super::Unavailable;

/// A store that can be tried out.
#[async_trait]
pub trait StoreCheck: Send + Sync {
    /// Reads something and writes it as it was, durably once it returns: nothing is another for it, and a store that cannot be read, or
    /// takes nothing more, says so.
    async fn check(&self) -> Result<(), Unavailable>;
}
