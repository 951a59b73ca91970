//! What is secret is not printed.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{Device, End, Parties, keys::to_hex};

/// Whether any four bytes of the secret stand in the text, as a list of numbers or in hexadecimal.
fn shows(text: &str, secret: &[u8]) -> bool {
    secret.windows(4).any(|bytes| {
        let hex = to_hex(bytes);
        let list: Vec<_> = bytes.iter().map(ToString::to_string).collect();
        text.to_lowercase().contains(&hex) || text.contains(&list.join(", "))
    })
}

#[test]
fn t61_no_secret_is_printed() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let (mut one, _) = Parties::settled();
    one.seal(b"");
    let state = one.state();
    let sessions = Sessions::new(alice.initiate(&bob, &bob.bundle(), 5));
    let all = sessions.encode();
    let random: [u8; 32] = core::array::from_fn(|at| 0xA0 + u8::try_from(at).unwrap());
    let first = End::new(alice.initiate(&bob, &bob.bundle(), 6), 6).seal(b"the first text");
    let introduced =
        FirstMessage::of(&first).unwrap().open(&RustCrypto, &bob.pre_keys(true)).unwrap();
    let bundle = bob.bundle();
    let initiation = Initiation {
        me: &alice.identity,
        my_name: b"alice",
        bundle: &bundle,
        their_name: b"bob",
        introduction: b"",
    };

    let session = one.session.as_ref().unwrap();
    let opened = Opened { session: session.id(), text: b"a text".to_vec() };
    let agreement = alice.identity.agreement_secret();
    let printed = [
        // Behind the version, the flags and the id.
        (format!("{session:?} {session:#?}"), &state[18..]),
        (format!("{sessions:?} {sessions:#?}"), &all[24..]),
        (format!("{:?}", alice.identity), &agreement[..]),
        (format!("{initiation:?}"), &agreement[..]),
        (format!("{:?}", bob.signed), &bob.signed.encode()[4..]),
        (format!("{:?}", bob.one_time), &bob.one_time.encode()[4..]),
        (format!("{:?}", bob.pre_keys(true)), &bob.one_time.encode()[4..]),
        (format!("{:?}", bob.pre_keys(true)), &bob.signed.encode()[4..]),
        (format!("{:?}", Randomness::new(random)), &random[..]),
        (format!("{introduced:?}"), b"hello, I am new here"),
        (format!("{opened:?} {opened:#?}"), b"a text"),
    ];

    for (text, secret) in printed {
        assert!(!text.is_empty() && !shows(&text, secret), "{text}");
    }
    assert!(format!("{session:?}").starts_with("Session"));
    assert!(format!("{sessions:?}").starts_with("Sessions"));
    assert!(format!("{opened:?}").starts_with("Opened"));
    assert!(shows("[1, 2, 3, 4]", &[1, 2, 3, 4]) && shows("x01020304", &[1, 2, 3, 4]));
}

#[test]
fn public_keys_are_printed_by_their_beginning() {
    let key = AgreementKey::from([0xAB; 32]);
    let alice = Device::new(b"alice", 1);
    let verifying = alice.identity.public().verifying_key();
    let start = to_hex(&verifying.as_bytes()[..4]);

    assert_eq!(format!("{key:?}"), "AgreementKey(abababab..)");
    assert_eq!(format!("{verifying:?}"), format!("VerifyingKey({start}..)"));
    assert_eq!(format!("{:?}", EncapsulationKey::from(&[7; 1184])), "EncapsulationKey(..)");
    assert_eq!(
        format!("{:?}", SessionId::from([0xCD; 16])),
        format!("SessionId({})", "cd".repeat(16))
    );
}

#[test]
fn t61_errors_say_what_is_wrong_and_nothing_of_whom() {
    let errors = [
        DecryptError::Malformed.to_string(),
        AcceptError::NotOpened(DecryptError::Damaged).to_string(),
        EncryptError::KemOverdue.to_string(),
        InitiateError::BadKey.to_string(),
        ForgedBundle.to_string(),
    ];

    assert!(errors.iter().all(|error| !error.is_empty() && !error.ends_with('.')));
}

#[test]
fn an_identity_is_made_of_its_secrets_again() {
    let alice = Device::new(b"alice", 1);
    let secret = *alice.identity.agreement_secret();

    let again = IdentitySecret::from_parts(&RustCrypto, &alice.seed, &secret);
    let other = IdentitySecret::from_parts(&RustCrypto, &alice.seed, &[5; 32]);
    let of_seed = IdentitySecret::of_seed(&RustCrypto, &alice.seed);

    assert_eq!(again.public(), alice.identity.public());
    assert_ne!(other.public(), alice.identity.public());
    assert_eq!(of_seed.public().verifying_key(), again.public().verifying_key());
    assert_ne!(of_seed.agreement_secret(), &alice.seed);
}

#[test]
fn what_is_drawn_for_one_purpose_is_not_drawn_for_another() {
    let fork = |purpose: &[u8]| {
        let fork = Randomness::new([7; 32]).fork(&RustCrypto, purpose);
        SignedPreKeys::generate(&RustCrypto, 1, &fork).encode()
    };
    let plain = SignedPreKeys::generate(&RustCrypto, 1, &Randomness::new([7; 32])).encode();

    assert_eq!(fork(b"one"), fork(b"one"));
    assert_ne!(fork(b"one"), fork(b"two"));
    assert_ne!(fork(b""), plain);
    assert_ne!(plain[4..36], plain[36..68]);
}
