use std::sync::Arc;

use causerie_chat::{DeviceAddress, EnvelopeId, Message, TraceContext};
use causerie_session::Randomness;

use crate::{
    peer::{OwnIdentity, sealing::Seal},
    ports::{Addressed, Doorbell, Event, Events, NotQueued, Outbox},
};

/// Sends what goes between two on account of a room: it is sealed in their sessions.
pub struct RoomPost {
    /// This device.
    pub own: Arc<OwnIdentity>,
    /// Keeps it until it is delivered.
    pub outbox: Arc<dyn Outbox>,
    /// Wakes the delivery.
    pub doorbell: Arc<dyn Doorbell>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl RoomPost {
    /// Sends a message to those devices. The same again changes nothing.
    pub(in crate::peer) async fn send(
        &self,
        message: &Message,
        to: impl IntoIterator<Item = DeviceAddress> + Send,
        trace: Option<&TraceContext>,
        randomness: Randomness,
    ) -> Result<(), NotQueued> {
        let addressed = |recipient| {
            let id = EnvelopeId::of(message.id, &recipient);
            Addressed { id, recipient, trace: trace.cloned() }
        };
        let envelopes = to.into_iter().map(addressed).collect();
        let seal = Arc::new(Seal::new(self.own.clone(), randomness, message.sent_at));
        self.outbox.enqueue(message, envelopes, seal).await?;
        self.doorbell.ring();
        self.events.tell(Event::Conversation(message.recipient.clone()));
        Ok(())
    }
}
