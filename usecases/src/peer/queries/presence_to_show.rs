use std::sync::Arc;

use causerie_chat::{PresenceMark, PresenceState, SealedPresence, ShownPresence, Timestamp};

use crate::{
    QueryHandler,
    peer::PresenceCircle,
    ports::{OwnPresence, PresenceBook, Unavailable},
};

/// What is to be shown to contacts, and where is to be looked for theirs?
#[derive(Debug)]
pub struct PresenceToShow {
    /// When.
    pub at: Timestamp,
}

/// What is to be shown, and looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToShow {
    /// How this person is there.
    pub own: OwnPresence,
    /// That, sealed for each device of each contact; nothing at all if it is to be seen by nobody.
    pub shown: Option<Vec<(PresenceMark, SealedPresence)>>,
    /// Where contacts show themselves.
    pub watched: Vec<PresenceMark>,
}

/// Answers [`PresenceToShow`].
pub struct PresenceToShowHandler {
    /// Knows whom it is for.
    pub circle: Arc<PresenceCircle>,
    /// Knows what it is.
    pub book: Arc<dyn PresenceBook>,
}

impl QueryHandler<PresenceToShow> for PresenceToShowHandler {
    type Answer = ToShow;
    type Error = Unavailable;

    async fn handle(&self, PresenceToShow { at }: PresenceToShow) -> Result<ToShow, Unavailable> {
        let own = self.book.own();
        let members = self.circle.members().await?;
        let keys: Vec<_> = members.iter().flat_map(|member| &member.devices).collect();
        let shown = ShownPresence { state: own.state, since: own.since, at: at.max(own.since) };
        let seal =
            || keys.iter().filter_map(|(_, keys)| Some((keys.shown_at(), keys.seal(shown)?)));
        let is_seen = own.state != PresenceState::Offline;
        Ok(ToShow {
            own,
            shown: is_seen.then(|| seal().collect()),
            watched: keys.iter().map(|(_, keys)| keys.watched_at()).collect(),
        })
    }
}
