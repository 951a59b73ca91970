//! Attacks on keys and signatures: taken for others, weak, or laxly checked.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use std::sync::{Arc, Mutex};

use causerie_session::*;
use curve25519_dalek::{Scalar, constants, edwards::CompressedEdwardsY};
use given::{
    AT, Device,
    beginning::{begin_at, first_message, verified},
    bent::Bent,
    keys::{self, BUNDLE_LABEL, IDENTITY_LABEL, resigned},
    randomness,
};
use rstest::rstest;
use sha2::{Digest, Sha512};

#[test]
fn t01_a_key_is_not_taken_for_one_of_another_kind() {
    let bob = Device::new(b"bob", 2);
    let bytes = bob.bundle().bundle().encode();
    let slots = [keys::VERIFYING, keys::IDENTITY, keys::SIGNED, keys::KEM, keys::ONE_TIME];
    assert!(verified(&bytes).is_some());

    for (a, b) in slots.iter().flat_map(|a| slots.iter().map(move |b| (*a, *b))) {
        let mut swapped = bytes.clone();
        swapped.copy_within(a..a + 32, b);
        swapped[a..a + 32].copy_from_slice(&bytes[b..b + 32]);

        assert_eq!(verified(&swapped).is_some(), a == b, "{a} {b}");
    }
}

#[rstest]
#[case::of_an_identity(IDENTITY_LABEL)]
#[case::of_nothing(b"")]
#[case::of_something_else(b"causerie session v1, pre-key bundlf")]
fn t01_a_statement_is_not_taken_for_a_bundle(#[case] label: &[u8]) {
    let bob = Device::new(b"bob", 2);
    let mut bytes = bob.bundle().bundle().encode();
    let signed = bytes.len() - 64;

    let signature = RustCrypto.sign(&bob.seed, &[label, &bytes[..signed]].concat());
    bytes[signed..].copy_from_slice(&signature);

    let bundle = Bundle::decode(&bytes).unwrap();
    assert_eq!(bundle.verify(&RustCrypto).unwrap_err(), ForgedBundle);
}

#[rstest]
#[case::of_a_bundle(BUNDLE_LABEL)]
#[case::of_nothing(b"")]
fn t01_a_statement_is_not_taken_for_an_identity(#[case] label: &'static [u8]) {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let sign = move |seed: &[u8; 32], message: &[u8]| {
        let statement = message.strip_prefix(IDENTITY_LABEL).unwrap();
        Some(RustCrypto.sign(seed, &[label, statement].concat()))
    };
    let bent = Bent { sign: Some(Box::new(sign)), ..Bent::default() };
    let me = IdentitySecret::generate(&bent, &alice.seed, &randomness(1));

    let first = first_message(&RustCrypto, begin_at(&RustCrypto, &me, b"alice", &bob).unwrap());

    assert_eq!(bob.accept(&alice, &first).unwrap_err(), AcceptError::Forged);
}

#[test]
fn t01_the_certificate_is_of_both_keys() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    // The certificate of another agreement key of the same identity.
    let certificate = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&certificate);
    let sign = move |seed: &[u8; 32], message: &[u8]| {
        let mut kept = kept.lock().unwrap();
        Some(*kept.get_or_insert_with(|| RustCrypto.sign(seed, message)))
    };
    let bent = Bent { sign: Some(Box::new(sign)), ..Bent::default() };
    let certified = IdentitySecret::generate(&bent, &alice.seed, &randomness(2));
    assert_ne!(certified.public(), alice.identity.public());
    let me = IdentitySecret::generate(&bent, &alice.seed, &randomness(1));

    let first = first_message(&RustCrypto, begin_at(&RustCrypto, &me, b"alice", &bob).unwrap());

    assert_eq!(bob.accept(&alice, &first).unwrap_err(), AcceptError::Forged);
}

