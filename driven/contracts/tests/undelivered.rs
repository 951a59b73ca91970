//! Every history tells what has not been delivered.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use causerie_chat::{Cause, DeliveryState, EnvelopeId, Path};
use causerie_contracts::{ALICE, BOB, CAROL, Store, address, at, device, message};
use causerie_usecases::ports::Outcome;
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn what_is_queued_stored_or_failed_is_undelivered_and_nothing_else_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let bob = device("d1", BOB);
    let outcomes = [
        (1, None),
        (2, Some(Outcome::Stored)),
        (3, Some(Outcome::Delivered(Path::Direct))),
        (4, Some(Outcome::Failed(Cause::MALFORMED))),
        (5, Some(Outcome::Delivered(Path::Mailbox))),
    ];
    for (n, outcome) in outcomes {
        let said = message(n, ALICE, BOB, "hello");
        peer.sends(&said, std::slice::from_ref(&bob), 10).await;
        let id = EnvelopeId::of(said.id, &bob);
        let outcomes = outcome.map(|outcome| (id, outcome)).into_iter().collect();
        peer.outbox.settle(&bob, outcomes, at(9)).await.unwrap();
    }
    peer.sends(&message(6, ALICE, CAROL, "hi"), &[device("d1", CAROL)], 10).await;
    peer.hears(&[message(7, BOB, ALICE, "hi")], at(9)).await;

    let told = peer.history.undelivered(&address(BOB).into(), 10).await.unwrap();

    let expected = [
        (message(1, ALICE, BOB, "hello"), DeliveryState::Queued),
        (message(2, ALICE, BOB, "hello"), DeliveryState::Stored),
        (message(4, ALICE, BOB, "hello"), DeliveryState::Failed(Cause::MALFORMED)),
    ];
    let told: Vec<_> = told.into_iter().map(|entry| (entry.message, entry.state)).collect();
    assert_eq!(told, expected);
}

#[rstest]
#[tokio::test]
async fn of_more_than_was_asked_for_the_latest_are_told_oldest_first(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    for n in 1..=5 {
        peer.sends(&message(n, ALICE, BOB, "hello"), &[device("d1", BOB)], 10).await;
    }

    let told = peer.history.undelivered(&address(BOB).into(), 2).await.unwrap();

    let told: Vec<_> = told.into_iter().map(|entry| entry.message).collect();
    assert_eq!(told, [4, 5].map(|n| message(n, ALICE, BOB, "hello")));
    assert_eq!(peer.history.undelivered(&address(CAROL).into(), 2).await.unwrap(), []);
}
