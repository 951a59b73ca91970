use async_trait::async_trait;
use causerie_chat::{Conversation, SearchWords, Timestamp};

use super::{Cursor, Entry, Unavailable};

/// Looks through what was said.
#[async_trait]
pub trait Search: Send + Sync {
    /// The messages whose text of now fits, the latest first, at most `limit` (which is at most 1,000).
    async fn search(&self, wanted: &Wish, limit: usize) -> Result<Vec<Entry>, Unavailable>;
}

/// Which messages are looked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What they say.
    pub words: SearchWords,
    /// Where they were said, or anywhere.
    pub with: Option<Conversation>,
    /// Not sent before that.
    pub since: Option<Timestamp>,
    /// Sent before that.
    pub until: Option<Timestamp>,
    /// Before that place in the history, or from its end.
    pub before: Option<Cursor>,
}
