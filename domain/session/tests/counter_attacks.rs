//! Attacks on counters: at their end, and of every width.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{
    End, Parties,
    layout::{Layout, put},
};
use rstest::rstest;

/// Refused, and the state is as it was.
fn refuses(end: &mut End, message: &[u8]) -> DecryptError {
    let before = end.state();
    let refused = end.open(message).unwrap_err();
    assert_eq!(end.state(), before);
    refused
}

#[test]
fn t24_a_chain_ends_before_its_counter_does() {
    let (mut alice, mut bob) = Parties::settled();
    bob.open(&alice.seal(b"")).unwrap();
    for end in [&mut alice, &mut bob] {
        let mut state = end.state();
        let layout = Layout::of(&state);
        let next =
            if layout.theirs.is_some() { layout.receiving[0] + 32 } else { layout.sending_next() };
        put(&mut state, next, u64::MAX - 1);
        end.load(&state);
    }

    let last = alice.seal(b"the last");
    let before = alice.state();
    let refused = alice.try_seal(b"one too many");

    assert_eq!(bob.open(&last).unwrap(), b"the last");
    assert_eq!(bob.open(&last).unwrap_err(), DecryptError::AlreadyOpened);
    assert_eq!(refused.unwrap_err(), EncryptError::ChainExhausted);
    assert_eq!(alice.state(), before);
}

#[rstest]
#[case::one_byte_each(7)]
#[case::two(8)]
#[case::two(0xFFFF)]
#[case::four(0x1_0000)]
#[case::four(0xFFFF_FFFF)]
#[case::eight(0x1_0000_0000)]
#[case::eight(u64::MAX - 1)]
fn t24_counters_of_every_width_arrive(#[case] number: u64) {
    let (mut alice, mut bob) = Parties::settled();
    bob.open(&alice.seal(b"")).unwrap();
    let mut state = alice.state();
    let next = Layout::of(&state).sending_next();
    put(&mut state, next, number);
    alice.load(&state);
    let mut state = bob.state();
    let next = Layout::of(&state).receiving[0] + 32;
    put(&mut state, next, number);
    bob.load(&state);

    let message = alice.seal(b"");
    let wide =
        [33, 37, 41, 49][[8, 0x1_0000, 0x1_0000_0000].iter().filter(|it| number >= **it).count()];

    assert_eq!(message.len(), 1 + wide + 32);
    assert!(bob.open(&message).is_ok());
    // The next chain tells how long this one was.
    if number < u64::MAX - 1 {
        alice.open(&bob.seal(b"")).unwrap();
        assert!(bob.open(&alice.seal(b"")).is_ok());
    }
}

#[test]
fn t24_a_chain_that_says_it_has_every_number_is_refused() {
    let (mut alice, mut bob) = Parties::settled();
    let mut state = alice.state();
    let next = Layout::of(&state).sending_next();
    put(&mut state, next, u64::MAX);
    alice.load(&state);
    let mut state = bob.state();
    let next = Layout::of(&state).receiving[0] + 32;
    put(&mut state, next, u64::MAX - 1);
    bob.load(&state);

    let message = alice.seal(b"a new chain");

    assert_eq!(refuses(&mut bob, &message), DecryptError::TooFarAhead);
}

#[test]
fn t24_counters_of_the_ml_kem_ratchet_stop_at_their_end() {
    let (mut alice, mut bob) = Parties::settled();
    for end in [&mut alice, &mut bob] {
        let mut state = end.state();
        let layout = Layout::of(&state);
        for at in [layout.epoch(), layout.sent(), layout.received()] {
            put(&mut state, at, u64::MAX);
        }
        end.load(&state);
    }

    for _ in 0..6 {
        bob.open(&alice.seal(b"a")).unwrap();
        alice.open(&bob.seal(b"b")).unwrap();
    }

    assert_eq!((alice.epoch(), bob.epoch()), (u64::MAX, u64::MAX));
}
