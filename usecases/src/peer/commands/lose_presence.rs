use std::sync::Arc;

use causerie_chat::Timestamp;

use crate::{
    CommandHandler,
    peer::PresenceCircle,
    ports::{Event, Events, PresenceNotes, Unavailable},
};

/// Take nobody to be there any more: the directory has not been heard for a while.
#[derive(Debug)]
pub struct LosePresence {
    /// When.
    pub at: Timestamp,
}

/// Carries out [`LosePresence`].
pub struct LosePresenceHandler {
    /// Knows who was there.
    pub circle: Arc<PresenceCircle>,
    /// Keeps it.
    pub notes: Arc<dyn PresenceNotes>,
    /// Hears whose presence changed.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<LosePresence> for LosePresenceHandler {
    type Error = Unavailable;

    async fn handle(&self, LosePresence { at }: LosePresence) -> Result<(), Unavailable> {
        let members = self.circle.members().await?;
        let before: Vec<_> =
            members.iter().map(|member| self.circle.standing(member, at).0).collect();
        self.notes.lose_sight(at);
        for (member, before) in members.into_iter().zip(before) {
            if self.circle.standing(&member, at).0 != before {
                self.events.tell(Event::Presence(member.who));
            }
        }
        Ok(())
    }
}
