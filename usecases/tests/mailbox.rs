//! Writing to somebody who is away: by way of their mailbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use causerie_chat::{Cause, DeliveryState, Path};
use causerie_usecases::ports::MailNumber;
use given::{mail::Counter, mailing::bob_is_away, party::numbers, wire::Weather};
use rstest::rstest;

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);
const BY_MAIL: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

#[tokio::test]
async fn a_message_to_one_who_is_away_is_stored_and_says_that_it_lies_in_the_mailbox() {
    let (world, alice, bob) = bob_is_away().await;

    alice.tells(1, "bob").await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!(alice.why_cause(1).await, Some(Cause::IN_MAILBOX));
    assert_eq!((alice.depth().await, alice.retry("bob").await), (0, None));
    assert_eq!((world.mail.lying_for("bob").await.len(), bob.heard("alice").await.len()), (1, 0));
}

#[tokio::test]
async fn they_come_back_and_take_it_and_the_receipt_says_delivered_and_then_read() {
    let (_world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;

    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    bob.tells_receipts("alice").await;
    assert_eq!((alice.state(1).await, alice.why(1).await), (BY_MAIL, None));
    bob.reads("alice").await;
    bob.tells_receipts("alice").await;

    assert_eq!(alice.state(1).await, DeliveryState::Read);
    assert_eq!((alice.heard("bob").await, bob.conversation("alice").await.len()), (vec![], 1));
}

#[tokio::test]
async fn while_something_lies_in_the_mailbox_what_follows_goes_there_too_and_then_directly_again() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.later(600);

    alice.tells(2, "bob").await;

    assert_eq!(alice.states([1, 2]).await, [DeliveryState::Stored, DeliveryState::Stored]);
    assert_eq!(world.wire.count(), 0);
    bob.fetches().await;
    bob.tells_receipts("alice").await;
    alice.tells(3, "bob").await;
    assert_eq!(alice.states([1, 2, 3]).await, [BY_MAIL, BY_MAIL, DIRECT]);
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
}

#[rstest]
#[case::was_not_fetched_yet(false)]
#[case::was_fetched_before_it_says_so(true)]
#[tokio::test]
async fn if_the_mailbox_is_out_of_reach_then_all_of_it_goes_directly_in_order_and_is_kept_once(
    #[case] fetched: bool,
) {
    let (world, alice, bob) = bob_is_away().await;
    for n in [1, 2] {
        alice.tells(n, "bob").await;
    }
    if fetched {
        bob.fetches().await;
    }
    world.is_at("bob", "127.0.0.1:7600").await;
    world.mail.is(Counter::Shut);

    alice.tells(3, "bob").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    assert_eq!(alice.states([1, 2, 3]).await, [DIRECT, DIRECT, DIRECT]);
    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2, 3]));
    bob.tells_receipts("alice").await;
    assert_eq!(alice.states([1, 2, 3]).await, [DIRECT, DIRECT, DIRECT]);
    assert!(bob.unopened().await.is_empty());
}

#[tokio::test]
async fn if_neither_way_is_open_it_waits_and_what_lies_in_the_mailbox_stays_stored() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    world.mail.is(Counter::Shut);

    alice.tells(2, "bob").await;

    assert_eq!(alice.states([1, 2]).await, [DeliveryState::Stored, DeliveryState::Queued]);
    assert_eq!(alice.cause("bob").await, Some(Cause::DIRECTORY_UNREACHABLE));
    world.mail.is(Counter::Open);
    alice.delivers("bob").await;
    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
}

#[tokio::test]
async fn more_than_one_delivery_takes_arrives_in_order_however_the_ways_open_and_close() {
    let (world, alice, bob) = bob_is_away().await;
    for n in 1..=40 {
        alice.says(n, "bob").await;
        if n % 5 == 0 {
            world.mail.is(if n % 10 == 0 { Counter::Open } else { Counter::AnswersLost });
        }
        if n == 20 {
            world.is_at("bob", "127.0.0.1:7600").await;
            world.mail.is(Counter::Shut);
        }
        if n == 30 {
            world.leaves("bob").await;
        }
        alice.delivers("bob").await;
    }
    world.mail.is(Counter::Open);
    while alice.depth().await > 0 {
        alice.delivers("bob").await;
    }

    bob.fetches().await;
    bob.tells_receipts("alice").await;

    assert_eq!(bob.heard("alice").await, numbers(1..=40));
    assert!(bob.unopened().await.is_empty());
    for n in 1..=40 {
        assert!(matches!(alice.state(n).await, DeliveryState::Delivered(_)));
    }
}

#[tokio::test]
async fn a_deposit_whose_answer_was_lost_is_made_again_and_lies_there_once() {
    let (world, alice, bob) = bob_is_away().await;
    world.mail.is(Counter::AnswersLost);
    alice.tells(1, "bob").await;
    assert_eq!(alice.state(1).await, DeliveryState::Queued);
    assert_eq!(alice.cause("bob").await, Some(Cause::DIRECTORY_UNREACHABLE));
    world.mail.is(Counter::Open);

    alice.delivers("bob").await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!((world.mail.count(), world.mail.lying_for("bob").await.len()), (2, 1));
    bob.fetches().await;
    assert_eq!(bob.heard("alice").await, numbers([1]));
}

#[tokio::test]
async fn a_deposit_whose_answer_was_lost_and_that_was_fetched_before_it_is_made_again_is_kept_once()
{
    let (world, alice, bob) = bob_is_away().await;
    world.mail.is(Counter::AnswersLost);
    alice.tells(1, "bob").await;
    bob.fetches().await;
    world.mail.is(Counter::Open);

    alice.delivers("bob").await;
    bob.fetches().await;
    bob.tells_receipts("alice").await;

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(alice.state(1).await, BY_MAIL);
}

#[tokio::test]
async fn a_delivery_whose_answer_was_lost_goes_to_the_mailbox_too_and_is_kept_once() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    world.wire.is(Weather::AnswersLost);

    alice.tells(1, "bob").await;

    assert_eq!(alice.state(1).await, DeliveryState::Stored);
    assert_eq!((bob.heard("alice").await, bob.has_receipts().await), (numbers([1]), false));
    bob.fetches().await;
    world.wire.is(Weather::Clear);
    bob.tells_receipts("alice").await;
    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert_eq!(alice.state(1).await, BY_MAIL);
}

#[tokio::test]
async fn the_same_mail_twice_is_kept_once_and_its_receipt_is_sent_again() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    let items = world.mail.lying_for("bob").await;
    bob.takes(items.clone()).await.unwrap();
    world.wire.is(Weather::Cut);
    world.leaves("alice").await;
    world.mail.is(Counter::Shut);
    bob.tells_receipts("alice").await;
    assert!(!bob.has_receipts().await);

    bob.takes(items).await.unwrap();

    assert_eq!(bob.heard("alice").await, numbers([1]));
    assert!(bob.has_receipts().await);
}

#[tokio::test]
async fn t35_mail_stays_until_it_is_acknowledged_however_often_it_is_fetched() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    let items = world.mail.lying_for("bob").await;
    bob.takes(items.clone()).await.unwrap();

    // Bob signs in anew, and again: what he is known by is his device, not his credential.
    assert_eq!(world.mail.lying_for("bob").await, items);
    world.mail.acknowledges("alice", items[0].number).await.unwrap_err();
    world.mail.acknowledges("bob", MailNumber(2)).await.unwrap_err();
    assert_eq!(world.mail.lying_for("bob").await, items);
    world.mail.acknowledges("bob", items[0].number).await.unwrap();

    assert!(world.mail.lying_for("bob").await.is_empty());
}
