use std::sync::Arc;

use causerie_chat::{Conversation, Timer};

use crate::{
    QueryHandler,
    ports::{TimerBook, Unavailable},
};

/// After how long disappears what this person says to somebody, or in a room?
#[derive(Debug)]
pub struct ReadTimer {
    /// To whom, or where.
    pub with: Conversation,
}

/// Answers [`ReadTimer`]: nothing if it stays.
pub struct ReadTimerHandler {
    /// Knows.
    pub timer_book: Arc<dyn TimerBook>,
}

impl QueryHandler<ReadTimer> for ReadTimerHandler {
    type Answer = Option<Timer>;
    type Error = Unavailable;

    async fn handle(&self, query: ReadTimer) -> Result<Option<Timer>, Unavailable> {
        self.timer_book.timer(&query.with).await
    }
}
