use std::sync::Arc;

use causerie_chat::{Body, MessageId, MessageRef};

use crate::{
    CommandHandler,
    peer::{Change, ChangeError, Changing},
};

/// Delete a message of one's own, at both ends.
#[derive(Debug)]
pub struct DeleteMessage {
    /// Which.
    pub message: MessageId,
    /// The change.
    pub change: Change,
}

/// Carries out [`DeleteMessage`]: its words are wiped here before this returns, and there as soon as can be.
pub struct DeleteMessageHandler {
    /// Sends it.
    pub changing: Arc<Changing>,
}

impl CommandHandler<DeleteMessage> for DeleteMessageHandler {
    type Error = ChangeError;

    async fn handle(&self, command: DeleteMessage) -> Result<(), ChangeError> {
        let DeleteMessage { message: id, change } = command;
        let target = MessageRef { id, author: self.changing.own.device.person.clone() };
        self.changing.change(&target, Body::Delete { target: id }, change).await
    }
}
