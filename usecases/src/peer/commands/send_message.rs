use std::sync::Arc;

use causerie_chat::{
    Address, Body, Message, MessageId, MessageRef, Person, Ruling, Text, Timer, Timestamp,
    TraceContext,
};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        Choosing, OwnIdentity,
        fan_out::{envelopes, other_devices},
        find::{Finder, Found, NotFound},
        sealing::Seal,
    },
    ports::{
        Contacts, Doorbell, Event, Events, Identities, NotQueued, Outbox, People, TimerBook,
        Unavailable,
    },
};

/// Say something to somebody: keep it, and have it delivered as soon as can be, to each of their devices and each other device of this person.
#[derive(Debug)]
pub struct SendMessage {
    /// Minted by the caller.
    pub id: MessageId,
    /// To whom.
    pub to: Address,
    /// What.
    pub text: Text,
    /// Which message of the conversation it answers, if it answers one.
    pub reply_to: Option<MessageRef>,
    /// After how long it disappears; nothing if that is for the timer of the conversation to say.
    pub expires_in: Option<Timer>,
    /// When.
    pub at: Timestamp,
    /// The trace of the request, if there is one.
    pub trace: Option<TraceContext>,
    /// What sealing draws from.
    pub randomness: Randomness,
}

/// Carries out [`SendMessage`].
pub struct SendMessageHandler {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows everybody.
    pub people: Arc<dyn People>,
    /// Remembers whom the directory found.
    pub contacts: Arc<dyn Contacts>,
    /// Knows after how long what is said disappears.
    pub timer_book: Arc<dyn TimerBook>,
    /// Keeps the message until it is delivered.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Has one who asked to be accepted be so, once they are written to.
    pub choosing: Arc<Choosing>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<SendMessage> for SendMessageHandler {
    type Error = SendMessageError;

    async fn handle(&self, command: SendMessage) -> Result<(), SendMessageError> {
        let SendMessage { id, to, text, reply_to, expires_in, at, trace, randomness } = command;
        let author = self.own.device.person.clone();
        if reply_to.as_ref().is_some_and(|it| it.author != to && it.author != author) {
            return Err(SendMessageError::ReplyElsewhere);
        }
        let recipient = self.find(&to, at).await?;
        let timer = match expires_in {
            Some(timer) => Some(timer),
            None => self.timer_book.timer(&to).await?,
        };
        let expires_at = timer.map(|timer| timer.end(at));
        let body = Body::Text(text);
        let message =
            Message { id, author, recipient: to.into(), sent_at: at, body, reply_to, expires_at };

        let others = other_devices(&self.own, &*self.identities).await?;
        if others.is_empty() && recipient.address == self.own.device.person {
            return Err(SendMessageError::NoOtherDevice);
        }
        let envelopes = envelopes(id, &recipient, others, &self.own, trace.as_ref());
        let sealing = Arc::new(Seal::new(self.own.clone(), randomness, at));
        self.outbox.enqueue(&message, envelopes, sealing).await?;
        self.doorbell.ring();
        self.events.tell(Event::Conversation(message.recipient));
        Ok(())
    }
}

impl SendMessageHandler {
    /// Whoever is written to is a contact.
    async fn find(&self, to: &Address, at: Timestamp) -> Result<Person, SendMessageError> {
        let finder = Finder {
            own: &self.own,
            identities: &*self.identities,
            people: &*self.people,
            contacts: &*self.contacts,
        };
        let Found { person, is_contact } = finder.find(to).await?;
        if !is_contact {
            self.choosing.choose(to, Ruling::Accept.choices(), at).await?;
            self.events.tell(Event::Contact(to.clone()));
        }
        Ok(person)
    }
}

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
    /// What it answers was said by neither of the two.
    #[error("the message it answers is of another conversation")]
    ReplyElsewhere,
    /// They are blocked; nothing is sent to them until they are not.
    #[error("the recipient is blocked")]
    Blocked,
    /// It is to this person, and there is no other device of theirs that it could go to.
    #[error("there is no other device of one's own")]
    NoOtherDevice,
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

impl From<NotQueued> for SendMessageError {
    fn from(refused: NotQueued) -> Self {
        match refused {
            NotQueued::IdInUse => Self::IdInUse,
            NotQueued::Unavailable(cause) => cause.into(),
        }
    }
}
