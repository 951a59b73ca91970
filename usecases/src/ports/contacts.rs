use async_trait::async_trait;
use causerie_chat::{AccountKey, Address, Person, Standing, Timestamp};
use thiserror::Error;

use super::Unavailable;

/// The people this device has to do with; read through [`super::People`] and [`Identities`].
#[async_trait]
pub trait Contacts: Send + Sync {
    /// Keeps what is known of a person: their account key is pinned the first time, their devices may change. A person with another
    /// account key is only kept as offered, until somebody decides. Who was not known is a contact from now on; how others stand stays.
    ///
    /// Where there is a [`causerie_chat::DeviceList`], which was verified, the latest one counts ([`Person::told`]). Devices that are gone are
    /// forgotten with it: the sessions with them, what is to be told to them, and what waits for them, which is settled as failed for
    /// [`causerie_chat::Cause::DEVICE_REVOKED`]; so are those that something was queued for as they went.
    async fn remember(&self, person: &Person) -> Result<(), NotRemembered>;

    /// Carries out what was decided about a person's identity; what waits for them is due at once then. If `decision.key` is the offered one, it takes the place of the pinned
    /// one, and every session with the former devices is forgotten; if it is the pinned one, what was offered is forgotten. Any
    /// other key changes nothing.
    async fn decide(&self, decision: &Decision) -> Result<(), Unavailable>;
}

/// Who people are, and how sure that is.
#[async_trait]
pub trait Identities: Send + Sync {
    /// What is known of a person, or nothing.
    async fn identity(&self, who: &Address) -> Result<Option<KnownIdentity>, Unavailable>;

    /// What is known of everybody.
    async fn identities(&self) -> Result<Vec<KnownIdentity>, Unavailable>;

    /// How somebody stands: as is known of them or, if they are not known, as was decided about them ([`super::Choices`]); nothing if neither is.
    async fn standing(&self, who: &Address) -> Result<Option<Standing>, Unavailable>;

    /// How many people ask to be accepted ([`Standing::REQUESTED`]).
    async fn asking(&self) -> Result<usize, Unavailable>;
}

/// A person this device knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownIdentity {
    /// Who they were the first time, or were decided to be.
    pub person: Person,
    /// When somebody compared the account key with theirs, if ever.
    pub verified: Option<Timestamp>,
    /// Who they are said to be now, with another account key, until that is decided on.
    pub offered: Option<Person>,
    /// Whether they are a contact.
    pub standing: Standing,
}

impl KnownIdentity {
    /// Whether they are a contact, as far as anybody has decided: nobody else gets an answer that nobody gave
    /// ([`Standing::is_accepted`]), nor anybody whose account key has changed.
    #[must_use]
    pub fn is_accepted(&self) -> bool {
        self.standing.is_accepted() && self.offered.is_none()
    }
}

/// Which account key is a person's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The person.
    pub who: Address,
    /// Their key.
    pub key: AccountKey,
    /// When it was compared with theirs; nothing if it was taken unseen.
    pub verified: Option<Timestamp>,
}

/// Why a person was not remembered.
#[derive(Debug, Error)]
pub enum NotRemembered {
    /// They were known by another account key; what was offered is kept for a decision.
    #[error("the account key has changed")]
    IdentityChanged,
    /// The store failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
