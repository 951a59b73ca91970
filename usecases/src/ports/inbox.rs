use async_trait::async_trait;
use causerie_chat::{EnvelopeId, Message, Timestamp};
use thiserror::Error;

use super::Unavailable;

/// Where received messages are kept.
#[async_trait]
pub trait Inbox: Send + Sync {
    /// Keeps the messages in their order, durably once it returns. A message its author sent before changes nothing.
    async fn keep(&self, incoming: Vec<Incoming>, at: Timestamp) -> Result<(), NotReceived>;
}

/// A message and the envelope it came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The envelope's id.
    pub envelope: EnvelopeId,
    /// What was in it.
    pub message: Message,
}

/// Why messages were not kept.
#[derive(Debug, Error)]
pub enum NotReceived {
    /// These envelopes bring a message whose author already used its id for another; all the others were kept.
    #[error("another message has that id")]
    IdInUse(Vec<EnvelopeId>),
    /// The store failed; none were kept.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
