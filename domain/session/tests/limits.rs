//! What a session keeps at most, and how large it is.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_session::*;
use given::{
    AT, Device, End, Parties,
    layout::{Layout, put},
};
use rstest::rstest;

const WEEK: u64 = 7 * 24 * 60 * 60;

fn skipped(end: &End) -> usize {
    end.session.as_ref().unwrap().skipped_keys()
}

fn send(end: &mut End, count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|_| end.seal(b"x")).collect()
}

#[test]
fn two_thousand_keys_of_messages_to_come_are_kept_and_the_oldest_go_first() {
    let (mut alice, mut bob) = Parties::settled();
    let sent = send(&mut alice, 2_003);

    bob.open(&sent[1_000]).unwrap();
    bob.open(&sent[2_000]).unwrap();
    assert_eq!(skipped(&bob), 1_999);
    bob.open(&sent[2_002]).unwrap();
    assert_eq!(skipped(&bob), 2_000);
    let next = [alice.seal(b""), alice.seal(b"")];
    bob.open(&next[1]).unwrap();

    assert_eq!(skipped(&bob), 2_000);
    assert_eq!(bob.open(&sent[0]).unwrap_err(), DecryptError::AlreadyOpened);
    assert!(bob.open(&sent[1]).is_ok());
    assert!(bob.open(&sent[1_999]).is_ok());
    assert!(bob.open(&next[0]).is_ok());
}

#[test]
fn the_oldest_keys_of_the_oldest_chain_go_first() {
    let (mut alice, mut bob) = Parties::settled();
    let old = send(&mut alice, 1_501);
    bob.open(&old[1_500]).unwrap();
    alice.open(&bob.seal(b"")).unwrap();

    let new = send(&mut alice, 1_001);
    bob.open(&new[1_000]).unwrap();

    assert_eq!(skipped(&bob), 2_000);
    assert_eq!(bob.open(&old[499]).unwrap_err(), DecryptError::AlreadyOpened);
    assert!(bob.open(&old[500]).is_ok() && bob.open(&new[0]).is_ok());
}

/// Lets the chain go on at another number than it has come to: what is sealed then is damaged, unless it is refused before.
fn at_number(end: &mut End, number: u64) {
    let mut state = end.state();
    let next = Layout::of(&state).sending_next();
    put(&mut state, next, number);
    end.load(&state);
}

#[rstest]
#[case::at_the_bound(25_001, DecryptError::Damaged)]
#[case::beyond_it(25_002, DecryptError::TooFarAhead)]
fn a_chain_goes_25_000_messages_forward_at_once_and_no_more(
    #[case] number: u64,
    #[case] refused: DecryptError,
) {
    let (mut alice, mut bob) = Parties::settled();
    bob.open(&alice.seal(b"")).unwrap();
    at_number(&mut alice, number);
    let before = bob.state();

    let opened = bob.open(&alice.seal(b""));

    assert_eq!(opened.unwrap_err(), refused);
    assert_eq!(bob.state(), before);
}

#[rstest]
#[case::in_a_new_chain(25_000, 0, Err(DecryptError::Damaged))]
#[case::beyond_it(25_001, 0, Err(DecryptError::TooFarAhead))]
#[case::at_the_end_of_the_chain_before(0, 25_001, Ok(2_000))]
#[case::beyond_that(0, 25_002, Err(DecryptError::TooFarAhead))]
fn a_new_chain_is_bound_in_the_same_way(
    #[case] number: u64,
    #[case] previous: u64,
    #[case] kept: Result<usize, DecryptError>,
) {
    let (mut alice, mut bob) = Parties::settled();
    bob.open(&alice.seal(b"")).unwrap();
    alice.open(&bob.seal(b"")).unwrap();
    if previous > 0 {
        at_number(&mut alice, previous);
    }
    let mut message = alice.seal(b"");
    if number > 0 {
        at_number(&mut alice, number);
        message = alice.seal(b"");
    }
    let before = bob.state();

    let opened = bob.open(&message);

    assert_eq!(opened.map(|_| skipped(&bob)), kept);
    assert_eq!(bob.state() == before, kept.is_err());
}

