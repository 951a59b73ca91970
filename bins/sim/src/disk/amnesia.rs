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
        let current = known.sessions.as_ref().map(|it| (it.current().id(), it.count()));
        let begins = self.opening.wants(envelope).map(|wanted| wanted.session);
        let is_lost = lock(lost).contains(&self.pair);
        let what = |opened: &Opened| {
            let kind = match &opened.reading {
                Ok(message) => format!("{:?}", message.body),
                Err(cause) => cause.to_string(),
            };
            let now = opened.sessions.as_ref().map(|it| (it.current().id(), it.count()));
            self.world.note(format_args!(
                "{:?} opens {} begins {begins:?} in {current:?} lost {is_lost}: {kind} now {now:?}",
                self.pair, envelope.id
            ));
        };
        if !is_lost {
            let opened = self.opening.open(envelope, known);
            what(&opened);
            return opened;
        }
        let opened = self.opening.open(envelope, Known { sessions: None, ..known });
        what(&opened);
        if opened.sessions.is_some() {
            // The new session takes the place of those that were lost.
            lock(lost).remove(&self.pair);
        }
        opened
    }
}
