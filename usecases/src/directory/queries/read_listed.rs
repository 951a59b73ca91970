use std::sync::Arc;

use causerie_chat::Address;

use crate::{
    QueryHandler,
    ports::{Attendance, Listed, ListingBook, Unavailable},
};

/// Which listed people are there, and is who asks one of the listed?
#[derive(Debug)]
pub struct ReadListed {
    /// Who asks.
    pub who: Address,
}

/// Answers [`ReadListed`]: whoever is not listed, or not there, is not told of.
pub struct ReadListedHandler {
    /// Knows who is there.
    pub attendance: Arc<dyn Attendance>,
    /// Knows who is listed.
    pub book: Arc<dyn ListingBook>,
}

impl QueryHandler<ReadListed> for ReadListedHandler {
    type Answer = Listed;
    type Error = Unavailable;

    async fn handle(&self, ReadListed { who }: ReadListed) -> Result<Listed, Unavailable> {
        let me = !self.book.listed_of(vec![who], 1).await?.is_empty();
        let people = self.book.listed_of(self.attendance.present(), Listed::MOST).await?;
        Ok(Listed { me, people })
    }
}
