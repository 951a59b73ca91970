//! A session between two devices that nobody else can read, now or with a quantum computer later.
//!
//! The crate holds the protocol and nothing else. It does no input or output, has no clock and no randomness: bytes, time and
//! entropy come in as values, and every step takes the session and gives back the next one. It knows no users and no network, so that
//! any program can put it between its own.
//!
//! # The picture
//!
//! ```text
//!   Bob, before he goes away                        Alice, some time later
//!
//!   IdentitySecret   SignedPreKeys   OneTimePreKeys
//!          └───────────────┴───────────────┘
//!                        Bundle  ─── some server ───▶  VerifiedBundle
//!                                                            │ Initiation::begin        PQXDH
//!                                                            ▼
//!   FirstMessage ◀───────────────────────────────── Session::encrypt
//!        │ open ─▶ Introduced ─▶ accept                      │
//!        ▼                                                   ▼
//!     Session ◀═══════════════ messages ═══════════════▶  Session       double ratchet
//!                                                                        + encrypted headers
//!                                                                        + sparse ML-KEM ratchet
//! ```
//!
//! * **Agreement**: PQXDH (Signal, revision 3) over X25519 and ML-KEM-768, from a bundle of pre-keys under one signature. The first
//!   messages carry all that the responder needs, who may be away; who the initiator is, is sealed in them.
//! * **Ratchet**: the Double Ratchet (Signal, revision 4) in its variant with encrypted headers. Each message has a key of its
//!   own; each answer brings fresh X25519 keys into the root key.
//! * **ML-KEM ratchet**: every 50 messages or 7 days a fresh ML-KEM-768 secret is mixed into the root key too, as in Apple's PQ3
//!   sparsely, so that the average message pays some twenty bytes for it. It cannot be dropped: without it, a session ends.
//! * One suite and no negotiation: X25519, Ed25519, ML-KEM-768, ChaCha20-Poly1305, HKDF and HMAC with SHA-256.
//!
//! The exact bytes, labels and key schedule are in `docs/protocol.md` of the repository, with test vectors.
//!
//! # Two parties
//!
//! ```
//! use causerie_session::*;
//! # fn random() -> Randomness { use std::sync::atomic::*; static N: AtomicU8 = AtomicU8::new(1); Randomness::new([N.fetch_add(1, Ordering::Relaxed); 32]) }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let (p, now) = (&RustCrypto, 1_800_000_000);
//! let (alice, bob) = (IdentitySecret::of_seed(p, &[1; 32]), IdentitySecret::of_seed(p, &[2; 32]));
//! let signed = SignedPreKeys::generate(p, 1, &random());
//! let one_time = OneTimePreKeys::generate(p, 1, &random());
//! let bundle = signed.with(p, &bob, &one_time).verify(p)?; // through some server
//!
//! let begin = Initiation { me: &alice, my_name: b"alice", bundle: &bundle, their_name: b"bob", introduction: b"" };
//! let session = begin.begin(p, &random(), now)?;
//! let (alices, sealed) = session.encrypt(p, b"Hello, Bob!", random(), now);
//! let sealed = sealed?;
//!
//! let keys = PreKeys { signed: &signed, one_time: Some(&one_time) };
//! let introduced = FirstMessage::of(&sealed).ok_or("not a first message")?.open(p, &keys)?;
//! assert_eq!(introduced.identity(), alice.public()); // is it who you think it is?
//! let (bobs, text) = introduced.accept(p, &bob, b"bob", b"alice", now)?;
//! assert_eq!(text, b"Hello, Bob!");
//!
//! let (bobs, answer) = bobs.encrypt(p, b"Hello, Alice!", random(), now);
//! let (alices, text) = alices.decrypt(p, &answer?, now);
//! assert_eq!(text?, b"Hello, Alice!");
//! # let _ = (bobs, alices); Ok(()) }
//! ```
//!
//! # What is asked of a caller
//!
//! * **Keep before you send.** [`Session::encode`] what [`Session::encrypt`] gave back, durably, before the message leaves. A session restored
//!   to an earlier state may use a key twice; never back sessions up.
//! * **Fresh [`Randomness`] for each step**, from the operating system.
//! * **Say who it is.** [`Initiation`] and [`Introduced`] take and give identities; whether a key is somebody's is for the
//!   caller to know (pin it, compare it). What else should hold both ends to each other goes into the names.
//! * **Take one-time keys off** in the same step that keeps an accepted session, and remember the [`SessionId`] of those begun
//!   with a key of last resort, so that a first message cannot be replayed.
//! * **Pad** texts if their lengths say something.
//!
//! Two devices may have several sessions, for they may begin at the same time, or anew: [`Sessions`] keeps them in order.
//!
//! # Who learns what
//!
//! | | learns | does not learn |
//! |---|---|---|
//! | whoever carries messages | their sizes, that one begins a session and with which pre-keys, that one has an ML-KEM step | texts, counters, ratchet keys, who sent it, which messages belong together |
//! | who hands out bundles | who asks for whose; can hand out the last resort, or none | anything sealed; cannot pass off a key as somebody's whom the initiator knows |
//! | who steals a device's state | what it can still read: messages on their way, and those that follow until one round trip has passed without it stepping in; of messages before, headers of the last chains | what was read before; what follows after that round trip, or for one who breaks X25519 after the next ML-KEM step |
//! | who steals identity keys | can pose as their owner to others from then on | earlier texts; cannot pose as others to their owner |
//! | who steals a signed pre-key | can pose to its owner as anybody who ever began a session with the thief, while that key is kept (as in PQXDH) | texts |
//! | who records now and has a quantum computer later | as whoever carries messages | texts: ML-KEM-768 is in the agreement and in the ratchet |
//!
//! Not protected: authenticity against a quantum computer that exists while the session begins (signatures are Ed25519);
//! a device while somebody else controls it; that two parties talk, how much and when.
//!
//! # Errors
//!
//! Whatever is refused changes nothing, and no bytes make this crate panic. [`DecryptError`] tells apart what a caller would treat
//! differently; it goes to nobody but the caller.

mod acceptance;
mod agreement_key;
mod batch;
mod bundle;
mod bytes;
mod chain;
mod decrypt;
mod encrypt;
mod header;
mod identity;
mod initiation;
mod kem;
mod kem_ratchet;
mod labels;
mod parties;
mod pqxdh;
mod pre_keys;
mod provider;
mod randomness;
mod root;
mod rustcrypto;
mod secret;
mod session;
mod session_codec;
mod session_id;
mod sessions;
#[cfg(test)]
mod vectors;
mod verifying_key;
mod wire;

pub use acceptance::{AcceptError, FirstMessage, Introduced, PreKeys};
pub use agreement_key::AgreementKey;
pub use batch::{InconsistentBatch, PreKeyBatch};
pub use bundle::{Bundle, ForgedBundle, MalformedBundle, VerifiedBundle};
pub use decrypt::DecryptError;
pub use encrypt::EncryptError;
pub use identity::{Identity, IdentitySecret};
pub use initiation::{InitiateError, Initiation};
pub use kem::EncapsulationKey;
pub use parties::Party;
pub use pre_keys::{OneTimePreKeys, SignedPreKeys};
pub use provider::{Provider, Refused};
pub use randomness::Randomness;
pub use rustcrypto::RustCrypto;
pub use session::Session;
pub use session_codec::MalformedSession;
pub use session_id::SessionId;
pub use sessions::{MalformedSessions, Opened, Sessions};
pub use verifying_key::{InvalidKey, VerifyingKey};
