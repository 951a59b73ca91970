use std::sync::Arc;

use causerie_chat::{
    Address, Body, Message, MessageId, Person, Ruling, Text, Timestamp, TraceContext,
};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        OwnIdentity,
        fan_out::{envelopes, other_devices},
        find::{Finder, Found, NotFound},
        sealing::Seal,
    },
    ports::{
        Contacts, Doorbell, Event, Events, Identities, NotQueued, Outbox, People, Unavailable,
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
    /// Keeps the message until it is delivered.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Wakes whoever sends receipts: one who asked to be accepted is, once they are written to.
    pub receipts_bell: Arc<dyn Doorbell>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<SendMessage> for SendMessageHandler {
    type Error = SendMessageError;

    async fn handle(&self, command: SendMessage) -> Result<(), SendMessageError> {
        let SendMessage { id, to, text, at, trace, randomness } = command;
        let recipient = self.find(&to).await?;
        let author = self.own.device.person.clone();
        let message = Message { id, author, recipient: to, sent_at: at, body: Body::Text(text) };

        let others = other_devices(&self.own, &*self.identities).await?;
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
    async fn find(&self, to: &Address) -> Result<Person, SendMessageError> {
        let finder = Finder {
            own: &self.own,
            identities: &*self.identities,
            people: &*self.people,
            contacts: &*self.contacts,
        };
        let Found { person, is_contact } = finder.find(to).await?;
        if !is_contact {
            self.contacts.rule(to, Ruling::Accept).await?;
            self.receipts_bell.ring();
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
    /// They are blocked; nothing is sent to them until they are not.
    #[error("the recipient is blocked")]
    Blocked,
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
