//! What is queued as it is, whatever a handler would say of it.

use causerie_chat::{EnvelopeId, Message, Sealed};
use causerie_session::Sessions;
use causerie_usecases::ports::{Addressed, Sealing};

/// Seals nothing: that is done when it is delivered.
pub(crate) struct Later;

impl Sealing for Later {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        known
    }

    fn seal(
        &self,
        _: &Message,
        _: &Addressed,
        _: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        (sessions, None)
    }
}
