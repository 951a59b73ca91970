use std::sync::Arc;

use causerie_chat::{Body, MessageId, MessageRef, Text};

use crate::{
    CommandHandler,
    peer::{Change, ChangeError, Changing},
};

/// Say a message of one's own in other words.
#[derive(Debug)]
pub struct EditMessage {
    /// Which.
    pub message: MessageId,
    /// What it is to say.
    pub text: Text,
    /// The change.
    pub change: Change,
}

/// Carries out [`EditMessage`].
pub struct EditMessageHandler {
    /// Sends it.
    pub changing: Arc<Changing>,
}

impl CommandHandler<EditMessage> for EditMessageHandler {
    type Error = ChangeError;

    async fn handle(&self, command: EditMessage) -> Result<(), ChangeError> {
        let EditMessage { message: id, text, change } = command;
        let target = MessageRef { id, author: self.changing.own.device.person.clone() };
        self.changing.change(&target, Body::Edit { target: id, text }, change).await
    }
}
