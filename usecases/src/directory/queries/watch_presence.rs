use std::{convert::Infallible, sync::Arc};

use causerie_chat::PresenceMark;

use crate::{
    QueryHandler,
    ports::{PresenceNews, PresenceWatch},
};

/// What stands at these marks, now and as it changes?
#[derive(Debug)]
pub struct WatchPresence {
    /// The marks; of more than [`PresenceMark::MOST`], the first ones.
    pub marks: Vec<PresenceMark>,
}

/// Answers [`WatchPresence`].
pub struct WatchPresenceHandler {
    /// Looks at them.
    pub watch: Arc<dyn PresenceWatch>,
}

impl QueryHandler<WatchPresence> for WatchPresenceHandler {
    type Answer = Box<dyn PresenceNews>;
    type Error = Infallible;

    async fn handle(&self, query: WatchPresence) -> Result<Box<dyn PresenceNews>, Infallible> {
        let marks = query.marks.get(..PresenceMark::MOST).unwrap_or(&query.marks);
        Ok(self.watch.watch(marks))
    }
}
