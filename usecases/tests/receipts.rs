//! Telling authors what became of what they sent by mail.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::time::Duration;

use causerie_chat::{Cause, DeliveryState, Path, Receipt};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{AllowReceipts, AllowReceiptsError},
    ports::{Cursor, DueReceipts},
};
use given::{address, device, mail::Counter, mailing::bob_is_away, message_id, party::numbers};
use tokio::{sync::Notify, time::timeout};

const BY_MAIL: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

#[tokio::test]
async fn what_was_taken_in_many_goes_is_told_in_one() {
    let (world, alice, bob) = bob_is_away().await;
    for n in 1..=30 {
        alice.tells(n, "bob").await;
        bob.fetches().await;
    }

    bob.tells_receipts("alice").await;

    assert_eq!(world.wire.count(), 1);
    for n in 1..=30 {
        assert_eq!(alice.state(n).await, BY_MAIL);
    }
    assert!(!bob.has_receipts().await);
}

#[tokio::test]
async fn more_than_goes_in_one_receipt_is_told_in_several() {
    let (world, alice, bob) = bob_is_away().await;
    let all = u16::try_from(Receipt::MOST).unwrap() + 3;
    for n in 1..=all {
        alice.says(n, "bob").await;
    }
    while alice.depth().await > 0 {
        alice.delivers("bob").await;
    }
    bob.fetches().await;

    bob.tells_receipts("alice").await;
    assert!(bob.has_receipts().await);
    bob.tells_receipts("alice").await;

    assert!(!bob.has_receipts().await);
    assert_eq!(world.wire.count(), 2);
    for n in 1..=all {
        assert_eq!(alice.state(n).await, BY_MAIL);
    }
}

#[tokio::test]
async fn what_came_directly_needs_no_receipt_until_it_is_read() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    alice.tells(1, "bob").await;
    assert!(!bob.has_receipts().await);

    bob.reads("alice").await;
    bob.tells_receipts("alice").await;

    assert_eq!(alice.state(1).await, DeliveryState::Read);
}

#[tokio::test]
async fn what_was_read_is_told_once_and_only_up_to_where_it_was() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    for n in [1, 2] {
        alice.tells(n, "bob").await;
    }

    bob.reads_up_to("alice", Cursor(Cursor::ORIGIN.0 + 1)).await;
    bob.tells_receipts("alice").await;
    let states = alice.states([1, 2]).await;
    bob.reads_up_to("alice", Cursor(Cursor::ORIGIN.0 + 1)).await;

    let direct = DeliveryState::Delivered(Path::Direct);
    assert_eq!(states, [DeliveryState::Read, direct]);
    assert!(!bob.has_receipts().await);
}

#[tokio::test]
async fn a_receipt_that_is_written_twice_under_one_id_is_one() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    bob.fetches().await;

    for _ in 0..2 {
        bob.writes_receipt("alice", message_id(900)).await;
    }

    bob.delivers("alice").await;
    assert_eq!((world.wire.count(), bob.depth().await), (1, 0));
    assert_eq!(alice.state(1).await, BY_MAIL);
}

#[tokio::test]
async fn a_receipt_goes_by_mail_too_and_is_no_part_of_any_conversation() {
    let (world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    bob.fetches().await;
    world.leaves("alice").await;

    bob.tells_receipts("alice").await;
    alice.fetches().await;

    assert_eq!(alice.state(1).await, BY_MAIL);
    assert_eq!(alice.conversation("bob").await.len(), 1);
    assert_eq!(bob.conversation("alice").await.len(), 1);
    assert!(alice.heard("bob").await.is_empty() && alice.unopened().await.is_empty());
}

#[tokio::test]
async fn t39_there_is_no_receipt_for_a_receipt() {
    let (world, alice, bob) = bob_is_away().await;
    world.leaves("alice").await;
    alice.tells(1, "bob").await;
    bob.fetches().await;
    bob.reads("alice").await;
    bob.tells_receipts("alice").await;

    alice.fetches().await;

    assert_eq!(alice.state(1).await, DeliveryState::Read);
    assert!(!alice.has_receipts().await && !bob.has_receipts().await);
    alice.reads("bob").await;
    assert!(!alice.has_receipts().await);
}

#[tokio::test]
async fn one_who_is_not_to_be_told_hears_neither_delivered_nor_read() {
    let (_world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;
    bob.fetches().await;
    bob.allows_receipts("alice", false).await;
    assert!(!bob.has_receipts().await);

    alice.tells(2, "bob").await;
    bob.fetches().await;
    bob.reads("alice").await;
    bob.tells_receipts("alice").await;

    assert_eq!(bob.heard("alice").await, numbers([1, 2]));
    assert_eq!(alice.states([1, 2]).await, [DeliveryState::Stored, DeliveryState::Stored]);
    bob.allows_receipts("alice", true).await;
    alice.tells(3, "bob").await;
    bob.fetches().await;
    bob.tells_receipts("alice").await;
    assert_eq!(alice.state(3).await, BY_MAIL);
}

#[tokio::test]
async fn one_who_is_not_to_be_told_hears_nevertheless_what_could_not_be_opened() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;
    alice.tells(1, "bob").await;
    bob.tells(1, "alice").await;
    bob.allows_receipts("alice", false).await;
    world.leaves("bob").await;
    world.later(600);
    world.mail.is(Counter::Bent(|envelope| {
        envelope.sealed = vec![0xFF; 9].try_into().unwrap();
    }));
    world.wire.is(given::wire::Weather::Cut);
    alice.tells(2, "bob").await;
    bob.fetches().await;
    world.wire.is(given::wire::Weather::Clear);

    bob.tells_receipts("alice").await;

    assert_eq!(alice.state(2).await, DeliveryState::Stored);
    assert_eq!((alice.depth().await, alice.cause("bob").await), (1, Some(Cause::CANNOT_OPEN)));
}

#[tokio::test]
async fn nothing_is_decided_about_somebody_who_is_not_known() {
    let (world, alice, bob) = bob_is_away().await;

    let command = AllowReceipts { to: address("carol"), allowed: false, at: world.clock.now() };
    let refused = alice.peer.allow_receipts.handle(command).await;

    assert!(matches!(refused, Err(AllowReceiptsError::Unknown)));
    assert!(alice.store.receipts_allowed(&address("carol")).await.unwrap());
    drop(bob);
}

#[tokio::test]
async fn a_receipt_is_written_to_the_device_that_sent_it_and_wakes_the_delivery() {
    let (_world, alice, bob) = bob_is_away().await;
    alice.tells(1, "bob").await;

    bob.fetches().await;
    assert!(rings(&bob.receipts_bell).await && rings(&bob.bell).await);
    assert_eq!(bob.store.due_receipts(true).await.unwrap(), [device("alice")]);
    bob.writes_receipts().await;
    assert!(rings(&bob.bell).await);

    bob.reads("alice").await;
    assert!(rings(&bob.receipts_bell).await);
}

#[tokio::test]
async fn what_comes_directly_wakes_the_delivery_since_it_may_have_brought_something_back() {
    let (world, alice, bob) = bob_is_away().await;
    world.is_at("bob", "127.0.0.1:7600").await;

    alice.tells(1, "bob").await;

    assert!(rings(&bob.bell).await);
}

/// Whether it has rung since it was listened to last.
async fn rings(bell: &Notify) -> bool {
    timeout(Duration::from_millis(50), bell.notified()).await.is_ok()
}
