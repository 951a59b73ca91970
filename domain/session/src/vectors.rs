//! The test vectors of `docs/protocol.md`: made by this code, and read back by it.
//!
//! `CAUSERIE_WRITE_VECTORS=1 cargo test -p causerie-session vectors` writes them anew; a change of them is a change of the
//! protocol.

use std::{env, fs};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    FirstMessage, IdentitySecret, Initiation, OneTimePreKeys, PreKeys, Randomness, RustCrypto,
    Session, SignedPreKeys,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors.json");
const AT: u64 = 1_800_000_000;
const P: &RustCrypto = &RustCrypto;

fn hex(bytes: impl AsRef<[u8]>) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap();
    bytes.as_ref().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap();
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect()
}

fn random(n: u8) -> Randomness {
    Randomness::new([n; 32])
}

struct Bob {
    identity: IdentitySecret,
    signed: SignedPreKeys,
    one_time: OneTimePreKeys,
}

fn bob() -> Bob {
    Bob {
        identity: IdentitySecret::of_seed(P, &[0xB0; 32]),
        signed: SignedPreKeys::generate(P, 3, &random(0xB1)),
        one_time: OneTimePreKeys::generate(P, 7, &random(0xB2)),
    }
}

fn begin(bob: &Bob, last_resort: bool) -> Session {
    let bundle = if last_resort {
        bob.signed.last_resort(P, &bob.identity)
    } else {
        bob.signed.with(P, &bob.identity, &bob.one_time)
    };
    let alice = IdentitySecret::of_seed(P, &[0xA0; 32]);
    let initiation = Initiation {
        me: &alice,
        my_name: b"alice",
        bundle: &bundle.verify(P).unwrap(),
        their_name: b"bob",
        introduction: b"it is me",
    };
    initiation.begin(P, &random(0xA1), AT).unwrap()
}

/// Both kinds of bundle, what they lead to, and the first messages of a conversation.
fn agreements() -> Vec<Value> {
    [false, true].map(|last_resort| agreement(&bob(), last_resort)).into()
}

fn agreement(bob: &Bob, last_resort: bool) -> Value {
    let session = begin(bob, last_resort);
    let bundle = if last_resort {
        bob.signed.last_resort(P, &bob.identity)
    } else {
        bob.signed.with(P, &bob.identity, &bob.one_time)
    };
    let start = json!({
        "root_key": hex(session.root.expose()),
        "header_key_of_initiator": hex(session.next_header_sending.expose()),
        "header_key_of_responder": hex(session.next_header_receiving.expose()),
        "parties": hex(session.associated),
        "session_id": hex(session.id().as_bytes()),
        "agreement": hex(session.agreement.as_ref().unwrap()),
    });
    let (alice, first) = session.encrypt(P, b"first", random(1), AT);
    let (alice, second) = alice.encrypt(P, b"second", random(2), AT);
    let (first, second) = (first.unwrap(), second.unwrap());
    let one_time = (!last_resort).then_some(&bob.one_time);
    let keys = PreKeys { signed: &bob.signed, one_time };
    let introduced = FirstMessage::of(&first).unwrap().open(P, &keys).unwrap();
    let (bobs, _) = introduced.accept(P, &bob.identity, b"bob", b"alice", AT).unwrap();
    let (_, answer) = bobs.encrypt(P, b"answer", random(3), AT);
    let answer = answer.unwrap();
    let (alice, _) = alice.decrypt(P, &answer, AT);
    let (_, third) = alice.encrypt(P, b"third", random(4), AT);
    let message = |from: &str, text: &[u8], randomness: u8, message: &[u8]| {
        json!({
            "from": from, "text": hex(text), "randomness": hex([randomness; 32]),
            "message": hex(message),
        })
    };
    json!({
        "kind": if last_resort { 2 } else { 1 },
        "bundle": hex(bundle.encode()),
        "start": start,
        "messages": [
            message("alice", b"first", 1, &first),
            message("alice", b"second", 2, &second),
            message("bob", b"answer", 3, &answer),
            message("alice", b"third", 4, &third.unwrap()),
        ],
    })
}

