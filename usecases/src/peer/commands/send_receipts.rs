use std::sync::Arc;

use causerie_chat::{DeviceAddress, MessageId, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{OwnIdentity, sealing::Seal},
    ports::{Doorbell, Receipts, Unavailable},
};

/// Tell a device what became of what it sent.
#[derive(Debug)]
pub struct SendReceipts {
    /// The device.
    pub to: DeviceAddress,
    /// The id of the message that says so, minted by the caller.
    pub id: MessageId,
    /// When.
    pub at: Timestamp,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`SendReceipts`]: they are sealed and delivered as messages are.
pub struct SendReceiptsHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows what to tell.
    pub receipts: Arc<dyn Receipts>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
}

impl CommandHandler<SendReceipts> for SendReceiptsHandler {
    type Error = Unavailable;

    async fn handle(&self, command: SendReceipts) -> Result<(), Unavailable> {
        let SendReceipts { to, id, at, randomness } = command;
        let sealing = Arc::new(Seal::new(self.own.clone(), randomness, at));
        self.receipts.send_receipts(&to, id, sealing, at).await?;
        self.doorbell.ring();
        Ok(())
    }
}
