use causerie_chat::{Cause, Envelope, EnvelopeId, Message, Person, Sealed};
use causerie_session::{SessionId, Sessions};
use zeroize::Zeroizing;

use super::Addressed;

/// Steps of the end-to-end encryption that a store takes inside its own transaction.
///
/// They are pure: the same input gives the same output, so that a transaction that is undone can be taken again. What they return and
/// what they are for is kept together or not at all; nothing of it leaves the machine before it is durable. No key can then be used
/// twice, and no message lost between two steps.
pub trait Sealing: Send + Sync {
    /// The sessions to seal in, of those that are there.
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions>;

    /// Seals `message` in `sessions`, to be read behind the envelope `after`, if there is one. Nothing is sealed where they can be used no
    /// more: a fresh one is needed then.
    fn seal(
        &self,
        message: &Message,
        envelope: &Addressed,
        after: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>);
}

/// The reverse of [`Sealing`].
pub trait Opening: Send + Sync {
    /// What the envelope asks for, if it looks as if it began a session.
    fn wants(&self, envelope: &Envelope) -> Option<Wanted>;

    /// Reads the envelope.
    fn open(&self, envelope: &Envelope, known: Known) -> Opened;
}

/// The pre-keys that a first message was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The session it begins.
    pub session: SessionId,
    /// Which set of signed pre-keys.
    pub generation: u32,
    /// Which one-time pre-keys; nothing if the key of last resort.
    pub one_time: Option<u32>,
}

/// What a device knows when it opens an envelope.
#[derive(Default)]
pub struct Known {
    /// The sessions with the sender's device.
    pub sessions: Option<Sessions>,
    /// Who the sender has been until now.
    pub contact: Option<Person>,
    /// The signed pre-keys that are [`Wanted`], if they are still there.
    pub signed: Option<PreKeySecret>,
    /// The one-time pre-keys that are [`Wanted`], if they are still there.
    pub one_time: Option<PreKeySecret>,
    /// Whether the [`Wanted`] session was begun before with a key of last resort.
    pub was_begun: bool,
}

/// The secret halves of pre-keys, as [`causerie_session::SignedPreKeys`] and [`causerie_session::OneTimePreKeys`] encode
/// them.
pub type PreKeySecret = Zeroizing<[u8; 100]>;

/// What came of an envelope, and what is to be kept with it.
pub struct Opened {
    /// The message, or why there is none.
    pub reading: Result<Message, Cause>,
    /// The envelope of the same device that is to be taken before it.
    pub after: Option<EnvelopeId>,
    /// The sessions from now on; nothing if they stay as they are.
    pub sessions: Option<Sessions>,
    /// Who the sender turned out to be, at their first message in a new session.
    pub met: Option<Person>,
    /// What was used up.
    pub spent: Option<Spent>,
}

impl Opened {
    /// Nothing was read, for that cause, and everything stays as it was.
    #[must_use]
    pub fn refused(cause: Cause) -> Self {
        Self { reading: Err(cause), after: None, sessions: None, met: None, spent: None }
    }
}

/// What a new session used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spent {
    /// The one-time pre-keys of that number.
    OneTime(u32),
    /// Nothing; but the session is not to be begun again while the key of last resort of that generation is kept.
    LastResort {
        /// The session.
        session: SessionId,
        /// The generation.
        generation: u32,
    },
}