/// 200 turns: the hash of each message that carries a piece of the ML-KEM ratchet, and of all together.
fn long_conversation() -> Value {
    let bob = bob();
    let (mut alice, first) = begin(&bob, false).encrypt(P, b"0", random(0), AT);
    let first = first.unwrap();
    let keys = PreKeys { signed: &bob.signed, one_time: Some(&bob.one_time) };
    let introduced = FirstMessage::of(&first).unwrap().open(P, &keys).unwrap();
    let (mut bobs, _) = introduced.accept(P, &bob.identity, b"bob", b"alice", AT).unwrap();
    let mut all = Sha256::new_with_prefix(&first);
    let mut pieces = Vec::new();
    for turn in 1..=200_u8 {
        let (mut from, mut to) = if turn % 2 == 1 { (bobs, alice) } else { (alice, bobs) };
        let sealed;
        (from, sealed) = from.encrypt(P, &[turn], random(turn), AT);
        let sealed = sealed.unwrap();
        let opened;
        (to, opened) = to.decrypt(P, &sealed, AT);
        assert_eq!(opened.unwrap(), [turn]);
        all.update(&sealed);
        if sealed.len() > 1_000 {
            pieces.push(json!({ "turn": turn, "sha256": hex(Sha256::digest(&sealed)) }));
        }
        (alice, bobs) = if turn % 2 == 1 { (to, from) } else { (from, to) };
    }
    json!({
        "turns": 200, "pieces": pieces, "sha256_of_all": hex(all.finalize()),
        "epoch_of_alice": alice.post_quantum_epoch(), "epoch_of_bob": bobs.post_quantum_epoch(),
    })
}

fn made() -> Value {
    json!({
        "about": "Vectors of docs/protocol.md. Bytes in hex; Randomness values are one byte 32 times.",
        "at": AT,
        "alice": { "ed25519_seed": hex([0xA0; 32]), "name": hex("alice"), "introduction": hex("it is me"),
                   "randomness_of_the_agreement": hex([0xA1; 32]) },
        "bob": { "ed25519_seed": hex([0xB0; 32]), "name": hex("bob"), "generation": 3,
                 "randomness_of_signed_pre_keys": hex([0xB1; 32]), "one_time_number": 7,
                 "randomness_of_one_time_pre_keys": hex([0xB2; 32]) },
        "agreements": agreements(),
        "long_conversation": long_conversation(),
    })
}

#[test]
fn the_vectors_are_what_this_code_makes() {
    let made = made();
    if env::var_os("CAUSERIE_WRITE_VECTORS").is_some() {
        fs::write(FILE, serde_json::to_string_pretty(&made).unwrap() + "\n").unwrap();
    }

    let kept: Value = serde_json::from_str(&fs::read_to_string(FILE).unwrap()).unwrap();

    assert_eq!(kept, made);
}

#[test]
fn the_messages_of_the_vectors_are_read_in_any_order() {
    let kept: Value = serde_json::from_str(&fs::read_to_string(FILE).unwrap()).unwrap();
    for agreement in kept["agreements"].as_array().unwrap() {
        let bob = bob();
        let one_time = (agreement["kind"] == 1).then_some(&bob.one_time);
        let [first, second] = [0, 1].map(|at| unhex(&agreement["messages"][at]["message"]));
        let keys = PreKeys { signed: &bob.signed, one_time };

        let introduced = FirstMessage::of(&second).unwrap().open(P, &keys).unwrap();
        let (session, text) = introduced.accept(P, &bob.identity, b"bob", b"alice", AT).unwrap();
        let (session, late) = session.decrypt(P, &first, AT);

        assert_eq!((text.as_slice(), late.unwrap().as_slice()), (&b"second"[..], &b"first"[..]));
        assert_eq!(hex(session.id().as_bytes()), agreement["start"]["session_id"]);
    }
}