#[rstest]
#[case::identity(keys::IDENTITY)]
#[case::signed(keys::SIGNED)]
#[case::one_time(keys::ONE_TIME)]
fn t08_t09_a_bundle_with_a_point_of_small_order_begins_nothing(#[case] slot: usize) {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let lax = Bent::without_contribution_check();

    for point in keys::small_order() {
        let bytes = resigned(&bob, bob.bundle().bundle(), slot, &point);
        let bundle = verified(&bytes).unwrap();
        let begin = Initiation {
            me: &alice.identity,
            my_name: b"alice",
            bundle: &bundle,
            their_name: b"bob",
            introduction: b"",
        };

        for provider in [&lax as &dyn Provider, &RustCrypto] {
            let begun = begin.begin(provider, &randomness(4), AT);
            assert_eq!(begun.unwrap_err(), InitiateError::BadKey, "{point:02x?}");
        }
    }
}

#[test]
fn t08_an_ml_kem_key_out_of_range_begins_nothing() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let bytes = resigned(&bob, bob.bundle().bundle(), keys::KEM, &[0xFF; 3]);
    let bundle = verified(&bytes).unwrap();

    let begin = Initiation {
        me: &alice.identity,
        my_name: b"alice",
        bundle: &bundle,
        their_name: b"bob",
        introduction: b"",
    };

    assert_eq!(begin.begin(&RustCrypto, &randomness(4), AT).unwrap_err(), InitiateError::BadKey);
}

#[test]
fn t08_an_ed25519_key_of_small_order_is_no_key() {
    let bob = Device::new(b"bob", 2);

    for point in keys::small_order_edwards() {
        let bytes = resigned(&bob, bob.bundle().bundle(), keys::VERIFYING, &point);

        assert_eq!(VerifyingKey::try_from(point), Err(InvalidKey));
        assert_eq!(Bundle::decode(&bytes), Err(MalformedBundle));
    }
    let no_point = keys::hex("0200000000000000000000000000000000000000000000000000000000000000");
    assert_eq!(VerifyingKey::try_from(no_point), Err(InvalidKey));
}

#[test]
fn t08_t09_an_ephemeral_key_of_small_order_is_refused() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let first =
        first_message(&RustCrypto, begin_at(&RustCrypto, &alice.identity, b"alice", &bob).unwrap());
    let lax = Bent::without_contribution_check();

    for point in keys::small_order() {
        let mut weak = first.clone();
        weak[1..33].copy_from_slice(&point);

        for provider in [&lax as &dyn Provider, &RustCrypto] {
            let opened = FirstMessage::of(&weak).unwrap().open(provider, &bob.pre_keys(true));
            assert_eq!(opened.map(|_| ()).unwrap_err(), AcceptError::WeakKey);
        }
    }
}

#[test]
fn t08_t09_an_initiator_of_small_order_is_refused() {
    let bob = Device::new(b"bob", 2);
    let lax = Bent::without_contribution_check();

    for point in keys::small_order() {
        // Its secret is whatever makes its own side go on.
        let bent = Bent { public_key: Some(Box::new(move |_| Some(point))), ..Bent::default() };
        let mallory = IdentitySecret::generate(&bent, &[66; 32], &randomness(66));
        let session = begin_at(&RustCrypto, &mallory, b"mallory", &bob).unwrap();
        let first = first_message(&RustCrypto, session);

        for provider in [&lax as &dyn Provider, &RustCrypto] {
            let introduced =
                FirstMessage::of(&first).unwrap().open(provider, &bob.pre_keys(true)).unwrap();
            let accepted = introduced.accept(provider, &bob.identity, b"bob", b"mallory", AT);
            assert_eq!(accepted.map(|_| ()).unwrap_err(), AcceptError::WeakKey);
        }
    }
}

