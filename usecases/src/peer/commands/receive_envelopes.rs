use std::sync::Arc;

use causerie_chat::{Cause, DeviceAddress, Envelope, EnvelopeId, Path, SealedInRoom, Timestamp};
use causerie_session::Randomness;
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        Doorkeeper, OwnIdentity, TypingWatch,
        rooms::{Arrival, RoomHearing},
        sealing::Open,
    },
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
    /// What following a room draws from.
    pub randomness: Randomness,
}

/// Carries out [`ReceiveEnvelopes`]. Once it returns, what it did not refuse is durable.
pub struct ReceiveEnvelopesHandler {
    /// Sees to it that contacts alone are answered.
    pub door: Arc<Doorkeeper>,
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Keeps the messages.
    pub inbox: Arc<dyn Inbox>,
    /// Hears what is said in rooms.
    pub hearing: Arc<RoomHearing>,
    /// Wakes whoever does what others ask for there.
    pub rooms_bell: Arc<dyn Doorbell>,
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
        let ReceiveEnvelopes { sender, envelopes, at, randomness } = command;
        let (in_rooms, envelopes) = envelopes.into_iter().partition::<Vec<_>, _>(is_of_room);
        let is_answered = self.door.answers(&sender.person).await?;
        if !is_answered && !self.is_fellow(&sender, &in_rooms).await? {
            return Err(ReceiveEnvelopesError::NotAccepted);
        }
        let arrival = Arrival { from: &sender, path: Path::Direct, at };
        let mut refused = self.hearing.hear(arrival, in_rooms, &randomness).await?;
        if !refused.is_empty() {
            self.events.tell(Event::Unopened(sender.person.clone()));
        }
        if !envelopes.is_empty() {
            if !is_answered {
                // What a fellow member says to this person alone asks first, as it does of everybody.
                return Err(ReceiveEnvelopesError::NotAccepted);
            }
            refused.extend(self.take(&sender, envelopes, at).await?);
        }
        self.doorbell.ring();
        self.receipts_bell.ring();
        self.rooms_bell.ring();
        if refused.is_empty() { Ok(()) } else { Err(ReceiveEnvelopesError::Refused(refused)) }
    }
}

impl ReceiveEnvelopesHandler {
    /// Whether a device that is not answered otherwise is one of a fellow member of a room. Nobody who is blocked is.
    async fn is_fellow(
        &self,
        device: &DeviceAddress,
        in_rooms: &[Envelope],
    ) -> Result<bool, Unavailable> {
        let standing = self.door.standing(&device.person).await?;
        if standing.is_some_and(|standing| standing.is_blocked) {
            return Ok(false);
        }
        self.hearing.is_fellow(device, in_rooms).await
    }

    /// Takes what is said to this person, and says what of it was refused.
    async fn take(
        &self,
        sender: &DeviceAddress,
        envelopes: Vec<Envelope>,
        at: Timestamp,
    ) -> Result<Vec<(EnvelopeId, Cause)>, Unavailable> {
        let opening = Arc::new(Open::new(self.own.clone(), sender.clone(), at));
        let count = envelopes.len();
        let others = self.door.choosing.others(&sender.person).await?;
        let taken = self.inbox.take(sender, envelopes, opening.clone(), Path::Direct, at).await;
        let refused = match taken {
            Ok(()) => Vec::new(),
            Err(NotTaken::Refused(these)) => {
                self.events.tell(Event::Unopened(sender.person.clone()));
                these
            }
            Err(NotTaken::Unavailable(cause)) => return Err(cause),
        };
        self.door.receives(&sender.person).await?;
        self.door.choosing.tell_new(&sender.person, &others).await?;
        let typings = opening.typings();
        if typings > 0 {
            self.typing.hear(sender.person.clone(), at).await;
        }
        if typings < count {
            let theirs = Event::Conversation(sender.person.clone().into());
            let also = opening.also(&*self.door.history).await;
            also.into_iter().chain([theirs]).for_each(|it| self.events.tell(it));
        }
        Ok(refused)
    }
}

/// Whether it was sealed for a room.
pub(super) fn is_of_room(envelope: &Envelope) -> bool {
    SealedInRoom::read(&envelope.sealed).is_some()
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
