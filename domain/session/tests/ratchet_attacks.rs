//! Attacks on the course of a session: stripped, dropped and forged ML-KEM steps.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{
    AT, End, Parties, every_kind,
    layout::{Layout, number, put},
};
use rstest::rstest;

const WEEK: u64 = 7 * 24 * 60 * 60;
const MAX_TURNS: u64 = 200;

/// Lets the end believe something else of its ML-KEM ratchet.
fn bend(end: &mut End, change: impl Fn(&mut Vec<u8>, Layout)) {
    let mut state = end.state();
    let layout = Layout::of(&state);
    change(&mut state, layout);
    end.load(&state);
}

fn turn(from: &mut End, to: &mut End) {
    to.open(&from.seal(b"")).unwrap();
}

#[test]
fn t19_no_bit_of_the_first_byte_can_be_changed() {
    for (kind, message, mut end) in every_kind() {
        let before = end.state();
        for first in (0..=u8::MAX).filter(|first| *first != message[0]) {
            let changed = [&[first], &message[1..]].concat();

            assert!(end.open(&changed).is_err(), "{kind} {first:08b}");
            assert_eq!(end.state(), before);
        }
        assert!(end.open(&message).is_ok());
    }
}

#[test]
fn t19_a_piece_cannot_be_cut_out_of_a_message() {
    for (kind, message, mut end) in every_kind() {
        let piece = match message[0] & 0b1_1000 {
            0b1_0000 => 1 + 1184,
            0b0_1000 => 1 + 1088,
            _ => continue,
        };
        let first = message[0] & !0b1_1000;
        let stripped = [&[first], &message[1..34], &message[34 + piece..]].concat();

        assert_eq!(end.open(&stripped).unwrap_err(), DecryptError::UnknownSession, "{kind}");
        assert!(end.open(&message).is_ok());
    }
}

/// Goes to and fro until somebody refuses; how many turns it took since the last step, and who refused.
fn until_refused(
    alice: &mut End,
    bob: &mut End,
    before_bob_sends: impl Fn(&mut End),
) -> (u64, Result<DecryptError, EncryptError>) {
    for turns in 0.. {
        let alices = turns % 2 == 0;
        let (from, to) = if alices { (&mut *alice, &mut *bob) } else { (&mut *bob, &mut *alice) };
        if !alices {
            before_bob_sends(from);
        }
        let sealed = match from.try_seal(b"") {
            Ok(sealed) => sealed,
            Err(refused) => return (turns, Err(refused)),
        };
        if let Err(refused) = to.open(&sealed) {
            return (turns, Ok(refused));
        }
    }
    unreachable!()
}

#[test]
fn t19_a_peer_that_never_offers_is_refused() {
    let (mut alice, mut bob) = Parties::settled();
    let start = number(&alice.state(), Layout::of(&alice.state()).turns());

    let (turns, refused) = until_refused(&mut alice, &mut bob, |bob| {
        bend(bob, |state, layout| {
            put(state, layout.sent(), 0);
            put(state, layout.received(), 0);
            put(state, layout.turns(), 0);
        });
    });

    assert_eq!(turns + start, MAX_TURNS);
    assert!(matches!(refused, Err(EncryptError::KemOverdue) | Ok(DecryptError::KemOverdue)));
    assert_eq!(alice.epoch(), 0);
}

#[test]
fn t19_a_peer_that_never_answers_is_refused() {
    // It is the responder's turn to offer: so the two change places.
    let (mut bob, mut alice) = Parties::settled();
    turn(&mut bob, &mut alice);
    let start = number(&alice.state(), Layout::of(&alice.state()).turns());

    let (turns, refused) = until_refused(&mut alice, &mut bob, |bob| {
        bend(bob, |state, layout| {
            put(state, layout.turns(), 0);
            *state = layout.with_phase(state, &[0]);
        });
    });

    assert_eq!(turns + start, MAX_TURNS);
    assert!(matches!(refused, Err(EncryptError::KemOverdue) | Ok(DecryptError::KemOverdue)));
    assert_eq!(alice.epoch(), 0);
}

