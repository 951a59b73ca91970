//! Every outbox keeps a message once, moves it forward only, and tells its state.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{
    Cause, DeliveryState, DeviceAddress, EnvelopeId, Message, Path, Text, Timestamp,
};
use causerie_contracts::{
    ALICE, BOB, CAROL, Filled, PeerStore, Store, address, addressed, at, device, message, outgoing,
};
use causerie_usecases::ports::{NotQueued, Outcome, Waiting};
use rstest::rstest;

const DELIVERED: Outcome = Outcome::Delivered(Path::Direct);
const REFUSED: Outcome = Outcome::Failed(Cause::MALFORMED);

#[rstest]
#[tokio::test]
async fn a_queued_message_waits_for_each_device(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");

    queue(&peer, &hello, &["d1", "d2"]).await;

    for id in ["d1", "d2"] {
        let waiting = peer.pending.waiting(&device(id, BOB), false, 10, 1_000).await.unwrap();
        assert_eq!(waiting.sealed, [outgoing(&hello, &device(id, BOB), 10)]);
    }
    assert_eq!(state(&peer, &hello).await, (DeliveryState::Queued, hello.sent_at));
}

#[rstest]
#[tokio::test]
async fn the_same_message_again_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");
    queue(&peer, &hello, &["d1"]).await;

    // The same command again is carried out later, and may find other devices.
    let again = Message { sent_at: at(500), ..hello.clone() };
    queue(&peer, &hello, &["d1"]).await;
    queue(&peer, &again, &["d1", "d2"]).await;

    let one = Waiting { envelopes: 1, devices: 1 };
    assert_eq!(peer.pending.depth().await.unwrap(), one);
    assert_eq!(state(&peer, &hello).await, (DeliveryState::Queued, hello.sent_at));
}

#[rstest]
#[tokio::test]
async fn the_same_message_again_after_its_delivery_is_not_delivered_twice(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");
    queue(&peer, &hello, &["d1"]).await;
    settle(&peer, &hello, "d1", DELIVERED, at(9)).await;

    queue(&peer, &hello, &["d1"]).await;

    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 0, devices: 0 });
    assert_eq!(state(&peer, &hello).await, (DeliveryState::Delivered(Path::Direct), at(9)));
}

#[rstest]
#[case::other_words(message(1, ALICE, BOB, "goodbye"))]
#[case::to_another(message(1, ALICE, CAROL, "hello"))]
#[tokio::test]
async fn a_different_message_with_that_id_is_refused_and_leaves_no_trace(
    #[case] other: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");
    queue(&peer, &hello, &["d1"]).await;

    let to = DeviceAddress {
        person: other.recipient.person().unwrap().clone(),
        device: "d9".parse().unwrap(),
    };
    let envelopes = vec![addressed(&other, &to)];
    let refused = peer.outbox.enqueue(&other, envelopes, Arc::new(Filled(10))).await;

    assert!(matches!(refused, Err(NotQueued::IdInUse)));
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
    let kept = peer.history.message(&hello.author, hello.id).await.unwrap().unwrap();
    assert_eq!(kept.message, hello);
}

#[rstest]
#[tokio::test]
async fn a_delivered_envelope_waits_no_more_and_its_message_is_delivered(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (one, two) = (message(1, ALICE, BOB, "one"), message(2, ALICE, BOB, "two"));
    queue(&peer, &one, &["d1"]).await;
    queue(&peer, &two, &["d1"]).await;

    settle(&peer, &one, "d1", DELIVERED, at(9)).await;

    let waiting = peer.pending.waiting(&device("d1", BOB), false, 10, 1_000).await.unwrap();
    assert_eq!(waiting.sealed, [outgoing(&two, &device("d1", BOB), 10)]);
    assert_eq!(state(&peer, &one).await, (DeliveryState::Delivered(Path::Direct), at(9)));
    assert_eq!(state(&peer, &two).await, (DeliveryState::Queued, two.sent_at));
}

