use std::sync::Arc;

use causerie_chat::{Body, Emoji, MessageRef};

use crate::{
    CommandHandler,
    peer::{Change, ChangeError, Changing},
};

/// React to a message, one's own or the other's.
#[derive(Debug)]
pub struct React {
    /// Which.
    pub to: MessageRef,
    /// How; nothing takes back what there was.
    pub emoji: Option<Emoji>,
    /// The change.
    pub change: Change,
}

/// Carries out [`React`]. The latest reaction counts.
pub struct ReactHandler {
    /// Sends it.
    pub changing: Arc<Changing>,
}

impl CommandHandler<React> for ReactHandler {
    type Error = ChangeError;

    async fn handle(&self, React { to, emoji, change }: React) -> Result<(), ChangeError> {
        let body = Body::Reaction { target: to.clone(), emoji };
        self.changing.change(&to, body, change).await
    }
}