#[rstest]
#[case::the_last_chain(MAX_TURNS - 1, None)]
#[case::one_more(MAX_TURNS, Some((EncryptError::KemOverdue, DecryptError::KemOverdue)))]
fn t19_the_bound_holds_in_both_directions(
    #[case] turns: u64,
    #[case] refused: Option<(EncryptError, DecryptError)>,
) {
    let (mut alice, mut bob) = Parties::settled();
    let (mut other_alice, mut other_bob) = (alice.copy(7), bob.copy(8));
    let with_turns = |end: &mut End| bend(end, |state, layout| put(state, layout.turns(), turns));

    with_turns(&mut alice);
    let sent = alice.try_seal(b"");
    with_turns(&mut other_bob);
    let before = other_bob.state();
    let received = other_bob.open(&other_alice.seal(b""));

    assert_eq!(sent.as_ref().err().copied(), refused.map(|it| it.0));
    assert_eq!(received.err(), refused.map(|it| it.1));
    assert_eq!(other_bob.state() == before, refused.is_some());
    bob.open(&sent.unwrap_or_else(|_| other_alice.seal(b""))).unwrap();
}

#[test]
fn t19_a_session_whose_large_messages_are_kept_from_arriving_comes_to_a_stop() {
    let (mut alice, mut bob) = Parties::settled();

    let stopped = (0..1_000).find_map(|turn| {
        let (from, to) =
            if turn % 2 == 0 { (&mut alice, &mut bob) } else { (&mut bob, &mut alice) };
        for _ in 0..8 {
            match from.try_seal(b"") {
                Ok(message) if message.len() < 1_000 => to.open(&message).ok(),
                Ok(_) => continue,
                Err(refused) => return Some((turn, refused)),
            };
        }
        None
    });

    let (turn, refused) = stopped.unwrap();
    assert_eq!(refused, EncryptError::KemOverdue);
    assert!(turn < MAX_TURNS, "{turn}");
    assert_eq!((alice.epoch(), bob.epoch()), (0, 0));
}

#[test]
fn t19_a_step_that_was_not_agreed_on_is_refused() {
    let (mut alice, mut bob) = Parties::settled();
    let ready = [&[4][..], &[0x5A; 32]].concat();
    bend(&mut alice, |state, layout| *state = layout.with_phase(state, &ready));
    let before = bob.state();

    let claimed = alice.seal(b"");

    assert_eq!(bob.open(&claimed).unwrap_err(), DecryptError::UnexpectedKem);
    assert_eq!(bob.state(), before);
}

#[test]
fn t19_a_step_with_another_secret_than_was_agreed_on_is_refused() {
    let (mut alice, mut bob) = Parties::settled();
    (alice.at, bob.at) = (AT + WEEK, AT + WEEK);
    turn(&mut alice, &mut bob);
    turn(&mut bob, &mut alice);
    turn(&mut alice, &mut bob);
    let ready = [&[4][..], &[0x5A; 32]].concat();
    let (mut honest, before) = (bob.copy(9), alice.state());
    bend(&mut bob, |state, layout| *state = layout.with_phase(state, &ready));

    let forged = bob.seal(b"");

    assert!(alice.open(&forged).is_err());
    assert_eq!(alice.state(), before);
    assert!(alice.open(&honest.seal(b"")).is_ok());
    assert_eq!((alice.epoch(), honest.epoch()), (1, 1));
}

#[test]
fn t19_a_step_is_due_after_fifty_messages_or_seven_days_and_not_before() {
    let offers = |messages: u64, seconds: u64| {
        let (mut alice, mut bob) = Parties::settled();
        // Bob, whose turn it is, has received one message and sent one.
        for _ in 1..messages {
            turn(&mut alice, &mut bob);
        }
        bob.at = AT + seconds;
        bob.seal(b"").len() > 1_000
    };

    assert_eq!([offers(49, 0), offers(50, 0)], [false, true]);
    assert_eq!([offers(2, WEEK - 1), offers(2, WEEK)], [false, true]);
}

#[test]
fn t19_each_side_begins_every_other_step() {
    let (mut alice, mut bob) = Parties::settled();
    let mut offered = Vec::new();

    for week in 1..=5 {
        (alice.at, bob.at) = (AT + week * WEEK, AT + week * WEEK);
        for turn in 0..4 {
            let (from, to) =
                if turn % 2 == 0 { (&mut alice, &mut bob) } else { (&mut bob, &mut alice) };
            let message = from.seal(b"");
            if message[0] & 0b1_0000 != 0 {
                offered.push(turn % 2);
            }
            to.open(&message).unwrap();
        }
    }

    assert!(offered.windows(2).all(|pair| pair[0] != pair[1]), "{offered:?}");
    assert_eq!(offered[0], 1);
    assert!(alice.epoch() >= 3);
}