#[test]
fn late_messages_of_the_last_five_chains_are_read() {
    let (mut alice, mut bob) = Parties::settled();
    let mut late = Vec::new();
    for _ in 0..6 {
        late.push(alice.seal(b"late"));
        bob.open(&alice.seal(b"")).unwrap();
        alice.open(&bob.seal(b"")).unwrap();
    }

    let read: Vec<_> = late.iter().map(|message| bob.open(message)).collect();

    assert_eq!(read[0], Err(DecryptError::UnknownSession));
    assert!(read[1..].iter().all(Result::is_ok));
    assert_eq!(bob.state()[Layout::of(&bob.state()).chains], 5);
}

#[test]
fn an_introduction_is_a_kibibyte_at_most() {
    let (alice, bob) = (Device::new(b"alice", 1), Device::new(b"bob", 2));
    let begin = |length: usize| {
        let bundle = bob.bundle();
        let introduction = vec![7; length];
        let initiation = Initiation {
            me: &alice.identity,
            my_name: b"alice",
            bundle: &bundle,
            their_name: b"bob",
            introduction: &introduction,
        };
        initiation.begin(&RustCrypto, &given::randomness(5), AT)
    };

    let mut longest = End::new(begin(1_024).unwrap(), 1);
    let first = longest.seal(b"");
    let introduced = FirstMessage::of(&first).unwrap().open(&RustCrypto, &bob.pre_keys(true));

    assert_eq!(introduced.unwrap().introduction(), [7; 1_024]);
    assert_eq!(begin(1_025).unwrap_err(), InitiateError::TooLong);
    let state = longest.state();
    longest.load(&state);
    assert_eq!(longest.state(), state);
}

#[test]
fn a_session_is_a_kibibyte_at_most_and_45_with_a_thousand_keys() {
    let (mut alice, mut bob) = Parties::settled();
    let mut sizes = Vec::new();
    for _ in 0..12 {
        bob.open(&alice.seal(b"")).unwrap();
        alice.open(&bob.seal(b"")).unwrap();
        sizes.extend([alice.size(), bob.size()]);
    }
    let steady = sizes.iter().max().unwrap();
    let mut steps = Vec::new();
    (alice.at, bob.at) = (AT + WEEK, AT + WEEK);
    for turn in 0..5 {
        let (from, to) =
            if turn % 2 == 0 { (&mut alice, &mut bob) } else { (&mut bob, &mut alice) };
        to.open(&from.seal(b"")).unwrap();
        steps.extend([from.size(), to.size()]);
    }
    alice.open(&bob.seal(b"")).unwrap();
    let sent = send(&mut alice, 1_001);
    let mut full = bob.copy(9);
    full.open(&sent[1_000]).unwrap();
    assert_eq!(skipped(&full), 1_000);

    println!(
        "bytes of a session: {steady}; with 1,000 keys: {}; in an ML-KEM step: {steps:?}",
        full.size()
    );
    assert!(*steady <= 1_024, "{steady}");
    assert!(full.size() <= 45 * 1_024, "{}", full.size());
    assert!(*steps.iter().max().unwrap() <= 3 * 1_024, "{steps:?}");
    assert_eq!((alice.epoch(), bob.epoch()), (1, 1));
}

#[test]
fn a_message_is_at_most_88_bytes_longer_than_its_text_on_average() {
    let (mut alice, mut bob) = Parties::settled();
    let mut overhead = 0;

    for turn in 0..1_000_u32 {
        let (from, to) =
            if turn % 2 == 0 { (&mut alice, &mut bob) } else { (&mut bob, &mut alice) };
        let message = from.seal(b"text");
        overhead += message.len() - 4;
        to.open(&message).unwrap();
    }

    println!("bytes of overhead: {}", overhead / 1_000);
    assert!(overhead <= 88_000, "{overhead}");
    assert!(alice.epoch() >= 8);
}

#[test]
fn a_message_holds_a_mebibyte() {
    assert_eq!(Session::MAX_TEXT_BYTES, 1_048_576);
}
