use std::sync::Arc;

use crate::{
    CommandHandler,
    ports::{ListingDesk, NotListed},
};

/// Let others of one's directory find this person while they are there, or no longer.
#[derive(Debug)]
pub struct BeListed {
    /// Whether.
    pub listed: bool,
}

/// Carries out [`BeListed`].
pub struct BeListedHandler {
    /// The directory's list.
    pub desk: Arc<dyn ListingDesk>,
}

impl CommandHandler<BeListed> for BeListedHandler {
    type Error = NotListed;

    async fn handle(&self, BeListed { listed }: BeListed) -> Result<(), NotListed> {
        self.desk.be_listed(listed).await
    }
}
