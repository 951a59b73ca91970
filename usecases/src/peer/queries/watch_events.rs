use std::{convert::Infallible, sync::Arc};

use crate::{
    QueryHandler,
    ports::{EventLog, EventNumber, Happened},
};

/// What changed?
#[derive(Debug)]
pub struct WatchEvents {
    /// Behind which event; nothing for what comes from now on.
    pub after: Option<EventNumber>,
}

/// Answers [`WatchEvents`], once something did.
pub struct WatchEventsHandler {
    /// Knows.
    pub log: Arc<dyn EventLog>,
}

impl QueryHandler<WatchEvents> for WatchEventsHandler {
    type Answer = Happened;
    type Error = Infallible;

    async fn handle(&self, query: WatchEvents) -> Result<Happened, Infallible> {
        Ok(self.log.behind(query.after).await)
    }
}
