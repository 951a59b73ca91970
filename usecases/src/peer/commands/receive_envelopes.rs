use std::sync::Arc;

use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Path, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{Doorkeeper, OwnIdentity, TypingWatch, sealing::Open},
    ports::{Doorbell, Event, Events, Inbox, NotTaken, Unavailable},
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
    /// Sees to it that contacts alone are answered.
    pub door: Arc<Doorkeeper>,
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Keeps the messages.
    pub inbox: Arc<dyn Inbox>,
    /// Wakes the delivery: a receipt may have brought something back.
    pub doorbell: Arc<dyn Doorbell>,
    /// Wakes whoever sends receipts: other devices of the author may have to be told.
    pub receipts_bell: Arc<dyn Doorbell>,
    /// Hears that somebody is typing.
    pub typing: TypingWatch,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<ReceiveEnvelopes> for ReceiveEnvelopesHandler {
    type Error = ReceiveEnvelopesError;

    async fn handle(&self, command: ReceiveEnvelopes) -> Result<(), ReceiveEnvelopesError> {
        let ReceiveEnvelopes { sender, envelopes, at } = command;
        if !self.door.answers(&sender.person).await? {
            return Err(ReceiveEnvelopesError::NotAccepted);
        }
        let opening = Arc::new(Open::new(self.own.clone(), sender.clone(), at));
        let count = envelopes.len();
        let others = self.door.choosing.others(&sender.person).await?;
        let taken = self.inbox.take(&sender, envelopes, opening.clone(), Path::Direct, at).await;
        self.doorbell.ring();
        self.receipts_bell.ring();
        if let Err(NotTaken::Refused(_)) = &taken {
            self.events.tell(Event::Unopened(sender.person.clone()));
        }
        if !matches!(taken, Err(NotTaken::Unavailable(_))) {
            self.door.receives(&sender.person).await?;
            self.door.choosing.tell_new(&sender.person, &others).await?;
            let typings = opening.typings();
            if typings > 0 {
                self.typing.hear(sender.person.clone(), at).await;
            }
            if typings < count {
                let theirs = Event::Conversation(sender.person.into());
                opening.also().into_iter().chain([theirs]).for_each(|it| self.events.tell(it));
            }
        }
        taken.map_err(Into::into)
    }
}

/// Why envelopes were not taken.
#[derive(Debug, Error)]
pub enum ReceiveEnvelopesError {
    /// The sender is no contact. They are not to be answered in any way: all of it can come by the mailbox.
    #[error("the sender has not been accepted")]
    NotAccepted,
    /// These, each for its reason; all the others were.
    #[error("some envelopes were refused")]
    Refused(Vec<(EnvelopeId, Cause)>),
    /// A port failed; none were taken.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotTaken> for ReceiveEnvelopesError {
    fn from(refused: NotTaken) -> Self {
        match refused {
            NotTaken::Refused(these) => Self::Refused(these),
            NotTaken::Unavailable(cause) => cause.into(),
        }
    }
}
