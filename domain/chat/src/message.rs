use crate::{Address, Body, MessageId, Timestamp};

/// One message from one person to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Minted by the author.
    pub id: MessageId,
    /// Who says it.
    pub author: Address,
    /// To whom.
    pub recipient: Address,
    /// When, by the author's clock.
    pub sent_at: Timestamp,
    /// What.
    pub body: Body,
}
