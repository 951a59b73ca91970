use std::sync::Arc;

use causerie_chat::{Address, Timer};

use crate::{
    QueryHandler,
    ports::{TimerBook, Unavailable},
};

/// After how long disappears what this person says to somebody?
#[derive(Debug)]
pub struct ReadTimer {
    /// To whom.
    pub with: Address,
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
