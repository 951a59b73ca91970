use std::sync::Arc;

use causerie_chat::{Address, Person};

use crate::{
    QueryHandler,
    ports::{People, Unavailable},
};

/// Who is behind a name?
#[derive(Debug)]
pub struct WhoIsThat {
    /// The name.
    pub who: Address,
}

/// Answers [`WhoIsThat`]: nothing for a name nobody has.
pub struct WhoIsThatHandler {
    /// Knows whom this device has to do with.
    pub known: Arc<dyn People>,
    /// Knows everybody.
    pub people: Arc<dyn People>,
}

impl QueryHandler<WhoIsThat> for WhoIsThatHandler {
    type Answer = Option<Person>;
    type Error = Unavailable;

    async fn handle(&self, query: WhoIsThat) -> Result<Option<Person>, Unavailable> {
        match self.known.person(&query.who).await? {
            Some(person) => Ok(Some(person)),
            None => self.people.person(&query.who).await,
        }
    }
}
