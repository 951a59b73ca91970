//! The course of an ML-KEM step: when its pieces are sent, and which are listened to.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{
    AT, End, Parties,
    layout::{Layout, put},
};

const WEEK: u64 = 7 * 24 * 60 * 60;
const KEY: u8 = 0b1_0000;
const CIPHERTEXT: u8 = 0b0_1000;

/// Bob, whose turn it is, is to send, and a step is due.
fn due() -> (End, End) {
    let (mut alice, mut bob) = Parties::settled();
    (alice.at, bob.at) = (AT + WEEK, AT + WEEK);
    bob.open(&alice.seal(b"")).unwrap();
    (alice, bob)
}

/// Which of the next messages carry a piece of this kind.
fn carrying(end: &mut End, piece: u8, count: usize) -> Vec<usize> {
    (0..count).filter(|_| end.seal(b"")[0] & piece != 0).collect()
}

fn phase(end: &End) -> u8 {
    let state = end.state();
    state[Layout::of(&state).phase]
}

fn with_epoch(end: &mut End, epoch: u64) {
    let mut state = end.state();
    let at = Layout::of(&state).epoch();
    put(&mut state, at, epoch);
    end.load(&state);
}

#[test]
fn a_key_is_repeated_after_one_two_four_and_eight_messages() {
    let (_, mut bob) = due();

    assert_eq!(carrying(&mut bob, KEY, 20), [0, 1, 2, 4, 8, 16]);
}

#[test]
fn a_ciphertext_is_repeated_in_the_same_way_and_when_a_chain_begins() {
    let (mut alice, mut bob) = due();
    alice.open(&bob.seal(b"")).unwrap();

    let first = carrying(&mut alice, CIPHERTEXT, 20);
    // A new chain, between two of the powers.
    bob.open(&alice.seal(b"")).unwrap();
    bob.load(&{
        // As if Bob had not got it.
        let state = bob.state();
        Layout::of(&state).with_phase(&state, &[&[1][..], &[7; 72]].concat())
    });
    alice.open(&bob.seal(b"")).unwrap();
    let next = carrying(&mut alice, CIPHERTEXT, 3);

    assert_eq!(first, [0, 1, 2, 4, 8, 16]);
    assert_eq!(next, [0]);
}

#[test]
fn a_step_that_began_within_a_chain_is_repeated_from_there() {
    let (_, mut bob) = Parties::settled();
    bob.seal(b"");
    bob.seal(b"");
    bob.at = AT + WEEK;

    assert_eq!(carrying(&mut bob, KEY, 10), [0, 1, 2, 4, 8]);
}

#[test]
fn a_key_of_another_epoch_is_not_answered() {
    let (mut alice, mut bob) = due();
    with_epoch(&mut bob, 2);

    alice.open(&bob.seal(b"")).unwrap();

    assert_eq!(phase(&alice), 0);
    assert_eq!(carrying(&mut alice, CIPHERTEXT, 1), Vec::<usize>::new());
}

#[test]
fn a_ciphertext_of_another_epoch_is_not_taken() {
    let (mut alice, mut bob) = due();
    alice.open(&bob.seal(b"")).unwrap();
    let mut same = alice.copy(9);
    with_epoch(&mut alice, 2);

    let mut other = bob.copy(8);
    bob.open(&alice.seal(b"")).unwrap();
    other.open(&same.seal(b"")).unwrap();

    assert_eq!((phase(&bob), phase(&other)), (1, 4));
}

#[test]
fn a_step_goes_through_its_phases_and_begins_to_count_anew() {
    let (mut alice, mut bob) = due();
    let counts = |end: &End| {
        let state = end.state();
        let layout = Layout::of(&state);
        [layout.sent(), layout.received(), layout.turns()]
            .map(|at| given::layout::number(&state, at))
    };

    alice.open(&bob.seal(b"")).unwrap();
    assert_eq!((phase(&alice), phase(&bob)), (2, 1));
    bob.open(&alice.seal(b"")).unwrap();
    assert_eq!((phase(&alice), phase(&bob)), (3, 4));
    alice.open(&bob.seal(b"")).unwrap();

    assert_eq!((phase(&alice), phase(&bob)), (0, 0));
    assert_eq!((alice.epoch(), bob.epoch()), (1, 1));
    assert_eq!((counts(&alice), counts(&bob)), ([0, 1, 0], [1, 0, 0]));
    // The next is due a week after this one.
    alice.at += WEEK - 1;
    assert_eq!(carrying(&mut alice, KEY, 1), Vec::<usize>::new());
    alice.at += 1;
    assert_eq!(carrying(&mut alice, KEY, 1), [0]);
}

#[test]
fn an_ml_kem_key_out_of_range_is_not_answered() {
    let (mut alice, mut bob) = due();
    alice.open(&bob.seal(b"")).unwrap();
    let state = alice.state();
    alice.load(&Layout::of(&state).with_phase(&state, &[&[2][..], &[0xFF; 1184]].concat()));

    let message = alice.seal(b"text");

    assert_eq!(message[0] & CIPHERTEXT, 0);
    assert_eq!(phase(&alice), 0);
    assert_eq!(bob.open(&message).unwrap(), b"text");
    assert!(matches!(bob.open(&message), Err(DecryptError::AlreadyOpened)));
}

#[test]
fn pieces_in_late_messages_of_the_present_chain_are_listened_to() {
    let (mut alice, mut bob) = due();
    let with_key = bob.seal(b"");
    // Without one.
    bob.seal(b"");
    bob.seal(b"");
    let without = bob.seal(b"");
    assert_eq!((with_key[0] & KEY, without[0] & KEY), (KEY, 0));

    alice.open(&without).unwrap();
    assert_eq!(phase(&alice), 0);
    alice.open(&with_key).unwrap();

    assert_eq!(phase(&alice), 2);
}
