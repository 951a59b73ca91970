use causerie_chat::{Address, Person, Standing};

use super::{OwnIdentity, attested::attested};
use crate::ports::{Contacts, Identities, NotRemembered, People, Unavailable};

/// Finds people: those this device knows, and those its directory does.
pub(super) struct Finder<'a> {
    pub(super) own: &'a OwnIdentity,
    pub(super) identities: &'a dyn Identities,
    pub(super) people: &'a dyn People,
    pub(super) contacts: &'a dyn Contacts,
}

/// Why a person was not found.
pub(super) enum NotFound {
    /// Nobody has that name.
    Unknown,
    /// The name is another directory's.
    UnknownDomain,
    /// They are new to this device, and the directory does not answer.
    DirectoryUnreachable(Unavailable),
    /// Their account key is not the one known, and nobody has decided yet.
    IdentityChanged,
    /// They are blocked.
    Blocked,
    /// A port failed.
    Unavailable(Unavailable),
}

impl Finder<'_> {
    /// The person of that name, to be written to: who was not known is a contact from now on.
    pub(super) async fn find(&self, who: &Address) -> Result<Found, NotFound> {
        match self.identities.identity(who).await.map_err(NotFound::Unavailable)? {
            Some(known) if known.standing.is_blocked => Err(NotFound::Blocked),
            Some(known) if known.offered.is_some() || !self.own.admits(&known.person) => {
                Err(NotFound::IdentityChanged)
            }
            Some(known) => Ok(Found { is_contact: known.is_accepted(), person: known.person }),
            None => {
                let decided = self.identities.standing(who).await.map_err(NotFound::Unavailable)?;
                if decided.is_some_and(|standing| standing.is_blocked) {
                    return Err(NotFound::Blocked);
                }
                let person = self.look_up(who).await?;
                Ok(Found { person, is_contact: decided.is_none_or(Standing::is_accepted) })
            }
        }
    }

    /// The person of that name at the directory, who is a contact from now on.
    pub(super) async fn look_up(&self, who: &Address) -> Result<Person, NotFound> {
        if who.domain != self.own.device.person.domain {
            return Err(NotFound::UnknownDomain);
        }
        let person = self.people.person(who).await.map_err(NotFound::DirectoryUnreachable)?;
        let person = person.and_then(attested).ok_or(NotFound::Unknown)?;
        if !self.own.admits(&person) {
            return Err(NotFound::IdentityChanged);
        }
        match self.contacts.remember(&person).await {
            Ok(()) => Ok(person),
            Err(NotRemembered::IdentityChanged) => Err(NotFound::IdentityChanged),
            Err(NotRemembered::Unavailable(cause)) => Err(NotFound::Unavailable(cause)),
        }
    }
}

/// Somebody who was found.
pub(super) struct Found {
    pub(super) person: Person,
    /// Whether they are a contact.
    pub(super) is_contact: bool,
}
