use std::sync::Arc;

use causerie_chat::{Address, Person};

use crate::{
    QueryHandler,
    ports::{People, Unavailable},
};

/// Whom does exactly this name belong to?
#[derive(Debug)]
pub struct WhoIs {
    /// The name.
    pub who: Address,
}

/// Answers [`WhoIs`]: nothing for a name nobody has.
pub struct WhoIsHandler {
    /// Knows them.
    pub people: Arc<dyn People>,
}

impl QueryHandler<WhoIs> for WhoIsHandler {
    type Answer = Option<Person>;
    type Error = Unavailable;

    async fn handle(&self, query: WhoIs) -> Result<Option<Person>, Unavailable> {
        self.people.person(&query.who).await
    }
}
