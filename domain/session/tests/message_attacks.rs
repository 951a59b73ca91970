//! Attacks on single messages: cut, extended, changed, in the clear, at the end of the counters.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{AT, End, Parties, bent::Bent, every_kind, keys, layout::Layout, randomness};
use rstest::rstest;

/// Refused, and the state is as it was.
fn refuses(end: &mut End, message: &[u8]) -> DecryptError {
    let before = end.state();
    let refused = end.open(message).unwrap_err();
    assert_eq!(end.state(), before);
    refused
}

#[test]
fn t11_t12_a_message_cut_anywhere_is_refused() {
    for (kind, message, mut end) in every_kind() {
        for length in 0..message.len() {
            refuses(&mut end, &message[..length]);
        }

        assert!(end.open(&message).is_ok(), "{kind}");
    }
}

#[test]
fn t11_t12_a_message_whose_tags_are_cut_or_empty_is_refused() {
    for (kind, message, mut end) in every_kind() {
        let header_tag = message.len() - text_of(kind).len() - 32;
        for cut in 1..=16 {
            let without = [&message[..header_tag], &message[header_tag + cut..]].concat();
            refuses(&mut end, &without);
            refuses(&mut end, &message[..message.len() - cut]);
            refuses(&mut end, &[&message[..message.len() - cut], &vec![0; cut]].concat());
        }

        assert!(end.open(&message).is_ok(), "{kind}");
    }
}

fn text_of(kind: &str) -> &'static [u8] {
    match kind {
        "steady" => b"steady",
        "wide" => b"wide",
        "key" => b"with a key",
        "ciphertext" => b"with a ciphertext",
        "mixed" => b"mixed",
        _ => b"second",
    }
}

#[test]
fn t11_a_message_with_more_behind_it_is_refused() {
    for (kind, message, mut end) in every_kind() {
        for more in [1, 16, 1_200] {
            refuses(&mut end, &[&message[..], &vec![0; more]].concat());
            refuses(&mut end, &[&vec![message[0]; more], &message[..]].concat());
        }

        assert!(end.open(&message).is_ok(), "{kind}");
    }
}

#[test]
fn t25_a_message_with_any_bit_changed_gives_no_text() {
    for (kind, message, mut end) in every_kind() {
        // All of a short message, and of a long one every seventh byte and its last hundred.
        let bytes = (0..message.len())
            .filter(|at| message.len() < 200 || at % 7 == 0 || message.len() - at < 100);
        for (byte, bit) in bytes.flat_map(|byte| (0..8).map(move |bit| (byte, bit))) {
            let mut changed = message.clone();
            changed[byte] ^= 1 << bit;

            refuses(&mut end, &changed);
        }

        assert_eq!(end.open(&message).unwrap(), text_of(kind));
    }
}

#[test]
fn t25_parts_of_two_messages_make_no_third() {
    let (mut alice, mut bob) = Parties::settled();
    let (one, two) = (alice.seal(b"one"), alice.seal(b"two"));
    let header = 1 + 33 + 16;

    let mixed = [&one[..header], &two[header..]].concat();

    assert_eq!(refuses(&mut bob, &mixed), DecryptError::UnknownSession);
    assert_eq!(bob.open(&two).unwrap(), b"two");
    assert_eq!(bob.open(&one).unwrap(), b"one");
}

#[test]
fn t25_a_damaged_body_under_a_good_header_is_refused() {
    let (mut alice, mut bob) = Parties::settled();
    let mut message = alice.seal(b"pay 1");
    let body = 1 + 33 + 16;

    message[body + 4] ^= b'1' ^ b'9';

    assert_eq!(refuses(&mut bob, &message), DecryptError::Damaged);
}

#[test]
fn t46_nothing_but_what_was_sealed_is_a_message() {
    let plain =
        b"in the clear, and of some length, so that it could be a message by its size alone: \
        there is a header in it and two tags, for all that its length tells";
    let (mut alice, mut bob) = Parties::settled();
    let sealed = alice.seal(b"sealed");

    for first in 0..=u8::MAX {
        for text in [&plain[..], &[first; 3000], &[], &sealed[1..]] {
            let forged = [&[first], text].concat();
            if forged != sealed {
                refuses(&mut bob, &forged);
            }
        }
    }

    assert_eq!(bob.open(&sealed).unwrap(), b"sealed");
}

