use async_trait::async_trait;

use super::{Cursor, Entry, Unavailable};

/// All that was said with anybody, for another device of this person.
#[async_trait]
pub trait Chronicle: Send + Sync {
    /// The entries before a place, or all, the latest first, at most `limit` (which is at most 1,000). What changes a message stands there too;
    /// those wiped because they expired are left out.
    async fn latest(&self, before: Option<Cursor>, limit: usize)
    -> Result<Vec<Entry>, Unavailable>;

    /// How many entries there are.
    async fn length(&self) -> Result<u64, Unavailable>;
}
