use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::{PresenceState, Timestamp};

fn device(seed: u8) -> DeviceSecret {
    DeviceSecret::from_seed(&[seed; 32])
}

fn between(own: u8, other: u8) -> PresenceKeys {
    PresenceKeys::of(&device(own), &device(other).public())
}

fn shown(state: PresenceState) -> ShownPresence {
    let (since, at) = (Timestamp::from_millis(1_000), Timestamp::from_millis(2_000));
    ShownPresence { state, since, at }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[test]
fn the_bytes_are_fixed() {
    let keys = between(1, 2);

    let sealed = keys.seal(shown(PresenceState::Busy)).unwrap();

    assert_eq!(hex(keys.shown_at().as_bytes()), "abe8ce956dab5d05bdf6a3a47c9926db");
    assert_eq!(
        hex(sealed.as_bytes()),
        "14b38be98b79896e09bc80915322b6f74f4fcd8238c6c07dc364973d950f739eb7bc4e44048e6ec0387bbfcc08b9c1c71b8b9d46019b2c60b257ddb9"
    );
    let text = shown(PresenceState::Busy).encode().unwrap();
    assert_eq!(hex(&text), "0200000000000003e800000000000007d0000000000000000000000000000000");
}

#[rstest]
#[case(PresenceState::Online)]
#[case(PresenceState::Busy)]
#[case(PresenceState::Away)]
fn the_other_device_finds_and_opens_what_is_shown(#[case] state: PresenceState) {
    let (alice, bob) = (between(1, 2), between(2, 1));

    let sealed = alice.seal(shown(state)).unwrap();

    assert_eq!(bob.watched_at(), alice.shown_at());
    assert_eq!(bob.open(&sealed), Some(shown(state)));
}

#[test]
fn nobody_else_opens_it_and_each_direction_is_another() {
    let (alice, bob, carol) = (between(1, 2), between(2, 1), between(3, 1));

    let sealed = alice.seal(shown(PresenceState::Online)).unwrap();

    assert_eq!(carol.open(&sealed), None);
    assert_eq!(alice.open(&sealed), None);
    let marks = [alice.shown_at(), bob.shown_at(), carol.shown_at(), carol.watched_at()];
    assert!((0..4).all(|one| (0..one).all(|other| marks[one] != marks[other])));
}

#[test]
fn who_is_offline_shows_nothing() {
    assert_eq!(between(1, 2).seal(shown(PresenceState::Offline)), None);
}

#[test]
fn t12_whatever_bit_is_changed_it_does_not_open() {
    let bob = between(2, 1);
    let sealed = *between(1, 2).seal(shown(PresenceState::Away)).unwrap().as_bytes();

    for bit in 0..SealedPresence::BYTES * 8 {
        let mut bent = sealed;
        bent[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(bob.open(&SealedPresence::of(bent)), None);
    }
}

#[test]
fn two_contents_never_have_one_nonce() {
    let keys = between(1, 2);
    let nonce = |shown| keys.seal(shown).unwrap().as_bytes()[..12].to_vec();
    let first = shown(PresenceState::Online);

    let later = ShownPresence { at: Timestamp::from_millis(2_001), ..first };
    let busy = ShownPresence { state: PresenceState::Busy, ..first };

    assert_ne!(nonce(first), nonce(later));
    assert_ne!(nonce(first), nonce(busy));
    assert_ne!(nonce(first), between(2, 1).seal(first).unwrap().as_bytes()[..12].to_vec());
}

#[test]
fn t61_neither_keys_nor_what_they_seal_print() {
    let keys = between(1, 2);
    let sealed = keys.seal(shown(PresenceState::Online)).unwrap();

    let printed = format!("{keys:?} {sealed:?} {:?}", keys.shown_at());

    assert_eq!(printed, "PresenceKeys(..) SealedPresence(..) PresenceMark(..)");
}

proptest! {
    #[test]
    fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        if let Ok(sealed) = SealedPresence::try_from(bytes.as_slice()) {
            prop_assert_eq!(between(1, 2).open(&sealed), None);
        } else {
            prop_assert_ne!(bytes.len(), SealedPresence::BYTES);
        }
    }

    #[test]
    fn t63_whatever_was_sealed_is_read(bytes in any::<[u8; 32]>()) {
        let read = ShownPresence::decode(&bytes);

        prop_assert_eq!(read.encode().map(|bytes| ShownPresence::decode(&bytes)), Some(read));
    }
}