#[test]
fn t47_there_is_one_version_and_one_suite() {
    let bob = given::Device::new(b"bob", 2);
    let bundle = bob.bundle().bundle().encode();

    for version in (0..=u8::MAX).filter(|version| *version != 1) {
        let other = [&[version], &bundle[1..]].concat();
        assert_eq!(Bundle::decode(&other), Err(MalformedBundle));
    }
    for kind in (0..=u8::MAX).filter(|kind| *kind != 1) {
        let other = [&bundle[..1], &[kind], &bundle[2..]].concat();
        assert_eq!(Bundle::decode(&other), Err(MalformedBundle));
    }
    for (kind, message, mut end) in every_kind() {
        for version in (0..4).filter(|version| *version != message[0] >> 6) {
            let mut other = message.clone();
            other[0] = message[0] & 0x3F | version << 6;
            assert_eq!(refuses(&mut end, &other), DecryptError::Malformed, "{kind}");
        }
    }
}

#[test]
fn t47_a_bundle_cannot_be_made_one_without_one_time_keys() {
    let bob = given::Device::new(b"bob", 2);
    let bundle = bob.bundle().bundle().encode();
    let signature = &bundle[bundle.len() - 64..];

    let stripped = [&[1, 2], &bundle[2..keys::ONE_TIME_ID], signature].concat();

    let stripped = Bundle::decode(&stripped).unwrap();
    assert_eq!(stripped.one_time(), None);
    assert_eq!(stripped.verify(&RustCrypto).unwrap_err(), ForgedBundle);
}

#[rstest]
#[case::by_a_library_that_does_not_look(true)]
#[case::by_one_that_does(false)]
fn t08_t09_a_ratchet_key_of_small_order_is_refused_in_later_messages(#[case] lax: bool) {
    let provider = if lax { Bent::without_contribution_check() } else { Bent::default() };

    for point in keys::small_order() {
        let (alice, bob) = Parties::settled();
        let bent = Bent { public_key: Some(Box::new(move |_| Some(point))), ..Bent::default() };
        let (_, weak) = alice.session.unwrap().encrypt(&bent, b"", randomness(8), AT);
        let before = bob.state();

        let (session, refused) = bob.session.unwrap().decrypt(&provider, &weak.unwrap(), AT);

        assert_eq!(refused.unwrap_err(), DecryptError::WeakKey);
        assert_eq!(*session.encode(), before);
    }
}

#[rstest]
#[case::by_a_library_that_does_not_look(true)]
#[case::by_one_that_does(false)]
fn t08_t09_nothing_is_sealed_for_a_ratchet_key_of_small_order(#[case] lax: bool) {
    let provider = if lax { Bent::without_contribution_check() } else { Bent::default() };

    for point in keys::small_order() {
        let (mut alice, _) = Parties::settled();
        let mut state = alice.state();
        let theirs = Layout::of(&state).theirs.unwrap();
        state[theirs..theirs + 32].copy_from_slice(&point);
        alice.load(&state);

        let (session, refused) =
            alice.session.take().unwrap().encrypt(&provider, b"", randomness(8), AT);

        assert_eq!(refused.unwrap_err(), EncryptError::WeakKey);
        assert_eq!(*session.encode(), state);
    }
}

#[test]
fn a_text_of_a_mebibyte_is_sealed_and_one_byte_more_is_not() {
    let (mut alice, mut bob) = Parties::settled();
    let text = vec![7; Session::MAX_TEXT_BYTES + 1];

    let longest = alice.seal(&text[1..]);
    let before = alice.state();
    let refused = alice.try_seal(&text);

    assert_eq!(bob.open(&longest).unwrap(), &text[1..]);
    assert_eq!(refused.unwrap_err(), EncryptError::TooLong);
    assert_eq!(alice.state(), before);
}
