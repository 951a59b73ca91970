use std::sync::Arc;

use causerie_chat::Timestamp;

use crate::{
    CommandHandler,
    ports::{Event, Events, TimerBook, Timers, Unavailable},
};

/// Wipe what was to disappear.
#[derive(Debug)]
pub struct WipeExpired {
    /// By when.
    pub at: Timestamp,
}

/// Carries out [`WipeExpired`], for all that has expired.
pub struct WipeExpiredHandler {
    /// Wipes it.
    pub timers: Arc<dyn Timers>,
    /// Knows what there is to wipe.
    pub timer_book: Arc<dyn TimerBook>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<WipeExpired> for WipeExpiredHandler {
    type Error = Unavailable;

    async fn handle(&self, WipeExpired { at }: WipeExpired) -> Result<(), Unavailable> {
        loop {
            let with = self.timer_book.expired(at).await?;
            if with.is_empty() {
                return Ok(());
            }
            self.timers.wipe_expired(at).await?;
            for it in with {
                self.events.tell(Event::Conversation(it.clone()));
                self.events.tell(Event::Delivery(it));
            }
        }
    }
}
