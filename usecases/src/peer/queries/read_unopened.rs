use std::sync::Arc;

use crate::{
    QueryHandler,
    ports::{Unavailable, Unopened, UnopenedEnvelope},
};

/// What came and could not be opened?
#[derive(Debug)]
pub struct ReadUnopened;

/// Answers [`ReadUnopened`], the latest first.
pub struct ReadUnopenedHandler {
    /// Keeps it.
    pub unopened: Arc<dyn Unopened>,
}

impl QueryHandler<ReadUnopened> for ReadUnopenedHandler {
    type Answer = Vec<UnopenedEnvelope>;
    type Error = Unavailable;

    async fn handle(&self, _: ReadUnopened) -> Result<Vec<UnopenedEnvelope>, Unavailable> {
        self.unopened.unopened().await
    }
}
