use std::sync::Arc;

use causerie_chat::{Conversation, Timestamp};

use crate::{
    CommandHandler,
    peer::{OwnIdentity, fan_out::other_devices, rooms::Fellows},
    ports::{Cursor, Doorbell, Event, Events, Identities, Receipts, Unavailable},
};

/// This person has seen what others said, up to an entry of a conversation.
#[derive(Debug)]
pub struct MarkRead {
    /// Where.
    pub with: Conversation,
    /// The last entry that was seen.
    pub up_to: Cursor,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`MarkRead`]: each author is told, where receipts are allowed, and so are the other devices of this person.
pub struct MarkReadHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows the others.
    pub identities: Arc<dyn Identities>,
    /// Knows who is in rooms.
    pub fellows: Arc<Fellows>,
    /// Keeps it.
    pub receipts: Arc<dyn Receipts>,
    /// Wakes whoever sends receipts.
    pub receipts_bell: Arc<dyn Doorbell>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<MarkRead> for MarkReadHandler {
    type Error = Unavailable;

    async fn handle(&self, command: MarkRead) -> Result<(), Unavailable> {
        let MarkRead { with, up_to, at } = command;
        let others = other_devices(&self.own, &*self.identities).await?;
        let fellows = self.fellows.to_tell(&with).await?;
        self.receipts.mark_read(&with, up_to, others, fellows, at).await?;
        self.receipts_bell.ring();
        self.events.tell(Event::Conversation(with));
        Ok(())
    }
}
