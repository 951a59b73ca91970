use std::sync::{Mutex, PoisonError};

use causerie_chat::{EnvelopeId, Message, Sealed};
use causerie_session::Sessions;

use super::Seal;
use crate::ports::{Addressed, Sealing};

/// Seals what no store keeps, and holds it until the sessions it was sealed in are durable.
pub(in crate::peer) struct Whisper {
    seal: Seal,
    sealed: Mutex<Option<Sealed>>,
}

impl Whisper {
    pub(in crate::peer) fn new(seal: Seal) -> Self {
        Self { seal, sealed: Mutex::default() }
    }

    /// What was sealed, if there was a session; to be asked for once the store has answered.
    pub(in crate::peer) fn take(&self) -> Option<Sealed> {
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
