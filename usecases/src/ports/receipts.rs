use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{Address, Conversation, DeviceAddress, MessageId, Timestamp};

use super::{Cursor, Sealing, Unavailable};

/// What is to be told to others about what they sent; [`super::Inbox`] adds to it what came by way of a mailbox.
#[async_trait]
pub trait Receipts: Send + Sync {
    /// Marks as read what others said in the conversation `with`, up to and including the entry at `up_to`; for what was not read before there
    /// is a receipt to be sent to each of its author's devices, and to those of this person that are `others`. What was read at another device was told to its author
    /// by that one. Of authors who are no contacts, those devices are told that are `fellows` in the room ([`super::RoomReceipts`]).
    async fn mark_read(
        &self,
        with: &Conversation,
        up_to: Cursor,
        others: Vec<DeviceAddress>,
        fellows: Vec<DeviceAddress>,
        at: Timestamp,
    ) -> Result<(), Unavailable>;

    /// Puts what is to be told to a device, at most [`causerie_chat::Receipt::MOST`] of each kind, into the outbox, sealed if there is a session,
    /// as the body of a message `id` that is no part of the conversation: all of it or nothing. Where there is nothing to tell, it changes nothing.
    async fn send_receipts(
        &self,
        to: &DeviceAddress,
        id: MessageId,
        sealing: Arc<dyn Sealing>,
        at: Timestamp,
    ) -> Result<(), Unavailable>;
}

/// What there is to be told.
#[async_trait]
pub trait DueReceipts: Send + Sync {
    /// The devices of contacts there is something to tell, at most 1,000; if `strangers`, also those of people nothing is known of, but for what is to be told in
    /// rooms ([`super::DueInRooms`]). Nobody else is told anything in sessions: it waits until they are accepted.
    async fn due_receipts(&self, strangers: bool) -> Result<Vec<DeviceAddress>, Unavailable>;

    /// Whether that person is told what was delivered and read. The default is that they are; this person is told always, or what one of its
    /// devices sends to another would wait for ever.
    async fn receipts_allowed(&self, to: &Address) -> Result<bool, Unavailable>;
}
