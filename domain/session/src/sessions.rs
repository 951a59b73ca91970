use core::fmt;

use thiserror::Error;
use zeroize::Zeroizing;

use crate::{DecryptError, EncryptError, Provider, Randomness, Session, SessionId, bytes::Reader};

/// All sessions of one device with another: the one that is sent in, and at most [`Sessions::MAX_FORMER`] others that late
/// messages are still read in.
///
/// Two devices may begin a session with each other at the same time, or one anew because it lost the old one. Both sides then
/// keep the same one ([`Sessions::adopt`]).
pub struct Sessions {
    current: Session,
    former: Vec<Former>,
}

/// A session that was replaced.
struct Former {
    session: Session,
    /// When, in seconds since 1970.
    since: u64,
}

/// The text of a message, and the session it came in.
#[derive(PartialEq, Eq)]
pub struct Opened {
    /// Which of the sessions.
    pub session: SessionId,
    /// What was sealed.
    pub text: Vec<u8>,
}

impl Sessions {
    /// The most sessions kept besides the one that is sent in.
    pub const MAX_FORMER: usize = 4;
    /// For how many seconds a replaced session is kept: 2 days.
    pub const FORMER_SECONDS: u64 = 2 * 24 * 60 * 60;

    /// A first one.
    #[must_use]
    pub fn new(session: Session) -> Self {
        Self { current: session, former: Vec::new() }
    }

    /// The one that is sent in.
    #[must_use]
    pub fn current(&self) -> &Session {
        &self.current
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        1 + self.former.len()
    }

    /// Whether that session is among them.
    #[must_use]
    pub fn has(&self, id: SessionId) -> bool {
        self.current.id == id || self.former.iter().any(|former| former.session.id == id)
    }

    /// Takes up a new session, at `at` seconds since 1970. It is the one to send in from now on, unless both sides have begun one
    /// and neither knows yet that the other has: then both keep the one with the smaller id.
    #[must_use]
    pub fn adopt(self, session: Session, at: u64) -> Self {
        let Self { current, mut former } = self;
        let crossed = !session.is_initiator && current.is_initiator && !current.has_received;
        let (current, replaced) = if crossed && current.id < session.id {
            (current, session)
        } else {
            (session, current)
        };
        former.insert(0, Former { session: replaced, since: at });
        Self { current, former }.tidied(at)
    }

    /// Sends in that session from now on, if it is among them and able to.
    #[must_use]
    pub fn prefer(self, id: SessionId, at: u64) -> Self {
        let Self { current, mut former } = self;
        let found = former.iter().position(|it| it.session.id == id && it.session.can_send());
        let Some(index) = found else {
            return Self { current, former };
        };
        let Former { session, .. } = former.remove(index);
        former.insert(0, Former { session: current, since: at });
        Self { current: session, former }.tidied(at)
    }

    /// [`Session::encrypt`] in the current one.
    #[must_use = "the session has moved on, also where nothing was sealed"]
    pub fn encrypt(
        self,
        provider: &dyn Provider,
        text: &[u8],
        randomness: Randomness,
        at: u64,
    ) -> (Self, Result<Vec<u8>, EncryptError>) {
        let (current, sealed) = self.current.encrypt(provider, text, randomness, at);
        (Self { current, ..self }, sealed)
    }

    /// [`Session::decrypt`] in whichever it belongs to. [`DecryptError::UnknownSession`] if it is none of them.
    #[must_use = "the session has moved on"]
    pub fn decrypt(
        self,
        provider: &dyn Provider,
        message: &[u8],
        at: u64,
    ) -> (Self, Result<Opened, DecryptError>) {
        let Self { current, former } = self.tidied(at);
        let mut in_session = current.id;
        let (current, mut opened) = current.decrypt(provider, message, at);
        let former = former
            .into_iter()
            .map(|Former { session, since }| {
                if opened != Err(DecryptError::UnknownSession) {
                    return Former { session, since };
                }
                in_session = session.id;
                let (session, text) = session.decrypt(provider, message, at);
                opened = text;
                Former { session, since }
            })
            .collect();
        let opened = opened.map(|text| Opened { session: in_session, text });
        (Self { current, former }.tidied(at), opened)
    }

    /// Without what is no longer kept. Once the other side is known to have the current session, others go no further than the chains
    /// they have: whoever holds an old state can add nothing to them that heals. One that was begun here and not answered yet is
    /// left as it is: what the other side has sealed in it may be under way, and begins its first chain.
    fn tidied(mut self, at: u64) -> Self {
        self.former.truncate(Self::MAX_FORMER);
        self.former.retain(|former| at.saturating_sub(former.since) < Self::FORMER_SECONDS);
        if self.current.has_received {
            let answered = |session: &Session| session.has_received || !session.is_initiator;
            let sessions = self.former.iter_mut().map(|former| &mut former.session);
            sessions.filter(|session| answered(session)).for_each(Session::narrow);
        }
        self
    }

    /// The bytes that [`Sessions::decode`] reads back, as secret as the sessions. They are wiped when dropped.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let current = self.current.encode();
        let former: Vec<_> = self.former.iter().map(|it| (it.since, it.session.encode())).collect();
        let room = former.iter().map(|(_, bytes)| 12 + bytes.len()).sum::<usize>();
        let mut out = Zeroizing::new(Vec::with_capacity(6 + current.len() + room));
        out.push(VERSION);
        // At most four.
        out.push(u8::try_from(former.len()).unwrap_or(u8::MAX));
        put(&mut out, &current);
        for (since, bytes) in former {
            out.extend_from_slice(&since.to_be_bytes());
            put(&mut out, &bytes);
        }
        out
    }

    /// The sessions in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedSessions> {
        Self::read(bytes).ok_or(MalformedSessions)
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut fields = Reader::new(bytes);
        if fields.u8()? != VERSION {
            return None;
        }
        let count = usize::from(fields.u8()?);
        if count > Self::MAX_FORMER {
            return None;
        }
        let current = session(&mut fields)?;
        let former = (0..count)
            .map(|_| Some(Former { since: fields.u64()?, session: session(&mut fields)? }));
        let former = former.collect::<Option<_>>()?;
        fields.end()?;
        Some(Self { current, former })
    }
}

const VERSION: u8 = 1;

fn put(out: &mut Vec<u8>, session: &[u8]) {
    // A session is some 90 KiB at the most.
    out.extend_from_slice(&u32::try_from(session.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(session);
}

fn session(fields: &mut Reader<'_>) -> Option<Session> {
    let length = usize::try_from(fields.u32()?).ok()?;
    Session::decode(fields.slice(length)?).ok()
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("current", &self.current.id)
            .field("former", &self.former.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({} bytes in {})", self.text.len(), self.session)
    }
}

/// The bytes are not sessions of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the sessions of two devices")]
pub struct MalformedSessions;
