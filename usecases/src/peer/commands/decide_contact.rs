use std::sync::Arc;

use causerie_chat::{Address, Ruling, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::{
        Choosing, OwnIdentity,
        find::{Finder, NotFound},
    },
    ports::{Contacts, Event, Events, Identities, People, Unavailable},
};

/// Decide how a person stands: whether they are a contact.
#[derive(Debug)]
pub struct DecideContact {
    /// The person. To accept or to block somebody this device has not met, the directory has to know them.
    pub who: Address,
    /// What is decided.
    pub ruling: Ruling,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`DecideContact`]. One who is accepted is told then what became of what they sent.
pub struct DecideContactHandler {
    /// This person.
    pub own: Arc<OwnIdentity>,
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Knows everybody.
    pub people: Arc<dyn People>,
    /// Keeps whom it found.
    pub contacts: Arc<dyn Contacts>,
    /// Has it hold, on all devices.
    pub choosing: Arc<Choosing>,
    /// Hears of it.
    pub events: Arc<dyn Events>,
}

impl CommandHandler<DecideContact> for DecideContactHandler {
    type Error = DecideContactError;

    async fn handle(&self, command: DecideContact) -> Result<(), DecideContactError> {
        let DecideContact { who, ruling, at } = command;
        let mut choices = ruling.choices().to_vec();
        let me = &self.own.device.person;
        if who == *me {
            return Err(DecideContactError::Oneself);
        }
        if self.identities.identity(&who).await?.is_none() {
            match ruling {
                Ruling::Accept => drop(self.finder().look_up(&who).await?),
                Ruling::Block => {
                    self.finder().look_up(&who).await?;
                    // Once they are not blocked any more, they have to ask like anybody else.
                    choices.extend(Ruling::Dismiss.choices());
                }
                Ruling::Ignore | Ruling::Unblock | Ruling::Dismiss => {
                    return Err(DecideContactError::Unknown);
                }
            }
        }
        self.choosing.choose(&who.clone().into(), &choices, at).await?;
        self.events.tell(Event::Contact(who));
        Ok(())
    }
}

impl DecideContactHandler {
    fn finder(&self) -> Finder<'_> {
        Finder {
            own: &self.own,
            identities: &*self.identities,
            people: &*self.people,
            contacts: &*self.contacts,
        }
    }
}

/// Why nothing was decided.
#[derive(Debug, Error)]
pub enum DecideContactError {
    /// Nobody has that name; or this device knows nobody by it, who alone can be ignored or unblocked.
    #[error("nobody is known by that name")]
    Unknown,
    /// It is this person's own name.
    #[error("nobody is a contact of their own")]
    Oneself,
    /// The name is another directory's, and they do not talk to each other yet.
    #[error("that domain is not this directory's")]
    UnknownDomain,
    /// The person is new to this device, and the directory, which may know them, does not answer.
    #[error("the directory does not answer")]
    DirectoryUnreachable(#[source] Unavailable),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotFound> for DecideContactError {
    fn from(not: NotFound) -> Self {
        match not {
            // One who is known is never looked up: of these two there is neither.
            NotFound::Unknown | NotFound::Blocked | NotFound::IdentityChanged => Self::Unknown,
            NotFound::UnknownDomain => Self::UnknownDomain,
            NotFound::DirectoryUnreachable(cause) => Self::DirectoryUnreachable(cause),
            NotFound::Unavailable(cause) => Self::Unavailable(cause),
        }
    }
}
