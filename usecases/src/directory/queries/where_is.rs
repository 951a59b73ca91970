use std::sync::Arc;

use causerie_chat::{DeviceAddress, Timestamp};

use crate::{
    QueryHandler,
    ports::{Published, Unavailable, Whereabouts},
};

/// Where can a device be reached?
#[derive(Debug)]
pub struct WhereIs {
    /// The device.
    pub device: DeviceAddress,
    /// Now.
    pub at: Timestamp,
}

/// Answers [`WhereIs`]: nothing for a device that is away, and for one that does not exist.
pub struct WhereIsHandler {
    /// Knows.
    pub whereabouts: Arc<dyn Whereabouts>,
}

impl QueryHandler<WhereIs> for WhereIsHandler {
    type Answer = Option<Published>;
    type Error = Unavailable;

    async fn handle(&self, query: WhereIs) -> Result<Option<Published>, Unavailable> {
        let published = self.whereabouts.whereabouts(&query.device).await?;
        Ok(published.filter(|published| query.at < published.expires))
    }
}
