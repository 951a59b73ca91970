use std::sync::{Arc, Mutex, PoisonError};

use causerie_chat::{DeviceAddress, Envelope, EnvelopeId, Message, Sealed};
use causerie_session::Sessions;

use super::Seal;
use crate::ports::{Addressed, Sealing, Unavailable, Whispers};

/// Seals what no store keeps, and holds it until the sessions it was sealed in are durable.
struct Whisper {
    seal: Seal,
    sealed: Mutex<Option<Sealed>>,
}

impl Whisper {
    fn new(seal: Seal) -> Self {
        Self { seal, sealed: Mutex::default() }
    }

    /// What was sealed, if there was a session; to be asked for once the store has answered.
    fn take(&self) -> Option<Sealed> {
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Sealing for Whisper {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        self.seal.begin(known)
    }

    fn seal(
        &self,
        message: &Message,
        envelope: &Addressed,
        after: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        let (sessions, sealed) = self.seal.seal(message, envelope, after, sessions);
        self.sealed.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&sealed);
        (sessions, sealed)
    }
}

/// The message, sealed for a device in the sessions that are there; nothing if they can be used no more.
pub(in crate::peer) async fn whispered(
    whispers: &dyn Whispers,
    message: &Message,
    to: &DeviceAddress,
    seal: Seal,
) -> Result<Option<Envelope>, Unavailable> {
    let id = EnvelopeId::of(message.id, to);
    let addressed = Addressed { id, recipient: to.clone(), trace: None };
    let sealing = Arc::new(Whisper::new(seal));
    whispers.whisper(message, &addressed, sealing.clone()).await?;
    Ok(sealing.take().map(|sealed| Envelope { id, recipient: to.clone(), sealed }))
}
