//! What the tests have in common.
#![allow(dead_code, reason = "each test uses some of it")]
#![allow(missing_docs, unreachable_pub, reason = "helpers of tests")]

pub mod beginning;
pub mod bent;
pub mod keys;
pub mod layout;
pub mod model;

use causerie_session::*;

pub const AT: u64 = 1_800_000_000;

/// Different each time in a test, the same in each run.
pub fn randomness(number: u64) -> Randomness {
    let mut bytes = [0x5A; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Randomness::new(bytes)
}

/// One end.
pub struct End {
    pub session: Option<Session>,
    pub steps: u64,
    pub at: u64,
}

impl End {
    pub fn new(session: Session, seed: u64) -> Self {
        Self { session: Some(session), steps: seed << 32, at: AT }
    }

    /// One that was kept.
    pub fn of_state(state: &[u8]) -> Self {
        Self::new(Session::decode(state).unwrap(), 7)
    }

    /// Another with the same state, whose randomness is another.
    pub fn copy(&self, seed: u64) -> Self {
        Self { at: self.at, ..Self::new(Session::decode(&self.state()).unwrap(), seed) }
    }

    pub fn load(&mut self, state: &[u8]) {
        self.session = Some(Session::decode(state).unwrap());
    }

    pub fn try_seal(&mut self, text: &[u8]) -> Result<Vec<u8>, EncryptError> {
        self.steps += 1;
        let session = self.session.take().unwrap();
        let (session, sealed) = session.encrypt(&RustCrypto, text, randomness(self.steps), self.at);
        self.session = Some(session);
        sealed
    }

    pub fn seal(&mut self, text: &[u8]) -> Vec<u8> {
        self.try_seal(text).unwrap()
    }

    pub fn open(&mut self, message: &[u8]) -> Result<Vec<u8>, DecryptError> {
        let (session, opened) = self.session.take().unwrap().decrypt(&RustCrypto, message, self.at);
        self.session = Some(session);
        opened
    }

    pub fn epoch(&self) -> u64 {
        self.session.as_ref().unwrap().post_quantum_epoch()
    }

    pub fn size(&self) -> usize {
        self.session.as_ref().unwrap().encode().len()
    }

    pub fn state(&self) -> Vec<u8> {
        self.session.as_ref().unwrap().encode().to_vec()
    }
}

/// A device.
pub struct Device {
    pub name: &'static [u8],
    /// What its Ed25519 key grows from.
    pub seed: [u8; 32],
    pub identity: IdentitySecret,
    pub signed: SignedPreKeys,
    pub one_time: OneTimePreKeys,
}

impl Device {
    pub fn new(name: &'static [u8], seed: u8) -> Self {
        let p = &RustCrypto;
        let random = |n: u64| randomness(u64::from(seed) << 40 | n);
        Self {
            name,
            seed: [seed; 32],
            identity: IdentitySecret::generate(p, &[seed; 32], &random(1)),
            signed: SignedPreKeys::generate(p, 3, &random(2)),
            one_time: OneTimePreKeys::generate(p, 7, &random(3)),
        }
    }

    pub fn bundle(&self) -> VerifiedBundle {
        let bundle = self.signed.with(&RustCrypto, &self.identity, &self.one_time);
        bundle.verify(&RustCrypto).unwrap()
    }

    pub fn last_resort(&self) -> VerifiedBundle {
        self.signed.last_resort(&RustCrypto, &self.identity).verify(&RustCrypto).unwrap()
    }

    pub fn initiate(&self, with: &Self, bundle: &VerifiedBundle, random: u64) -> Session {
        let initiation = Initiation {
            me: &self.identity,
            my_name: self.name,
            bundle,
            their_name: with.name,
            introduction: b"hello, I am new here",
        };
        initiation.begin(&RustCrypto, &randomness(random), AT).unwrap()
    }

    pub fn pre_keys(&self, one_time: bool) -> PreKeys<'_> {
        PreKeys { signed: &self.signed, one_time: one_time.then_some(&self.one_time) }
    }

    pub fn accept(&self, from: &Self, message: &[u8]) -> Result<(Session, Vec<u8>), AcceptError> {
        let first = FirstMessage::of(message).unwrap();
        let keys = self.pre_keys(first.one_time().is_some());
        let introduced = first.open(&RustCrypto, &keys)?;
        assert_eq!(introduced.identity(), from.identity.public());
        introduced.accept(&RustCrypto, &self.identity, self.name, from.name, AT)
    }
}

pub struct Parties;

impl Parties {
    /// Alice, who began, and Bob, who has read one message and has answered.
    pub fn agreed() -> (End, End) {
        let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
        let session = alice.initiate(&bob, &bob.bundle(), 99);
        let mut a = End::new(session, 1);
        let first = a.seal(b"first");
        let (session, text) = bob.accept(&alice, &first).unwrap();
        assert_eq!(text, b"first");
        (a, End::new(session, 2))
    }

    /// The two after one message each way, so that no agreement is carried any more; it is Alice's turn.
    pub fn settled() -> (End, End) {
        let (mut alice, mut bob) = Self::agreed();
        alice.open(&bob.seal(b"hello")).unwrap();
        (alice, bob)
    }
}

/// A message of each shape there is, and somebody who can open it.
pub fn every_kind() -> Vec<(&'static str, Vec<u8>, End)> {
    let mut kinds = Vec::new();
    let (mut alice, mut bob) = Parties::settled();
    let steady = alice.seal(b"steady");
    kinds.push(("steady", steady, bob.copy(9)));
    for _ in 0..20 {
        alice.seal(b"");
    }
    kinds.push(("wide", alice.seal(b"wide"), bob.copy(9)));

    let week = 7 * 24 * 60 * 60;
    (alice.at, bob.at) = (AT + week, AT + week);
    bob.open(&alice.seal(b"")).unwrap();
    let key = bob.seal(b"with a key");
    kinds.push(("key", key.clone(), alice.copy(9)));
    alice.open(&key).unwrap();
    let ciphertext = alice.seal(b"with a ciphertext");
    kinds.push(("ciphertext", ciphertext.clone(), bob.copy(9)));
    bob.open(&ciphertext).unwrap();
    kinds.push(("mixed", bob.seal(b"mixed"), alice.copy(9)));

    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mut a = End::new(alice.initiate(&bob, &bob.bundle(), 99), 1);
    let (session, _) = bob.accept(&alice, &a.seal(b"first")).unwrap();
    kinds.push(("initial", a.seal(b"second"), End::new(session, 2)));
    let mut a = End::new(alice.initiate(&bob, &bob.last_resort(), 98), 1);
    let (session, _) = bob.accept(&alice, &a.seal(b"first")).unwrap();
    kinds.push(("last resort", a.seal(b"second"), End::new(session, 2)));
    kinds
}
