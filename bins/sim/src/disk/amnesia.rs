use std::sync::Arc;

use causerie_chat::{Envelope, MessageId};
use causerie_usecases::ports::{Known, Opened, Opening, Wanted};

use crate::{lock::lock, machine::name, task::MachineId, world::World};

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
        let is_lost = lock(&self.world.lost_sessions).contains(&self.pair);
        let sessions = known.sessions.filter(|_| !is_lost);
        let had = sessions.as_ref().map(|it| it.current().id());
        let opened = self.opening.open(envelope, Known { sessions, ..known });
        if is_lost && opened.sessions.is_some() {
            // The new session takes the place of those that were lost.
            lock(&self.world.lost_sessions).remove(&self.pair);
        }
        self.note(envelope, had, &opened);
        opened
    }
}

impl Amnesia {
    fn note(&self, envelope: &Envelope, had: Option<impl ToString>, opened: &Opened) {
        let message: Result<MessageId, _> = opened.reading.as_ref().map(|it| it.id);
        let had = had.map_or_else(|| "no session".to_owned(), |id| id.to_string());
        let now = opened.sessions.as_ref().map(|it| it.current().id().to_string());
        self.world.note(format_args!(
            "{} opens {} of {} in {had}: {message:?}, now in {now:?}",
            name(self.pair.0),
            envelope.id,
            name(self.pair.1),
        ));
    }
}
