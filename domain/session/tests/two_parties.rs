//! Two parties, the plain story.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use given::Parties;

#[test]
fn a_first_message_carries_the_agreement_and_answers_do_not() {
    let (mut alice, mut bob) = Parties::agreed();

    let question = alice.seal(b"who are you?");
    assert_eq!(bob.open(&question).unwrap(), b"who are you?");
    let answer = bob.seal(b"bob");

    assert_eq!(alice.open(&answer).unwrap(), b"bob");
    assert!(question.len() > 1_300, "{}", question.len());
    assert_eq!(answer.len(), 3 + 66);
}

#[test]
fn a_thousand_turns_take_the_kem_ratchet_forward() {
    let (mut alice, mut bob) = Parties::agreed();

    for turn in 0..1_000_u32 {
        let text = turn.to_be_bytes();
        let (from, to) =
            if turn % 2 == 0 { (&mut alice, &mut bob) } else { (&mut bob, &mut alice) };
        let sealed = from.seal(&text);
        assert_eq!(to.open(&sealed).unwrap(), text);
    }

    assert!(alice.epoch() >= 8, "{}", alice.epoch());
    assert_eq!(alice.epoch(), bob.epoch());
}