#[test]
fn t08_t09_a_first_ratchet_key_of_small_order_is_refused() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let lax = Bent::without_contribution_check();

    for point in keys::small_order() {
        let bent = Bent { public_key: Some(Box::new(move |_| Some(point))), ..Bent::default() };
        let session = begin_at(&RustCrypto, &alice.identity, b"alice", &bob).unwrap();
        let first = first_message(&bent, session);

        for provider in [&lax as &dyn Provider, &RustCrypto] {
            let introduced =
                FirstMessage::of(&first).unwrap().open(provider, &bob.pre_keys(true)).unwrap();
            let accepted = introduced.accept(provider, &bob.identity, b"bob", b"alice", AT);
            let refused = AcceptError::NotOpened(DecryptError::WeakKey);
            assert_eq!(accepted.map(|_| ()).unwrap_err(), refused);
        }
    }
}

#[test]
fn t10_a_signature_that_was_not_made_as_rfc_8032_says_is_refused() {
    let bob = Device::new(b"bob", 2);
    let bytes = bob.bundle().bundle().encode();
    let signed = bytes.len() - 64;
    let with = |r: &[u8; 32], s: &[u8; 32]| [&bytes[..signed], r, s].concat();
    let message = [BUNDLE_LABEL, &bytes[..signed]].concat();
    let r: [u8; 32] = bytes[signed..signed + 32].try_into().unwrap();
    let s: [u8; 32] = bytes[signed + 32..].try_into().unwrap();
    let key = bob.identity.public().verifying_key();
    let expanded: [u8; 64] = Sha512::digest(bob.seed).into();
    let mut clamped: [u8; 32] = expanded[..32].try_into().unwrap();
    clamped[0] &= 0xF8;
    clamped[31] = clamped[31] & 0x3F | 0x40;
    let secret = Scalar::from_bytes_mod_order(clamped);
    let challenge = |r: &[u8; 32]| {
        let hash = Sha512::new().chain_update(r).chain_update(key.as_bytes());
        Scalar::from_bytes_mod_order_wide(&hash.chain_update(&message).finalize().into())
    };
    let forged = |bytes: &[u8]| Bundle::decode(bytes).unwrap().verify(&RustCrypto).unwrap_err();
    assert!(verified(&with(&r, &s)).is_some());

    // s + L: the same signature in other bytes.
    assert_eq!(forged(&with(&r, &plus_order(s))), ForgedBundle);
    for torsion in constants::EIGHT_TORSION {
        // R of small order: whoever knows the key makes one without a nonce.
        let small = torsion.compress().to_bytes();
        let answer = (challenge(&small) * secret).to_bytes();
        assert_eq!(forged(&with(&small, &answer)), ForgedBundle);
        // R of mixed order.
        let mixed = (CompressedEdwardsY(r).decompress().unwrap() + torsion).compress().to_bytes();
        if mixed != r {
            let nonce = Scalar::from_canonical_bytes(s).unwrap() - challenge(&r) * secret;
            let answer = (nonce + challenge(&mixed) * secret).to_bytes();
            assert_eq!(forged(&with(&mixed, &answer)), ForgedBundle);
        }
    }
}

#[test]
fn t16_a_key_is_what_its_place_says_whatever_else_its_bytes_could_be() {
    let mut also_edwards = 0;

    for seed in 0..64 {
        let bob = Device::new(b"bob", seed);
        let bytes = bob.bundle().bundle().encode();
        let key = *bob.identity.public().agreement_key().as_bytes();
        also_edwards += u32::from(VerifyingKey::try_from(key).is_ok());

        let read = Bundle::decode(&bytes).unwrap();
        assert_eq!(*read.identity().agreement_key().as_bytes(), key);
        assert_eq!(read.encode(), bytes);
        assert!(read.verify(&RustCrypto).is_ok());
    }

    assert!(also_edwards > 8, "{also_edwards}");
}

/// `s` plus the order of the group, in little-endian bytes.
fn plus_order(s: [u8; 32]) -> [u8; 32] {
    let order = keys::hex::<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    core::array::from_fn(|at| {
        let sum = u16::from(s[at]) + u16::from(order[at]) + carry;
        carry = sum >> 8;
        sum.to_le_bytes()[0]
    })
}
