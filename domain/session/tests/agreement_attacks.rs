//! Attacks on the beginning of a session: wrong keys in wrong places, weak keys, lax signatures, replays.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use curve25519_dalek::{Scalar, constants, edwards::CompressedEdwardsY};
use given::{
    AT, Device, End,
    bent::Bent,
    keys::{self, BUNDLE_LABEL, IDENTITY_LABEL, resigned},
    randomness,
};
use rstest::rstest;
use sha2::{Digest, Sha512};

fn verified(bytes: &[u8]) -> Option<VerifiedBundle> {
    Bundle::decode(bytes).ok()?.verify(&RustCrypto).ok()
}

fn begin_at(
    provider: &dyn Provider,
    me: &IdentitySecret,
    name: &[u8],
    bob: &Device,
) -> Result<Session, InitiateError> {
    let bundle = bob.bundle();
    let begin =
        Initiation { me, my_name: name, bundle: &bundle, their_name: b"bob", introduction: b"" };
    begin.begin(provider, &randomness(77), AT)
}

fn first_message(provider: &dyn Provider, session: Session) -> Vec<u8> {
    session.encrypt(provider, b"hi", randomness(78), AT).1.unwrap()
}

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
    let other = |_: &[u8; 32], message: &[u8]| {
        let mut statement = message.to_vec();
        *statement.last_mut().unwrap() ^= 1;
        Some(RustCrypto.sign(&[1; 32], &statement))
    };
    let bent = Bent { sign: Some(Box::new(other)), ..Bent::default() };
    let me = IdentitySecret::generate(&bent, &alice.seed, &randomness(1));

    let first = first_message(&RustCrypto, begin_at(&RustCrypto, &me, b"alice", &bob).unwrap());

    assert_eq!(bob.accept(&alice, &first).unwrap_err(), AcceptError::Forged);
}

/// Who has the public keys and the certificate of `of`, and secrets of its own.
fn pretender(of: &Device) -> IdentitySecret {
    let (public, seed) = (*of.identity.public(), of.seed);
    let bent = Bent {
        public_key: Some(Box::new(move |_| Some(*public.agreement_key().as_bytes()))),
        verifying_key: Some(Box::new(move |_| Some(*public.verifying_key().as_bytes()))),
        sign: Some(Box::new(move |_, message| Some(RustCrypto.sign(&seed, message)))),
        ..Bent::default()
    };
    IdentitySecret::generate(&bent, &[66; 32], &randomness(66))
}

#[test]
fn t03_whoever_shows_the_certificate_of_another_is_not_the_other() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mallory = pretender(&alice);

    let first =
        first_message(&RustCrypto, begin_at(&RustCrypto, &mallory, b"alice", &bob).unwrap());

    let refused = AcceptError::NotOpened(DecryptError::UnknownSession);
    assert_eq!(bob.accept(&alice, &first).unwrap_err(), refused);
}

#[test]
fn t03_the_one_who_began_is_named_by_its_own_keys() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let first =
        first_message(&RustCrypto, begin_at(&RustCrypto, &alice.identity, b"alice", &bob).unwrap());

    let introduced =
        FirstMessage::of(&first).unwrap().open(&RustCrypto, &bob.pre_keys(true)).unwrap();

    assert_eq!(introduced.identity(), alice.identity.public());
    assert_ne!(introduced.identity(), bob.identity.public());
}

