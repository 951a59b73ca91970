//! Attacks on the beginning of a session: somebody else's name, replayed messages, stolen long-term keys.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{
    AT, Device, End,
    beginning::{begin_at, first_message, verified},
    bent::Bent,
    keys::{self, BUNDLE_LABEL},
    randomness,
};
use rstest::rstest;

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
fn t03_a_name_that_contains_keys_is_not_cut_elsewhere() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let (bundle, bobs) = (bob.bundle(), bob.identity.public());
    let keys = [&bobs.verifying_key().as_bytes()[..], bobs.agreement_key().as_bytes()].concat();
    let initiation = Initiation {
        me: &alice.identity,
        my_name: b"alice",
        bundle: &bundle,
        their_name: &[&keys[..], b"bob"].concat(),
        introduction: b"",
    };
    let session = initiation.begin(&RustCrypto, &randomness(5), AT).unwrap();
    let first = first_message(&RustCrypto, session);

    let introduced =
        FirstMessage::of(&first).unwrap().open(&RustCrypto, &bob.pre_keys(true)).unwrap();
    let their_name = [b"alice", &keys[..]].concat();
    let accepted = introduced.accept(&RustCrypto, &bob.identity, b"bob", &their_name, AT);

    assert!(matches!(accepted, Err(AcceptError::NotOpened(_))));
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
