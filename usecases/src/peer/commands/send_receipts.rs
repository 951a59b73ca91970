use std::sync::Arc;

use causerie_chat::{DeviceAddress, MessageId, Timestamp};
use causerie_session::Randomness;

use crate::{
    CommandHandler,
    peer::{OwnIdentity, ReceiptPace, sealing::Seal},
    ports::{Doorbell, Receipts, Unavailable, Unopened},
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
    /// A random number, to spread what follows too fast.
    pub jitter: u32,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`SendReceipts`]: they are sealed and delivered as messages are.
pub struct SendReceiptsHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows what to tell.
    pub receipts: Arc<dyn Receipts>,
    /// Knows what could not be opened.
    pub unopened: Arc<dyn Unopened>,
    /// Sees to it that they do not follow too fast.
    pub pace: Arc<ReceiptPace>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
}

impl CommandHandler<SendReceipts> for SendReceiptsHandler {
    type Error = Unavailable;

    async fn handle(&self, command: SendReceipts) -> Result<(), Unavailable> {
        let SendReceipts { to, id, at, jitter, randomness } = command;
        let sealing = Arc::new(Seal::new(self.own.clone(), randomness, at));
        // What comes from here on is for the next one to count.
        let unopened = self.unopened.unopened().await?;
        self.receipts.send_receipts(&to, id, sealing, at).await?;
        self.pace.tell(&to, &unopened, at, jitter);
        self.doorbell.ring();
        Ok(())
    }
}
