use std::sync::Arc;

use causerie_chat::{Address, PresenceState, Timestamp};

use crate::{
    QueryHandler,
    peer::PresenceCircle,
    ports::{OwnPresence, PresenceBook, Unavailable},
};

/// Who is there?
#[derive(Debug)]
pub struct ReadPresence {
    /// When.
    pub at: Timestamp,
}

/// Who is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presences {
    /// This person.
    pub own: OwnPresence,
    /// Each contact, by name.
    pub contacts: Vec<ContactPresence>,
}

/// How a contact is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactPresence {
    /// The contact.
    pub who: Address,
    /// How.
    pub state: PresenceState,
    /// Since when; nothing for who was not seen in this run.
    pub since: Option<Timestamp>,
}

/// Answers [`ReadPresence`].
pub struct ReadPresenceHandler {
    /// Knows who the contacts are.
    pub circle: Arc<PresenceCircle>,
    /// Knows how this person is there.
    pub book: Arc<dyn PresenceBook>,
}

impl QueryHandler<ReadPresence> for ReadPresenceHandler {
    type Answer = Presences;
    type Error = Unavailable;

    async fn handle(&self, ReadPresence { at }: ReadPresence) -> Result<Presences, Unavailable> {
        let members = self.circle.members().await?;
        let contacts = members.into_iter().map(|member| {
            let (state, since) = self.circle.standing(&member, at);
            ContactPresence { who: member.who, state, since }
        });
        Ok(Presences { own: self.book.own(), contacts: contacts.collect() })
    }
}
