//! What comes of opening an envelope, on the way.

use causerie_chat::{Cause, EnvelopeId, Message, Person, Timestamp};
use causerie_session::{Session, Sessions};

use crate::ports::{Opened, PreKeySecret, Spent};

/// A message and what it comes after, or why there is none.
pub(super) type Reading = Result<(Message, Option<EnvelopeId>), Cause>;

/// What came of looking among the sessions that are there.
pub(super) enum Found {
    /// It is of one of them.
    Reading(Box<Reading>),
    /// It is of one of them, and does not open.
    Locked,
    /// It is of none of them.
    Elsewhere,
}

pub(super) struct PreKeysFound {
    pub(super) signed: Option<PreKeySecret>,
    pub(super) one_time: Option<PreKeySecret>,
    pub(super) was_begun: bool,
}

/// Why no session was begun, and who wanted to, if that is to be kept.
pub(super) struct Refusal {
    pub(super) cause: Cause,
    pub(super) met: Option<Box<Person>>,
}

pub(super) const CANNOT: Refusal = Refusal { cause: Cause::CANNOT_OPEN, met: None };
pub(super) const MISMATCH: Refusal = Refusal { cause: Cause::SENDER_MISMATCH, met: None };

pub(super) struct Begun {
    pub(super) session: Session,
    pub(super) reading: Reading,
    pub(super) met: Person,
    pub(super) spent: Spent,
}

impl Begun {
    pub(super) fn with(self, sessions: Option<Sessions>, at: Timestamp) -> Opened {
        let Self { session, reading, met, spent } = self;
        let sessions = match sessions {
            Some(sessions) => sessions.adopt(session, at.seconds()),
            None => Sessions::new(session),
        };
        let sessions = Some(sessions);
        Opened { sessions, met: Some(met), spent: Some(spent), ..Opened::of(reading) }
    }
}

impl Opened {
    pub(super) fn of(reading: Reading) -> Self {
        match reading {
            Ok((message, after)) => {
                Self { reading: Ok(message), after, sessions: None, met: None, spent: None }
            }
            Err(cause) => Self::refused(cause),
        }
    }

    /// All that changes by opening it, but what is in it is refused: its key opens nothing again.
    pub(super) fn but_refused(self, cause: Cause) -> Self {
        Self { reading: Err(cause), ..self }
    }
}