#[rstest]
#[case::the_initiator_has_another_name(b"alicf", b"bob", b"alice", b"bob")]
#[case::the_responder_has_another_name(b"alice", b"bob", b"alice", b"bobb")]
#[case::the_names_are_cut_elsewhere(b"aliceb", b"ob", b"alice", b"bob")]
#[case::the_names_are_exchanged(b"bob", b"alice", b"alice", b"bob")]
fn t03_a_session_of_other_names_does_not_open(
    #[case] a_says_a: &[u8],
    #[case] a_says_b: &[u8],
    #[case] b_says_a: &[u8],
    #[case] b_says_b: &[u8],
) {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let bundle = bob.bundle();
    let (me, introduction) = (&alice.identity, b"");
    let initiation =
        Initiation { me, my_name: a_says_a, bundle: &bundle, their_name: a_says_b, introduction };
    let first =
        first_message(&RustCrypto, initiation.begin(&RustCrypto, &randomness(5), AT).unwrap());

    let introduced =
        FirstMessage::of(&first).unwrap().open(&RustCrypto, &bob.pre_keys(true)).unwrap();
    let accepted = introduced.accept(&RustCrypto, &bob.identity, b_says_b, b_says_a, AT);

    let refused = AcceptError::NotOpened(DecryptError::UnknownSession);
    assert_eq!(accepted.map(|_| ()).unwrap_err(), refused);
}

#[test]
fn t03_a_first_message_to_one_identity_does_not_open_as_another() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let carol = Device::new(b"carol", 3);
    let first =
        first_message(&RustCrypto, begin_at(&RustCrypto, &alice.identity, b"alice", &bob).unwrap());

    let introduced =
        FirstMessage::of(&first).unwrap().open(&RustCrypto, &bob.pre_keys(true)).unwrap();
    let accepted = introduced.accept(&RustCrypto, &carol.identity, b"bob", b"alice", AT);

    assert!(matches!(accepted, Err(AcceptError::NotOpened(_))));
    let forged = FirstMessage::of(&first).unwrap().open(&RustCrypto, &carol.pre_keys(true));
    assert_eq!(forged.map(|_| ()).unwrap_err(), AcceptError::Forged);
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
    clamped[0] &= 248;
    clamped[31] = clamped[31] & 63 | 64;
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

#[test]
fn t15_a_replayed_first_message_is_known_by_its_session() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mut a = End::new(alice.initiate(&bob, &bob.last_resort(), 5), 1);
    let (first, second) = (a.seal(b"first"), a.seal(b"second"));
    let (session, _) = bob.accept(&alice, &first).unwrap();
    let sessions = Sessions::new(session);

    let (sessions, again) = sessions.decrypt(&RustCrypto, &first, AT);
    let (_, later) = sessions.decrypt(&RustCrypto, &second, AT);

    let named = FirstMessage::of(&first).unwrap();
    assert_eq!(named.one_time(), None);
    assert_eq!(again.unwrap_err(), DecryptError::AlreadyOpened);
    assert_eq!(later.unwrap().text, b"second");
}

#[test]
fn t15_the_session_of_a_first_message_can_be_looked_up_before_it_is_accepted() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mut a = End::new(alice.initiate(&bob, &bob.last_resort(), 5), 1);
    let (first, second) = (a.seal(b"first"), a.seal(b"second"));
    let other = End::new(alice.initiate(&bob, &bob.last_resort(), 6), 1).seal(b"first");

    let (session, _) = bob.accept(&alice, &first).unwrap();
    let sessions = Sessions::new(session);

    assert!(sessions.has(FirstMessage::of(&first).unwrap().session()));
    assert!(sessions.has(FirstMessage::of(&second).unwrap().session()));
    assert!(!sessions.has(FirstMessage::of(&other).unwrap().session()));
}

#[test]
fn t15_both_sides_know_that_the_key_of_last_resort_was_used() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mut with = End::new(alice.initiate(&bob, &bob.bundle(), 5), 1);
    let mut without = End::new(alice.initiate(&bob, &bob.last_resort(), 6), 1);

    let (accepted_with, _) = bob.accept(&alice, &with.seal(b"")).unwrap();
    let (accepted_without, _) = bob.accept(&alice, &without.seal(b"")).unwrap();

    let again = Session::decode(&accepted_without.encode()).unwrap();
    assert!(!with.session.unwrap().used_last_resort() && !accepted_with.used_last_resort());
    assert!(without.session.unwrap().used_last_resort() && accepted_without.used_last_resort());
    assert!(again.used_last_resort());
}

