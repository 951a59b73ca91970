use std::sync::Arc;

use causerie_chat::DeviceAddress;

use crate::{
    QueryHandler,
    ports::{Pending, Retry, Unavailable},
};

/// For whom does something wait, and why?
#[derive(Debug)]
pub struct ReadWaiting;

/// A device that something waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The device.
    pub to: DeviceAddress,
    /// What went wrong and when it is tried again; nothing if it is being delivered at this moment.
    pub retry: Option<Retry>,
}

/// Answers [`ReadWaiting`]: those about to be tried first, at most 1,000 devices.
pub struct ReadWaitingHandler {
    /// Knows what waits.
    pub pending: Arc<dyn Pending>,
}

impl QueryHandler<ReadWaiting> for ReadWaitingHandler {
    type Answer = Vec<Held>;
    type Error = Unavailable;

    async fn handle(&self, ReadWaiting: ReadWaiting) -> Result<Vec<Held>, Unavailable> {
        let mut held = Vec::new();
        for due in self.pending.due().await? {
            let retry = self.pending.retry(&due.to).await?;
            held.push(Held { to: due.to, retry });
        }
        Ok(held)
    }
}
