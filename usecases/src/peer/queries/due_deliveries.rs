use std::sync::Arc;

use crate::{
    QueryHandler,
    ports::{Due, Pending, Unavailable},
};

/// Which devices does something wait for, and since when may each be tried?
#[derive(Debug)]
pub struct DueDeliveries;

/// Answers [`DueDeliveries`]: those that are due first, longest waiting first.
pub struct DueDeliveriesHandler {
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
}

impl QueryHandler<DueDeliveries> for DueDeliveriesHandler {
    type Answer = Vec<Due>;
    type Error = Unavailable;

    async fn handle(&self, DueDeliveries: DueDeliveries) -> Result<Vec<Due>, Unavailable> {
        self.pending.due().await
    }
}