#[test]
fn t15_without_the_very_pre_keys_it_names_a_first_message_does_not_open() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let one_time = End::new(alice.initiate(&bob, &bob.bundle(), 5), 1).seal(b"");
    let last_resort = End::new(alice.initiate(&bob, &bob.last_resort(), 5), 1).seal(b"");
    let next = SignedPreKeys::generate(&RustCrypto, 2, &randomness(8));
    let another = OneTimePreKeys::generate(&RustCrypto, 8, &randomness(9));
    let open = |message: &[u8], keys: &PreKeys<'_>| {
        FirstMessage::of(message).unwrap().open(&RustCrypto, keys).map(|_| ()).unwrap_err()
    };

    let used_up = open(&one_time, &bob.pre_keys(false));
    let other = open(&one_time, &PreKeys { signed: &bob.signed, one_time: Some(&another) });
    let renewed = open(&one_time, &PreKeys { signed: &next, one_time: Some(&bob.one_time) });
    let too_many = open(&last_resort, &bob.pre_keys(true));

    assert_eq!([used_up, other, renewed, too_many], [AcceptError::OtherPreKeys; 4]);
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

#[test]
fn t23_whoever_has_alices_long_term_keys_cannot_pose_as_bob_to_her() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let agreement = *alice.identity.agreement_secret();
    let bobs = *bob.identity.public().agreement_key().as_bytes();
    // Instead of what Bob's secret would give: what Alice's gives, and everything it gives.
    for guess in [[0; 32], RustCrypto.agree(&agreement, &bobs).unwrap()] {
        let alices_key = *alice.bundle().bundle().encode()[keys::SIGNED..].first_chunk().unwrap();
        let mallory = pretender(&bob);
        let secret = *mallory.agreement_secret();
        let bent = Bent {
            agree: Some(Box::new(move |mine, theirs| {
                (*mine == secret && *theirs == alices_key).then_some(guess)
            })),
            ..Bent::default()
        };
        let bundle = alice.bundle();
        let initiation = Initiation {
            me: &mallory,
            my_name: b"bob",
            bundle: &bundle,
            their_name: b"alice",
            introduction: b"",
        };
        let Ok(session) = initiation.begin(&bent, &randomness(4), AT) else {
            continue;
        };

        let first = first_message(&RustCrypto, session);

        assert!(matches!(alice.accept(&bob, &first), Err(AcceptError::NotOpened(_))));
    }
}

#[test]
fn t23_whoever_has_alices_long_term_keys_cannot_answer_for_bob() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let mallory = Device::new(b"bob", 66);
    let first =
        first_message(&RustCrypto, begin_at(&RustCrypto, &alice.identity, b"alice", &bob).unwrap());

    // A bundle of Bob's identity cannot be made with Alice's key, nor the message be opened with other pre-keys.
    let mut forged = mallory.bundle().bundle().encode();
    let bobs = bob.bundle().bundle().encode();
    forged[keys::VERIFYING..keys::GENERATION]
        .copy_from_slice(&bobs[keys::VERIFYING..keys::GENERATION]);
    let signed = forged.len() - 64;
    let statement = [BUNDLE_LABEL, &forged[..signed]].concat();
    forged[signed..].copy_from_slice(&RustCrypto.sign(&alice.seed, &statement));
    let opened = FirstMessage::of(&first).unwrap().open(&RustCrypto, &mallory.pre_keys(true));

    assert!(verified(&forged).is_none());
    assert_eq!(opened.map(|_| ()).unwrap_err(), AcceptError::Forged);
}

#[test]
fn t23_with_bobs_signed_pre_key_alone_nobody_answers_for_him() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let session = begin_at(&RustCrypto, &alice.identity, b"alice", &bob).unwrap();
    let first = first_message(&RustCrypto, session);
    let mallory = pretender(&bob);

    let introduced =
        FirstMessage::of(&first).unwrap().open(&RustCrypto, &bob.pre_keys(true)).unwrap();
    let accepted = introduced.accept(&RustCrypto, &mallory, b"bob", b"alice", AT);

    assert!(matches!(accepted, Err(AcceptError::NotOpened(_))));
}
