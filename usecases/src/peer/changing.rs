use std::sync::Arc;

use causerie_chat::{
    Address, Body, Cause, Conversation, Message, MessageId, MessageRef, Timestamp, TraceContext,
};
use causerie_session::Randomness;
use thiserror::Error;

use super::{
    OwnIdentity,
    fan_out::{envelopes, other_devices},
    rooms::{NotSaidInRoom, RoomSaying},
    sealing::Seal,
};
use crate::ports::{
    Addressed, Doorbell, Entry, Event, Events, GroupRefused, History, Identities, NotQueued,
    Outbox, Unavailable,
};

/// Sends what changes a message, in the conversation where that stands.
pub struct Changing {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows what was said.
    pub history: Arc<dyn History>,
    /// Keeps the change, and carries it out here.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Says what changes what was said in a room.
    pub saying: Arc<RoomSaying>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

/// A change, yet to be carried out.
#[derive(Debug)]
pub struct Change {
    /// Its id, minted by the caller.
    pub id: MessageId,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What sealing draws from.
    pub randomness: Randomness,
}

impl Changing {
    /// Changes `target` as `body` has it, here at once and at all other ends as soon as can be. The same again changes nothing.
    pub(super) async fn change(
        &self,
        target: &MessageRef,
        body: Body,
        change: Change,
    ) -> Result<(), ChangeError> {
        let Change { id, at, trace, randomness } = change;
        let me = &self.own.device.person;
        let before = self.history.message(me, id).await?;
        let base = self.history.message(&target.author, target.id).await?;
        let base = base.filter(|base| !base.has_expired(at)).ok_or(ChangeError::NoSuchMessage)?;
        let with = base.message.conversation(me);
        let message = Message {
            id,
            author: me.clone(),
            recipient: with.clone(),
            sent_at: before.map_or_else(|| after_all(&base, at), |before| before.message.sent_at),
            body,
            reply_to: None,
            expires_at: base.view.expires_at,
        };
        message.changes(&base.message)?;

        let to = match &with {
            Conversation::Person(to) => to,
            Conversation::Room(room) => {
                return Ok(self.saying.say(*room, message, trace.as_ref(), randomness).await?);
            }
        };
        let envelopes = self.envelopes(to, id, trace.as_ref()).await?;
        let sealing = Arc::new(Seal::new(self.own.clone(), randomness, at));
        self.outbox.enqueue(&message, envelopes, sealing).await?;
        self.doorbell.ring();
        self.events.tell(Event::Conversation(with));
        Ok(())
    }

    async fn envelopes(
        &self,
        to: &Address,
        message: MessageId,
        trace: Option<&TraceContext>,
    ) -> Result<Vec<Addressed>, ChangeError> {
        let known = self.identities.identity(to).await?.ok_or(ChangeError::NoSuchMessage)?;
        if known.offered.is_some() {
            return Err(ChangeError::IdentityChanged);
        }
        if !known.is_accepted() {
            return Err(ChangeError::NotAccepted);
        }
        let others = other_devices(&self.own, &*self.identities).await?;
        Ok(envelopes(message, &known.person, others, &self.own, trace))
    }
}

/// When a change is sent that comes after all edits there are: a clock that was set back does not make it an earlier one.
fn after_all(base: &Entry, at: Timestamp) -> Timestamp {
    match &base.view.edited {
        Some((_, edited_at)) => at.max(edited_at.plus(1)),
        None => at,
    }
}

/// Why a message was not changed. Nothing is kept then.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// There is no such message here, or not any more; of an edit or a deletion: none that this person said.
    #[error("there is no such message")]
    NoSuchMessage,
    /// It is no text.
    #[error("that kind of message cannot be changed so")]
    NotChangeable,
    /// It was sent too long ago ([`Message::WINDOW_MILLIS`]).
    #[error("the message was sent too long ago")]
    TooLate,
    /// The other is no contact: they are to get no answer, not even that.
    #[error("the other has not been accepted")]
    NotAccepted,
    /// The other's account key is not the one this device knew; nothing is sent until somebody decides whether it is theirs.
    #[error("the other's account key has changed")]
    IdentityChanged,
    /// It was said in a room that this device is not in, or not any more.
    #[error("this device is not in the room")]
    NotInRoom,
    /// A moderator muted this person in the room, until then; or banned them, for ever.
    #[error("this person is muted in the room")]
    Muted(Timestamp),
    /// What is kept of the room does not serve to seal anything.
    #[error("it cannot be sealed in the room")]
    NotSealed(#[source] GroupRefused),
    /// Another message has the id of the change.
    #[error("another message has that id")]
    IdInUse,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<Cause> for ChangeError {
    fn from(cause: Cause) -> Self {
        if cause == Cause::TOO_LATE { Self::TooLate } else { Self::NotChangeable }
    }
}

impl From<NotSaidInRoom> for ChangeError {
    fn from(not: NotSaidInRoom) -> Self {
        match not {
            // History may come from a device that is in more rooms.
            NotSaidInRoom::NoSuchRoom | NotSaidInRoom::NotAMember => Self::NotInRoom,
            NotSaidInRoom::Muted(until) => Self::Muted(until),
            NotSaidInRoom::NotSealed(refused) => Self::NotSealed(refused),
            NotSaidInRoom::IdInUse => Self::IdInUse,
            NotSaidInRoom::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}

impl From<NotQueued> for ChangeError {
    fn from(refused: NotQueued) -> Self {
        match refused {
            NotQueued::IdInUse => Self::IdInUse,
            NotQueued::Unavailable(cause) => cause.into(),
        }
    }
}
