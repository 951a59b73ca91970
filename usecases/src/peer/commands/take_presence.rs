use std::{collections::HashMap, sync::Arc};

use causerie_chat::Timestamp;

use crate::{
    CommandHandler,
    peer::PresenceCircle,
    ports::{Event, Events, MarkNews, PresenceNotes, Unavailable},
};

/// Take note of what contacts show.
#[derive(Debug)]
pub struct TakePresence {
    /// What the directory says stands at marks. Those that are not of this device's circle, and what was not sealed for it, are passed over.
    pub news: Vec<MarkNews>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`TakePresence`].
pub struct TakePresenceHandler {
    /// Knows whose marks they are.
    pub circle: Arc<PresenceCircle>,
    /// Keeps it.
    pub notes: Arc<dyn PresenceNotes>,
    /// Hears whose presence changed.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<TakePresence> for TakePresenceHandler {
    type Error = Unavailable;

    async fn handle(&self, TakePresence { news, at }: TakePresence) -> Result<(), Unavailable> {
        let news: HashMap<_, _> = news.iter().map(|news| (news.mark, news.sealed)).collect();
        for member in self.circle.members().await? {
            let before = self.circle.standing(&member, at);
            for (device, keys) in &member.devices {
                match news.get(&keys.watched_at()) {
                    None => {}
                    Some(None) => self.notes.see(device, None, at),
                    Some(Some(sealed)) => {
                        if let Some(shown) = keys.open(sealed) {
                            self.notes.see(device, Some(shown), at);
                        }
                    }
                }
            }
            if self.circle.standing(&member, at) != before {
                self.events.tell(Event::Presence(member.who));
            }
        }
        Ok(())
    }
}
