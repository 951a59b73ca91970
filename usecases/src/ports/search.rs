use async_trait::async_trait;
use causerie_chat::{Body, Conversation, Message, SearchWords, Timestamp, View};

use super::{Cursor, Entry, Unavailable};

/// Looks through what was said.
#[async_trait]
pub trait Search: Send + Sync {
    /// The messages that are now what is looked for, the latest first, at most `limit` (which is at most 1,000).
    async fn search(&self, wanted: &Wish, limit: usize) -> Result<Vec<Entry>, Unavailable>;
}

/// Which messages are looked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What they say, or bring.
    pub what: Sought,
    /// Where they were said, or anywhere.
    pub with: Option<Conversation>,
    /// Not sent before that.
    pub since: Option<Timestamp>,
    /// Sent before that.
    pub until: Option<Timestamp>,
    /// Before that place in the history, or from its end.
    pub before: Option<Cursor>,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub enum Sought {
    /// Words, all of them.
    Words(SearchWords),
    /// Files that are offered.
    Files,
}

impl Sought {
    /// Whether a message is that now.
    #[must_use]
    pub fn is_in(&self, message: &Message, view: &View) -> bool {
        match self {
            Self::Words(words) => view.has(message, words),
            Self::Files => view.file(message).is_some(),
        }
    }

    /// Whether a body that nothing has changed is that.
    #[must_use]
    pub fn is_in_body(&self, body: &Body) -> bool {
        match self {
            Self::Words(words) => body.searched().is_some_and(|says| words.are_in(&says)),
            Self::Files => matches!(body, Body::File(_)),
        }
    }
}
