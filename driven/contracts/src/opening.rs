//! A way to open.

use std::sync::Mutex;

use causerie_chat::{Cause, Envelope, Message, Person};
use causerie_session::{SessionId, Sessions};
use causerie_usecases::ports::{Known, Opened, Opening, PreKeySecret, Spent, Wanted};

use crate::{at, begun};

/// Opens what is not sealed, by reading it, and remembers what it was told.
#[derive(Default)]
pub struct Reading {
    /// What it asks for.
    pub wants: Option<Wanted>,
    /// Takes up [`begun`] number so and so.
    pub begins: Option<u8>,
    /// Whom it meets.
    pub meets: Option<Person>,
    /// What it uses up.
    pub spends: Option<Spent>,
    /// See [`Reading::seen`].
    pub told: Mutex<Vec<Seen>>,
}

/// Opens nothing, for that reason.
pub struct Refusing(pub Cause);

impl Opening for Refusing {
    fn wants(&self, _: &Envelope) -> Option<Wanted> {
        None
    }

    fn open(&self, _: &Envelope, _: Known) -> Opened {
        Opened::refused(self.0.clone())
    }
}

/// What it was told, envelope by envelope.
#[derive(Clone, PartialEq, Eq)]
pub struct Seen {
    /// The session that is sent in, of those that were there.
    pub session: Option<SessionId>,
    /// Who the sender was taken to be.
    pub contact: Option<Person>,
    /// Signed pre-keys.
    pub signed: Option<PreKeySecret>,
    /// One-time pre-keys.
    pub one_time: Option<PreKeySecret>,
    /// Whether the session had been begun before.
    pub was_begun: bool,
}

impl Reading {
    /// What it was told until now.
    #[must_use]
    pub fn seen(&self) -> Vec<Seen> {
        self.told.lock().unwrap().clone()
    }
}

impl Opening for Reading {
    fn wants(&self, _: &Envelope) -> Option<Wanted> {
        self.wants
    }

    fn open(&self, envelope: &Envelope, known: Known) -> Opened {
        let Known { sessions, contact, signed, one_time, was_begun } = known;
        let session = sessions.as_ref().map(|sessions| sessions.current().id());
        self.told.lock().unwrap().push(Seen { session, contact, signed, one_time, was_begun });

        let read = Message::decode_after(envelope.sealed.as_bytes());
        let (reading, after) = match read {
            Ok((message, after)) => (Ok(message), after),
            Err(_) => (Err(Cause::MALFORMED), None),
        };
        let fresh = self.begins.map(begun);
        let sessions = match (sessions, fresh) {
            (Some(sessions), Some(fresh)) => Some(sessions.adopt(fresh, at(0).seconds())),
            (sessions, fresh) => sessions.or(fresh.map(Sessions::new)),
        };
        Opened { reading, after, sessions, met: self.meets.clone(), spent: self.spends }
    }
}
