use std::sync::Arc;

use crate::{
    QueryHandler,
    ports::{Listed, ListingAnswers, NotListed},
};

/// Which listed people of one's directory are there?
#[derive(Debug)]
pub struct ReadListed;

/// Answers [`ReadListed`].
pub struct ReadListedHandler {
    /// The directory's list.
    pub answers: Arc<dyn ListingAnswers>,
}

impl QueryHandler<ReadListed> for ReadListedHandler {
    type Answer = Listed;
    type Error = NotListed;

    async fn handle(&self, ReadListed: ReadListed) -> Result<Listed, NotListed> {
        self.answers.listed().await
    }
}
