use std::sync::Arc;

use causerie_chat::Address;

use crate::{
    CommandHandler,
    ports::{Listings, Unavailable},
};

/// Let the people of the directory find somebody while they are there, or no longer.
#[derive(Debug)]
pub struct ListPerson {
    /// Who says so of themselves.
    pub who: Address,
    /// Whether.
    pub listed: bool,
}

/// Carries out [`ListPerson`].
pub struct ListPersonHandler {
    /// Keeps it.
    pub listings: Arc<dyn Listings>,
}

impl CommandHandler<ListPerson> for ListPersonHandler {
    type Error = Unavailable;

    async fn handle(&self, ListPerson { who, listed }: ListPerson) -> Result<(), Unavailable> {
        self.listings.list(&who, listed).await
    }
}
