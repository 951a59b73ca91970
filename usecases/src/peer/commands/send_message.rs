use std::sync::Arc;

use causerie_chat::{
    Address, Body, DeviceAddress, Envelope, EnvelopeId, Message, MessageId, Person, Sealed, Text,
    Timestamp, TraceContext,
};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{Contacts, Doorbell, NotQueued, Outbox, Outgoing, People, Unavailable},
};

/// Say something to somebody: keep it, and have it delivered as soon as can be.
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
}

/// Carries out [`SendMessage`].
pub struct SendMessageHandler {
    /// This person.
    pub me: Address,
    /// Knows whom this device has written to before.
    pub known: Arc<dyn People>,
    /// Knows everybody.
    pub people: Arc<dyn People>,
    /// Remembers whom the directory found.
    pub contacts: Arc<dyn Contacts>,
    /// Keeps the message until it is delivered.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
}

impl CommandHandler<SendMessage> for SendMessageHandler {
    type Error = SendMessageError;

    async fn handle(&self, command: SendMessage) -> Result<(), SendMessageError> {
        let SendMessage { id, to, text, at, trace } = command;
        let recipient = self.find(&to).await?;
        let author = self.me.clone();
        let message = Message { id, author, recipient: to, sent_at: at, body: Body::Text(text) };

        let envelopes = recipient
            .devices
            .into_iter()
            .map(|device| DeviceAddress { person: recipient.address.clone(), device: device.id })
            .map(|device| seal(&message, device, trace.clone()))
            .collect::<Result<_, _>>()?;
        self.outbox.enqueue(&message, envelopes).await?;
        self.doorbell.ring();
        Ok(())
    }
}

impl SendMessageHandler {
    async fn find(&self, to: &Address) -> Result<Person, SendMessageError> {
        if let Some(person) = self.known.person(to).await? {
            return Ok(person);
        }
        if to.domain != self.me.domain {
            return Err(SendMessageError::UnknownDomain);
        }
        let person =
            self.people.person(to).await.map_err(SendMessageError::DirectoryUnreachable)?;
        let person = person.ok_or(SendMessageError::UnknownRecipient)?;
        self.contacts.remember(&person).await?;
        Ok(person)
    }
}

/// The envelope that brings `message` to one device. Mutual TLS alone protects its content so far.
fn seal(
    message: &Message,
    recipient: DeviceAddress,
    trace: Option<TraceContext>,
) -> Result<Outgoing, Unavailable> {
    let sealed = Sealed::try_from(message.encode()).map_err(Unavailable::new)?;
    let id = EnvelopeId::of(message.id, &recipient);
    Ok(Outgoing { envelope: Envelope { id, recipient, sealed }, trace })
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
    /// A different message has that id.
    #[error("another message has that id")]
    IdInUse,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotQueued> for SendMessageError {
    fn from(refused: NotQueued) -> Self {
        match refused {
            NotQueued::IdInUse => Self::IdInUse,
            NotQueued::Unavailable(cause) => cause.into(),
        }
    }
}
