//! Somebody who seals by hand, from the published formats alone: honestly, or not.

use causerie_chat::{DeviceAddress, Introduction, Message, Sealed, pad};
use causerie_session::{Bundle, IdentitySecret, Initiation, Randomness, RustCrypto, Session};

use super::{device, secrets};

/// What a session is begun with.
pub(crate) struct Forger {
    pub(crate) identity: IdentitySecret,
    /// The account key and the device's address, by which both sides bind a session.
    pub(crate) name: Vec<u8>,
    pub(crate) introduction: Vec<u8>,
}

/// One who is who they say.
pub(crate) fn honest(name: &str) -> Forger {
    let (account, own) = secrets(name);
    Forger {
        identity: IdentitySecret::of_seed(&RustCrypto, own.seed()),
        name: party_name(name, &device(name)),
        introduction: Introduction::sign(device(name), &account, &own).encode(&[]),
    }
}

/// The account key of `keys`, and that device.
pub(crate) fn party_name(keys: &str, device: &DeviceAddress) -> Vec<u8> {
    let account = secrets(keys).0.public();
    [&account.as_bytes()[..], device.to_string().as_bytes()].concat()
}

impl Forger {
    /// Begins a session with whom `bundle` is of.
    pub(crate) fn begins(&self, bundle: Bundle, with: &str) -> Session {
        let initiation = Initiation {
            me: &self.identity,
            my_name: &self.name,
            bundle: &bundle.verify(&RustCrypto).unwrap(),
            their_name: &party_name(with, &device(with)),
            introduction: &self.introduction,
        };
        initiation.begin(&RustCrypto, &Randomness::new([0x5A; 32]), 5).unwrap()
    }
}

/// The message in the session, as the peers seal it.
pub(crate) fn seals(session: Session, message: &Message) -> (Session, Sealed) {
    seals_bytes(session, &pad(message.encode()))
}

/// Any bytes in the session.
pub(crate) fn seals_bytes(session: Session, text: &[u8]) -> (Session, Sealed) {
    let (session, sealed) = session.encrypt(&RustCrypto, text, Randomness::new([0x6B; 32]), 5);
    (session, sealed.unwrap().try_into().unwrap())
}
