use std::sync::Arc;

use causerie_chat::{EnvelopeId, Message, Sealed, Timestamp, pad};
use causerie_session::{Randomness, Session, Sessions};
use zeroize::Zeroizing;

use super::OwnIdentity;
use crate::ports::{Addressed, Sealing};

/// Seals messages at one moment.
pub(in crate::peer) struct Seal {
    own: Arc<OwnIdentity>,
    randomness: Randomness,
    at: u64,
    /// A session to take up first, encoded.
    fresh: Option<Zeroizing<Vec<u8>>>,
}

impl Seal {
    /// In the sessions that are there.
    pub(in crate::peer) fn new(
        own: Arc<OwnIdentity>,
        randomness: Randomness,
        at: Timestamp,
    ) -> Self {
        Self { own, randomness, at: at.seconds(), fresh: None }
    }

    /// In `fresh`, which takes its place among the sessions that are there.
    pub(in crate::peer) fn in_session(self, fresh: &Session) -> Self {
        Self { fresh: Some(fresh.encode()), ..self }
    }
}

impl Sealing for Seal {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        let fresh = self.fresh.as_ref().and_then(|bytes| Session::decode(bytes).ok());
        match (known, fresh) {
            (Some(known), Some(fresh)) if known.has(fresh.id()) => Some(known),
            (Some(known), Some(fresh)) => Some(known.adopt(fresh, self.at)),
            (None, Some(fresh)) => Some(Sessions::new(fresh)),
            (known, None) => known,
        }
    }

    fn seal(
        &self,
        message: &Message,
        envelope: &Addressed,
        after: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        let provider = &*self.own.provider;
        let text = Zeroizing::new(pad(message.encode_after(after)));
        let randomness = self.randomness.fork(provider, envelope.id.as_bytes());
        let (sessions, sealed) = sessions.encrypt(provider, &text, randomness, self.at);
        (sessions, sealed.ok().and_then(|bytes| Sealed::try_from(bytes).ok()))
    }
}
