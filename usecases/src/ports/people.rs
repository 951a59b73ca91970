use async_trait::async_trait;
use causerie_chat::{Address, Person};

use super::Unavailable;

/// Who is on record.
#[async_trait]
pub trait People: Send + Sync {
    /// The person with exactly that name, or nothing.
    async fn person(&self, who: &Address) -> Result<Option<Person>, Unavailable>;
}
