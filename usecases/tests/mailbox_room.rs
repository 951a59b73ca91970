//! What there is no room for in mailboxes, and what nobody can fetch.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState};
use given::{envelope_id, mail::Counter, mailing::bob_is_away, party::numbers};
use rstest::rstest;

#[tokio::test]
async fn t33_one_with_a_full_mailbox_keeps_nobody_else_waiting() {
    let (world, alice, bob) = bob_is_away().await;
    let carol = world.joins("carol").await;
    world.leaves("carol").await;
    world.mail.has_room_for(1, 1_000);
    for n in [1, 2] {
        alice.tells(n, "bob").await;
    }

    alice.tells(3, "carol").await;

    assert_eq!(alice.cause("bob").await, Some(Cause::MAILBOX_FULL));
    assert_eq!(alice.state(3).await, DeliveryState::Stored);
    carol.fetches().await;
    assert_eq!(carol.heard("alice").await, numbers([3]));
    assert_eq!(world.mail.lying_for("bob").await.len(), 1);
    drop(bob);
}

#[rstest]
#[case::in_the_mailbox(2, 1_000, Cause::MAILBOX_FULL)]
#[case::for_the_depositor(1_000, 2, Cause::TOO_MUCH_WAITING)]
#[tokio::test]
async fn what_there_is_no_room_for_is_held_up_with_that_cause_and_goes_through_when_there_is(
    #[case] per_mailbox: u64,
    #[case] per_depositor: u64,
    #[case] cause: Cause,
) {
    let (world, alice, bob) = bob_is_away().await;
    world.mail.has_room_for(per_mailbox, per_depositor);
    for n in 1..=5 {
        alice.says(n, "bob").await;
    }

    alice.delivers("bob").await;

    let states = alice.states([2, 3]).await;
    assert_eq!(states, [DeliveryState::Stored, DeliveryState::Queued]);
    assert_eq!(alice.why_cause(3).await, Some(cause.clone()));
    world.later(600);
    alice.delivers("bob").await;
    let reason = alice.why(3).await.unwrap();
    assert_eq!((reason.cause, reason.attempts), (cause, 2));
    assert!(reason.next > Some(world.clock.now()));
    for _ in 0..2 {
        bob.fetches().await;
        alice.delivers("bob").await;
    }
    bob.fetches().await;
    assert_eq!((bob.heard("alice").await, alice.depth().await), (numbers(1..=5), 0));
}

#[tokio::test]
async fn a_mailbox_that_takes_little_at_a_time_is_not_written_to_ever_more_seldom() {
    let (world, alice, bob) = bob_is_away().await;
    world.mail.has_room_for(1, 1_000);
    for n in 1..=6 {
        alice.says(n, "bob").await;
    }

    let mut attempts = Vec::new();
    for _ in 1..=5 {
        alice.delivers("bob").await;
        attempts.push(alice.retry("bob").await.unwrap().failures);
        bob.fetches().await;
    }
    alice.delivers("bob").await;

    assert_eq!(attempts, [1; 5]);
    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers(1..=6));
}

#[tokio::test]
async fn a_device_that_is_not_on_record_fails_its_messages_with_that_cause() {
    let (world, alice, _bob) = bob_is_away().await;
    // Its pre-keys were handed out; then it was taken off the record: an envelope for a device nobody knows.
    world.mail.is(Counter::Bent(|envelope| {
        if envelope.id == envelope_id(1, "bob") {
            envelope.recipient = "d9.bob.peers.example.org".parse().unwrap();
        }
    }));
    alice.says(1, "bob").await;

    alice.tells(2, "bob").await;

    let failed = DeliveryState::Failed(Cause::UNKNOWN_DEVICE);
    assert_eq!(alice.states([1, 2]).await, [failed, DeliveryState::Stored]);
    assert_eq!(alice.why_cause(1).await, Some(Cause::UNKNOWN_DEVICE));
    assert_eq!((alice.depth().await, alice.retry("bob").await), (0, None));
}
