use causerie_edge::{now, randomness};
use causerie_session::{
    Bundle, FirstMessage, IdentitySecret, Initiation, OneTimePreKeys, PreKeys, Provider, Session,
    SignedPreKeys,
};

use super::{
    library::{End, Library, Met, Outcome, Sealed},
    stopwatch::Stopwatch,
};

const NEAR: &[u8] = b"d1.alice.peers.localhost";
const FAR: &[u8] = b"d1.bob.peers.localhost";

/// Ours.
pub(crate) struct Causerie {
    provider: &'static dyn Provider,
    near: IdentitySecret,
    far: IdentitySecret,
    signed: SignedPreKeys,
    one_time: OneTimePreKeys,
    /// What the far one has published: one Ed25519 signature over its identity and pre-keys.
    bundle: Vec<u8>,
    at: u64,
}

impl Causerie {
    pub(crate) fn new(provider: &'static dyn Provider) -> Outcome<Self> {
        let near = IdentitySecret::generate(provider, &[1; 32], &randomness()?);
        let far = IdentitySecret::generate(provider, &[2; 32], &randomness()?);
        let signed = SignedPreKeys::generate(provider, 1, &randomness()?);
        let one_time = OneTimePreKeys::generate(provider, 1, &randomness()?);
        let bundle = signed.with(provider, &far, &one_time).encode();
        Ok(Self { provider, near, far, signed, one_time, bundle, at: now().millis() / 1000 })
    }

    fn end(&self, session: Session) -> Box<dyn End> {
        Box::new(Ours { provider: self.provider, session: Some(session), at: self.at })
    }
}

impl Library for Causerie {
    /// One signature is checked on either side: that of the bundle, and that of the initiator's certificate.
    fn meet(&mut self, text: &[u8]) -> Outcome<Met> {
        let (provider, at) = (self.provider, self.at);
        let started = Stopwatch::start();
        let bundle = Bundle::decode(&self.bundle)?.verify(provider)?;
        let initiation = Initiation {
            me: &self.near,
            my_name: NEAR,
            bundle: &bundle,
            their_name: FAR,
            introduction: b"",
        };
        let session = initiation.begin(provider, &randomness()?, at)?;
        let (near, first) = session.encrypt(provider, text, randomness()?, at);
        let first = first?;
        let beginning = started.elapsed();

        let started = Stopwatch::start();
        let message = FirstMessage::of(&first).ok_or("not a first message")?;
        let keys = PreKeys { signed: &self.signed, one_time: Some(&self.one_time) };
        let introduced = message.open(provider, &keys)?;
        if introduced.identity() != self.near.public() {
            return Err("somebody else".into());
        }
        let (far, opened) = introduced.accept(provider, &self.far, FAR, NEAR, at)?;
        let accepting = started.elapsed();
        if opened != text {
            return Err("another text".into());
        }
        let (near, far) = (self.end(near), self.end(far));
        Ok(Met { near, far, beginning, accepting, first: first.len() })
    }

    fn keeps(&self) -> usize {
        1_000
    }
}

struct Ours {
    provider: &'static dyn Provider,
    /// There between steps.
    session: Option<Session>,
    at: u64,
}

impl Ours {
    fn take(&mut self) -> Outcome<Session> {
        Ok(self.session.take().ok_or("a step failed before")?)
    }
}

impl End for Ours {
    fn seal(&mut self, text: &[u8]) -> Outcome<Sealed> {
        let random = randomness()?;
        let (session, sealed) = self.take()?.encrypt(self.provider, text, random, self.at);
        self.session = Some(session);
        Ok(Sealed { kind: 0, bytes: sealed? })
    }

    fn open(&mut self, sealed: &Sealed) -> Outcome<Vec<u8>> {
        let (session, opened) = self.take()?.decrypt(self.provider, &sealed.bytes, self.at);
        self.session = Some(session);
        Ok(opened?)
    }

    fn save(&self, keep: &mut dyn FnMut(&[u8])) -> Outcome<()> {
        keep(&self.session.as_ref().ok_or("a step failed before")?.encode());
        Ok(())
    }

    fn load(&self, saved: &[u8]) -> Outcome<Box<dyn End>> {
        let session = Some(Session::decode(saved)?);
        Ok(Box::new(Self { provider: self.provider, session, at: self.at }))
    }
}
