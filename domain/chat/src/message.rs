use crate::{Address, Body, Conversation, MessageId, MessageRef, Timestamp};

/// One message from one person to another, or in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Minted by the author.
    pub id: MessageId,
    /// Who says it.
    pub author: Address,
    /// To whom: the other person, or the room it is said in.
    pub recipient: Conversation,
    /// When, by the author's clock.
    pub sent_at: Timestamp,
    /// What.
    pub body: Body,
    /// Which message it answers, if it answers one; that one may not be here.
    pub reply_to: Option<MessageRef>,
    /// When it disappears at both ends, if it does. What changes a message disappears with it, whatever stands here.
    pub expires_at: Option<Timestamp>,
}

impl Message {
    /// Where it stands for `me`: in its room, or with the other one of the two.
    #[must_use]
    pub fn conversation(&self, me: &Address) -> Conversation {
        match &self.recipient {
            Conversation::Person(_) if self.author != *me => self.author.clone().into(),
            recipient => recipient.clone(),
        }
    }

    /// What this message is called by others.
    #[must_use]
    pub fn reference(&self) -> MessageRef {
        MessageRef { id: self.id, author: self.author.clone() }
    }

    /// The message that this one changes, if it is a change. An edit and a deletion can name only a message of their own author's: there
    /// is no way to say another.
    #[must_use]
    pub fn target(&self) -> Option<MessageRef> {
        match &self.body {
            Body::Edit { target, .. } | Body::Delete { target } => {
                Some(MessageRef { id: *target, author: self.author.clone() })
            }
            Body::Reaction { target, .. } => Some(target.clone()),
            Body::Moderation(decision) => decision.target().cloned(),
            Body::Wiped
            | Body::Text(_)
            | Body::Receipt(_)
            | Body::Typing
            | Body::Devices(_)
            | Body::HistoryWanted(_)
            | Body::Invitation(_)
            | Body::RoomRequest(_)
            | Body::Leaving
            | Body::File(_)
            | Body::Unknown { .. } => None,
        }
    }

    /// Whether `known`, kept under the same author and id, is this message: the same in everything, but for a text that was wiped
    /// since.
    #[must_use]
    pub fn is(&self, known: &Self) -> bool {
        self.sent_at == known.sent_at && self.says(known)
    }

    /// As [`Message::is`], whenever it was sent: a command that is repeated is carried out later, and what disappears then does so later
    /// too.
    #[must_use]
    pub fn says(&self, known: &Self) -> bool {
        self.recipient == known.recipient
            && (self.reply_to == known.reply_to || known.body == Body::Wiped)
            && self.body.is_but_for_wiping(&known.body)
    }

    /// Whether it has disappeared by then.
    #[must_use]
    pub fn has_expired(&self, at: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= at)
    }
}
