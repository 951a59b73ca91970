use std::sync::Arc;

use causerie_chat::{DeviceAddress, Timestamp};

use crate::{
    QueryHandler,
    peer::{ReceiptPace, Strangers},
    ports::{DueReceipts as Due, Unavailable},
};

/// To which devices is there something to tell about what they sent?
#[derive(Debug)]
pub struct DueReceipts {
    /// When.
    pub at: Timestamp,
}

/// Those there is something to tell.
#[derive(Debug, PartialEq, Eq)]
pub struct ToTell {
    /// At once.
    pub now: Vec<DeviceAddress>,
    /// If there are others, in how many milliseconds the first of them may be told.
    pub later: Option<u64>,
}

/// Answers [`DueReceipts`].
pub struct DueReceiptsHandler {
    /// Knows.
    pub receipts: Arc<dyn Due>,
    /// What becomes of people who are not known: they are told what could not be opened only if they are welcome.
    pub strangers: Strangers,
    /// Holds back what follows too fast.
    pub pace: Arc<ReceiptPace>,
}

impl QueryHandler<DueReceipts> for DueReceiptsHandler {
    type Answer = ToTell;
    type Error = Unavailable;

    async fn handle(&self, DueReceipts { at }: DueReceipts) -> Result<ToTell, Unavailable> {
        let mut to_tell = ToTell { now: Vec::new(), later: None };
        let welcome = self.strangers == Strangers::Welcome;
        for device in self.receipts.due_receipts(welcome).await? {
            match self.pace.wait(&device, at) {
                None => to_tell.now.push(device),
                Some(wait) => to_tell.later = Some(to_tell.later.map_or(wait, |it| it.min(wait))),
            }
        }
        Ok(to_tell)
    }
}
