//! Ways to seal.

use causerie_chat::{EnvelopeId, Message, Sealed};
use causerie_session::{
    FirstMessage, IdentitySecret, Initiation, OneTimePreKeys, PreKeys, Randomness, RustCrypto,
    Session, Sessions, SignedPreKeys,
};
use causerie_usecases::ports::{Addressed, Sealing};

use crate::at;

/// Seals in real sessions.
pub struct InSession {
    fresh: Option<u8>,
}

impl InSession {
    /// In the sessions that are there.
    #[must_use]
    pub fn known() -> Self {
        Self { fresh: None }
    }

    /// In [`begun`] number `n`, which is taken up first.
    #[must_use]
    pub fn fresh(n: u8) -> Self {
        Self { fresh: Some(n) }
    }
}

impl Sealing for InSession {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        take_up(self.fresh, known)
    }

    fn seal(
        &self,
        message: &Message,
        envelope: &Addressed,
        after: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        let randomness = randomness(9).fork(&RustCrypto, envelope.id.as_bytes());
        let (sessions, sealed) = sessions.encrypt(
            &RustCrypto,
            &message.encode_after(after),
            randomness,
            at(0).seconds(),
        );
        (sessions, Some(Sealed::try_from(sealed.unwrap()).unwrap()))
    }
}

/// Seals nothing, but makes envelopes whose bytes are known beforehand: so many sevens. Messages that say "stop" it cannot seal: the
/// session is used up then.
pub struct Filled(pub usize);

impl Sealing for Filled {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        take_up(known.is_none().then_some(1), known)
    }

    fn seal(
        &self,
        message: &Message,
        _envelope: &Addressed,
        _after: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        let bytes = Sealed::try_from(vec![7; self.0]).unwrap();
        (sessions, (*message.body.data() != *b"stop").then_some(bytes))
    }
}

/// Puts what would be sealed into the envelope as it is, so that it can be read there ([`crate::Reading`]); has [`begun`] of that number for
/// it.
pub struct Plain(pub u8);

impl Sealing for Plain {
    fn begin(&self, known: Option<Sessions>) -> Option<Sessions> {
        take_up(Some(self.0), known)
    }

    fn seal(
        &self,
        message: &Message,
        _envelope: &Addressed,
        after: Option<EnvelopeId>,
        sessions: Sessions,
    ) -> (Sessions, Option<Sealed>) {
        (sessions, Some(Sealed::try_from(message.encode_after(after)).unwrap()))
    }
}

fn take_up(fresh: Option<u8>, known: Option<Sessions>) -> Option<Sessions> {
    let Some(fresh) = fresh.map(begun) else { return known };
    match known {
        Some(known) if known.has(fresh.id()) => Some(known),
        Some(known) => Some(known.adopt(fresh, at(0).seconds())),
        None => Some(Sessions::new(fresh)),
    }
}

/// Session number `n`, as whoever began it by PQXDH has it.
#[must_use]
pub fn begun(n: u8) -> Session {
    let (one, other, signed, one_time) = parties(n);
    let bundle = signed.with(&RustCrypto, &other, &one_time).verify(&RustCrypto).unwrap();
    let initiation = Initiation {
        me: &one,
        my_name: b"one",
        bundle: &bundle,
        their_name: b"other",
        introduction: b"",
    };
    initiation.begin(&RustCrypto, &randomness(n), at(0).seconds()).unwrap()
}

/// Session number `n`, as the other side has it who was sent `first`, and what was said.
#[must_use]
pub fn counterpart(n: u8, first: &[u8]) -> (Sessions, Vec<u8>) {
    let (_, other, signed, one_time) = parties(n);
    let keys = PreKeys { signed: &signed, one_time: Some(&one_time) };
    let introduced = FirstMessage::of(first).unwrap().open(&RustCrypto, &keys).unwrap();
    let (session, text) =
        introduced.accept(&RustCrypto, &other, b"other", b"one", at(0).seconds()).unwrap();
    (Sessions::new(session), text)
}

fn parties(n: u8) -> (IdentitySecret, IdentitySecret, SignedPreKeys, OneTimePreKeys) {
    (
        IdentitySecret::of_seed(&RustCrypto, &[1; 32]),
        IdentitySecret::of_seed(&RustCrypto, &[2; 32]),
        SignedPreKeys::generate(&RustCrypto, 1, &randomness(n)),
        OneTimePreKeys::generate(&RustCrypto, 1, &randomness(n ^ 0x80)),
    )
}

fn randomness(n: u8) -> Randomness {
    Randomness::new([n; 32])
}
