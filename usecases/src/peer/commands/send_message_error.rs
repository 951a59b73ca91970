use causerie_chat::Timestamp;
use thiserror::Error;

use crate::{
    peer::{find::NotFound, rooms::NotSaidInRoom},
    ports::{GroupRefused, NotQueued, Unavailable},
};

/// Why a message was not accepted. It is not kept then.
#[derive(Debug, Error)]
pub enum SendMessageError {
    /// Nobody has that name.
    #[error("the directory knows nobody by that name")]
    UnknownRecipient,
    /// The name is another directory's, and they do not talk to each other yet.
    #[error("that domain is not this directory's")]
    UnknownDomain,
    /// The recipient is new to this device, and the directory, which may know them, does not answer.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// The recipient's account key is not the one this device knew; nothing is sent until somebody decides whether it is theirs.
    #[error("the recipient's account key has changed")]
    IdentityChanged,
    /// What it answers was said by neither of the two; or is not here, or not in that room.
    #[error("the message it answers is of another conversation")]
    ReplyElsewhere,
    /// They are blocked; nothing is sent to them until they are not.
    #[error("the recipient is blocked")]
    Blocked,
    /// It is to this person, and there is no other device of theirs that it could go to.
    #[error("there is no other device of one's own")]
    NoOtherDevice,
    /// The room is not known here.
    #[error("there is no such room here")]
    NoSuchRoom,
    /// This device is not in the room, or not any more.
    #[error("this device is not in the room")]
    NotInRoom,
    /// A moderator muted this person in the room, until then; or banned them, for ever.
    #[error("this person is muted in the room")]
    Muted(Timestamp),
    /// What is kept of the room does not serve to seal anything.
    #[error("it cannot be sealed in the room")]
    NotSealed(#[source] GroupRefused),
    /// A different message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotFound> for SendMessageError {
    fn from(not: NotFound) -> Self {
        match not {
            NotFound::Unknown => Self::UnknownRecipient,
            NotFound::UnknownDomain => Self::UnknownDomain,
            NotFound::DirectoryUnreachable(cause) => Self::DirectoryUnreachable(cause),
            NotFound::IdentityChanged => Self::IdentityChanged,
            NotFound::Blocked => Self::Blocked,
            NotFound::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotSaidInRoom> for SendMessageError {
    fn from(not: NotSaidInRoom) -> Self {
        match not {
            NotSaidInRoom::NoSuchRoom => Self::NoSuchRoom,
            NotSaidInRoom::NotAMember => Self::NotInRoom,
            NotSaidInRoom::Muted(until) => Self::Muted(until),
            NotSaidInRoom::NotSealed(refused) => Self::NotSealed(refused),
            NotSaidInRoom::IdInUse => Self::IdInUse,
            NotSaidInRoom::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotQueued> for SendMessageError {
    fn from(refused: NotQueued) -> Self {
        match refused {
            NotQueued::IdInUse => Self::IdInUse,
            NotQueued::Unavailable(cause) => cause.into(),
        }
    }
}
