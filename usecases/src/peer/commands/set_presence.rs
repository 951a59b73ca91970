use std::{convert::Infallible, sync::Arc};

use causerie_chat::{PresenceState, Timestamp};

use crate::{
    CommandHandler,
    ports::{Doorbell, PresenceNotes},
};

/// Show contacts that this person is there, or how, or not at all; until the peer stops.
#[derive(Debug)]
pub struct SetPresence {
    /// How.
    pub state: PresenceState,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`SetPresence`].
pub struct SetPresenceHandler {
    /// Keeps it.
    pub notes: Arc<dyn PresenceNotes>,
    /// Wakes whoever shows it.
    pub presence_bell: Arc<dyn Doorbell>,
}

impl CommandHandler<SetPresence> for SetPresenceHandler {
    type Error = Infallible;

    async fn handle(&self, SetPresence { state, at }: SetPresence) -> Result<(), Infallible> {
        self.notes.choose(state, at);
        self.presence_bell.ring();
        Ok(())
    }
}
