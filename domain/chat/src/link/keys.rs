use std::{fmt, str::FromStr};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use hkdf::Hkdf;
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use super::{LinkCode, MAX_LINK_BYTES};
use crate::{Address, sealed_box};

const ID: &str = "causerie v1 link, rendezvous";
const REQUEST: &str = "causerie v1 link, request";
const ANSWER: &str = "causerie v1 link, answer";

/// Where two devices meet at their directory: 128 bits that follow from the code and tell nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinkId([u8; 16]);

impl LinkId {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Base64url without padding, 22 characters: as it stands in a path. Whoever has it may leave a request, so it is not `Display` and
    /// stays out of logs.
    #[must_use]
    pub fn expose(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.0)
    }
}

impl FromStr for LinkId {
    type Err = InvalidLinkId;

    fn from_str(raw: &str) -> Result<Self, InvalidLinkId> {
        let mut id = [0; 16];
        match BASE64_URL_SAFE_NO_PAD.decode_slice(raw, &mut id) {
            Ok(16) => Ok(Self(id)),
            _ => Err(InvalidLinkId),
        }
    }
}

impl fmt::Debug for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkId(..)")
    }
}

/// The text is not a [`LinkId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the id of a link is 16 bytes in base64url without padding")]
pub struct InvalidLinkId;

/// What follows from a code for one person: where the two devices meet, and the keys that they seal with what they leave there. HKDF-SHA-256
/// (RFC 5869) of the code, a label and the person's name, so that a code is worth nothing under another name.
pub struct LinkKeys {
    id: LinkId,
    request: Zeroizing<[u8; 32]>,
    answer: Zeroizing<[u8; 32]>,
}

impl LinkKeys {
    /// Those of `code` for a new device of `person`.
    #[must_use]
    pub fn new(code: &LinkCode, person: &Address) -> Self {
        let mut id = [0; 16];
        id.copy_from_slice(&derive(code.as_bytes(), ID, person)[..16]);
        Self {
            id: LinkId(id),
            request: derive(code.as_bytes(), REQUEST, person),
            answer: derive(code.as_bytes(), ANSWER, person),
        }
    }

    /// Where they meet.
    #[must_use]
    pub fn id(&self) -> LinkId {
        self.id
    }

    pub(super) fn seal_request(&self, text: Vec<u8>) -> Vec<u8> {
        self.seal(&self.request, text)
    }

    pub(super) fn open_request(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.open(&self.request, sealed)
    }

    pub(super) fn seal_answer(&self, text: Vec<u8>) -> Vec<u8> {
        self.seal(&self.answer, text)
    }

    pub(super) fn open_answer(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        self.open(&self.answer, sealed)
    }

    fn seal(&self, key: &[u8; 32], text: Vec<u8>) -> Vec<u8> {
        sealed_box::seal(key, &self.id.0, text)
    }

    fn open(&self, key: &[u8; 32], sealed: &[u8]) -> Option<Vec<u8>> {
        if sealed.len() > MAX_LINK_BYTES {
            return None;
        }
        sealed_box::open(key, &self.id.0, sealed)
    }
}

impl fmt::Debug for LinkKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkKeys(..)")
    }
}

fn derive(code: &[u8], label: &str, person: &Address) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let info = format!("{label}, {person}");
    let expanded = Hkdf::<Sha256>::new(None, code).expand(info.as_bytes(), &mut *key);
    debug_assert!(expanded.is_ok(), "one block is asked for");
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(code: u8, person: &str) -> LinkKeys {
        LinkKeys::new(&LinkCode::from_random(&[code; 13]), &person.parse().unwrap())
    }

    #[test]
    fn the_place_is_fixed_and_follows_from_code_and_person() {
        let id = keys(7, "alice@x.org").id();

        assert_eq!(id.expose(), "R2EeIb367ls7Ynd1d7nq5g");
        assert_eq!(id.expose().parse(), Ok(id));
        assert_ne!(keys(8, "alice@x.org").id(), id);
        assert_ne!(keys(7, "alice@y.org").id(), id);
        assert_eq!(format!("{id:?} {:?}", keys(7, "alice@x.org")), "LinkId(..) LinkKeys(..)");
    }

    #[test]
    fn t06_what_was_sealed_by_another_code_changed_or_turned_round_does_not_open() {
        let alice = keys(7, "alice@x.org");
        let sealed = alice.seal_request(b"hello".to_vec());

        assert_eq!(alice.open_request(&sealed).unwrap(), b"hello");
        assert_eq!(alice.open_answer(&sealed), None);
        assert_eq!(keys(8, "alice@x.org").open_request(&sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(alice.open_request(&changed), None, "bit at {at}");
            assert_eq!(alice.open_request(&sealed[..at]), None, "cut at {at}");
        }
    }
}