#[rstest]
#[case::the_only_one_refused(&[("d1", REFUSED)], DeliveryState::Failed(Cause::MALFORMED), 1)]
#[case::one_of_two_refused(&[("d1", REFUSED)], DeliveryState::Queued, 2)]
#[case::both_refused(&[("d2", REFUSED), ("d1", REFUSED)], DeliveryState::Failed(Cause::MALFORMED), 2)]
#[case::one_of_two_delivered(&[("d2", DELIVERED)], DeliveryState::Delivered(Path::Direct), 2)]
#[case::refused_then_delivered(&[("d1", REFUSED), ("d2", DELIVERED)], DeliveryState::Delivered(Path::Direct), 2)]
#[case::delivered_then_refused(&[("d1", DELIVERED), ("d2", REFUSED)], DeliveryState::Delivered(Path::Direct), 2)]
#[case::the_first_failure_settled_again(&[("d1", REFUSED), ("d1", REFUSED)], DeliveryState::Queued, 2)]
#[tokio::test]
async fn a_message_is_delivered_by_its_first_envelope_and_fails_with_its_last(
    #[case] outcomes: &[(&str, Outcome)],
    #[case] expected: DeliveryState,
    #[case] devices: usize,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");
    queue(&peer, &hello, &["d1", "d2"][..devices]).await;

    for (to, outcome) in outcomes {
        settle(&peer, &hello, to, outcome.clone(), at(9)).await;
    }

    let since = if expected == DeliveryState::Queued { hello.sent_at } else { at(9) };
    assert_eq!(state(&peer, &hello).await, (expected, since));
}

#[rstest]
#[tokio::test]
async fn news_that_comes_again_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");
    queue(&peer, &hello, &["d1", "d2"]).await;

    settle(&peer, &hello, "d1", DELIVERED, at(9)).await;
    settle(&peer, &hello, "d1", REFUSED, at(10)).await;
    settle(&peer, &hello, "d2", DELIVERED, at(11)).await;

    assert_eq!(state(&peer, &hello).await, (DeliveryState::Delivered(Path::Direct), at(9)));
}

#[rstest]
#[case::nobody_knows(EnvelopeId::of(message(5, ALICE, BOB, "?").id, &device("d1", BOB)))]
#[case::of_another_device(EnvelopeId::of(message(1, ALICE, BOB, "hello").id, &device("d1", BOB)))]
#[tokio::test]
async fn t51_an_id_that_the_device_has_nothing_of_changes_nothing(
    #[case] id: EnvelopeId,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let hello = message(1, ALICE, BOB, "hello");
    let (to_carol, carol) = (message(2, ALICE, CAROL, "hello"), device("d1", CAROL));
    queue(&peer, &hello, &["d1"]).await;
    peer.sends(&to_carol, std::slice::from_ref(&carol), 10).await;

    for to in [&carol, &device("d2", CAROL)] {
        peer.outbox.settle(to, vec![(id, DELIVERED)], at(9)).await.unwrap();
    }

    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 2, devices: 2 });
    assert_eq!(state(&peer, &hello).await, (DeliveryState::Queued, hello.sent_at));
}

#[rstest]
#[tokio::test]
async fn several_envelopes_are_settled_each_in_its_way(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let said: Vec<_> = (1..=3).map(|n| message(n, ALICE, BOB, "hello")).collect();
    for message in &said {
        queue(&peer, message, &["d1"]).await;
    }

    let bob = device("d1", BOB);
    let id = |n: usize| EnvelopeId::of(said[n].id, &bob);
    let outcomes = vec![(id(2), DELIVERED), (id(0), REFUSED)];
    peer.outbox.settle(&bob, outcomes, at(9)).await.unwrap();

    assert_eq!(state(&peer, &said[0]).await.0, DeliveryState::Failed(Cause::MALFORMED));
    assert_eq!(state(&peer, &said[1]).await.0, DeliveryState::Queued);
    assert_eq!(state(&peer, &said[2]).await.0, DeliveryState::Delivered(Path::Direct));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_messages_that_race_for_an_id_exactly_one_is_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();

    let racing: Vec<_> = (0..16)
        .map(|n| {
            let outbox = peer.outbox.clone();
            let text: Text = n.to_string().parse().unwrap();
            let message = message(1, ALICE, BOB, text.as_str());
            let envelopes = vec![addressed(&message, &device("d1", BOB))];
            let sealing = Arc::new(Filled(10));
            tokio::spawn(async move { outbox.enqueue(&message, envelopes, sealing).await.is_ok() })
        })
        .collect();
    let mut won = 0;
    for outcome in racing {
        won += u32::from(outcome.await.unwrap());
    }

    assert_eq!(won, 1);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
}

async fn queue(peer: &PeerStore, message: &Message, devices: &[&str]) {
    let devices: Vec<_> = devices.iter().map(|id| device(id, BOB)).collect();
    peer.sends(message, &devices, 10).await;
}

async fn settle(peer: &PeerStore, message: &Message, to: &str, outcome: Outcome, at: Timestamp) {
    let to = device(to, BOB);
    let outcomes = vec![(EnvelopeId::of(message.id, &to), outcome)];
    peer.outbox.settle(&to, outcomes, at).await.unwrap();
}

async fn state(peer: &PeerStore, message: &Message) -> (DeliveryState, Timestamp) {
    let entry = peer.history.message(&address(ALICE), message.id).await.unwrap().unwrap();
    (entry.state, entry.changed_at)
}
