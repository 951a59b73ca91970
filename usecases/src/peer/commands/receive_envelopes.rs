use std::sync::Arc;

use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Message, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{Inbox, Incoming, NotReceived, Unavailable},
};

/// Take envelopes that another device brings, and keep what is in them.
#[derive(Debug)]
pub struct ReceiveEnvelopes {
    /// Who brings them, as its credential has it.
    pub sender: DeviceAddress,
    /// What it brings.
    pub envelopes: Vec<Envelope>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ReceiveEnvelopes`]. Once it returns, what it did not refuse is durable.
pub struct ReceiveEnvelopesHandler {
    /// This device.
    pub device: DeviceAddress,
    /// Keeps the messages.
    pub inbox: Arc<dyn Inbox>,
}

impl CommandHandler<ReceiveEnvelopes> for ReceiveEnvelopesHandler {
    type Error = ReceiveEnvelopesError;

    async fn handle(&self, command: ReceiveEnvelopes) -> Result<(), ReceiveEnvelopesError> {
        let ReceiveEnvelopes { sender, envelopes, at } = command;
        let mut refused = Vec::new();
        let mut incoming = Vec::with_capacity(envelopes.len());
        for envelope in envelopes {
            match self.open(&sender, &envelope) {
                Ok(message) => incoming.push(Incoming { envelope: envelope.id, message }),
                Err(cause) => refused.push((envelope.id, cause)),
            }
        }

        match self.inbox.keep(incoming, at).await {
            Ok(()) => {}
            Err(NotReceived::IdInUse(these)) => {
                refused.extend(these.into_iter().map(|id| (id, Cause::ID_IN_USE)));
            }
            Err(NotReceived::Unavailable(cause)) => return Err(cause.into()),
        }
        if refused.is_empty() { Ok(()) } else { Err(ReceiveEnvelopesError::Refused(refused)) }
    }
}

impl ReceiveEnvelopesHandler {
    fn open(&self, sender: &DeviceAddress, envelope: &Envelope) -> Result<Message, Cause> {
        if envelope.recipient != self.device {
            return Err(Cause::WRONG_RECIPIENT);
        }
        let message = Message::decode(envelope.sealed.as_bytes()).map_err(|_| Cause::MALFORMED)?;
        if message.author != sender.person {
            return Err(Cause::SENDER_MISMATCH);
        }
        if message.recipient != self.device.person {
            return Err(Cause::WRONG_RECIPIENT);
        }
        Ok(message)
    }
}

/// Why envelopes were not taken.
#[derive(Debug, Error)]
pub enum ReceiveEnvelopesError {
    /// These will never be; all the others were.
    #[error("some envelopes were refused")]
    Refused(Vec<(EnvelopeId, Cause)>),
    /// A port failed; none were taken.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
