use std::sync::Arc;

use causerie_chat::Envelope;
use causerie_usecases::ports::{Known, Opened, Opening, Wanted};

use crate::{lock::lock, task::MachineId, world::World};

/// Opens what one device brings to another that may have lost the sessions with it: then nothing opens but what begins a new one.
pub(super) struct Amnesia {
    pub(super) opening: Arc<dyn Opening>,
    pub(super) world: Arc<World>,
    /// Who opens, and who brings.
    pub(super) pair: (MachineId, MachineId),
}

impl Opening for Amnesia {
    fn wants(&self, envelope: &Envelope) -> Option<Wanted> {
        self.opening.wants(envelope)
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        let lost = &self.world.lost_sessions;
        if !lock(lost).contains(&self.pair) {
            return self.opening.open(envelope, known);
        }
        let opened = self.opening.open(envelope, Known { sessions: None, ..known });
        if opened.sessions.is_some() {
            // The new session takes the place of those that were lost.
            lock(lost).remove(&self.pair);
        }
        opened
    }
}
