//! Every outbox tells what waits, for whom, and why.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

use std::sync::Arc;

use causerie_chat::{Cause, DeviceAddress, EnvelopeId, Message, Path};
use causerie_contracts::{
    ALICE, BOB, CAROL, Filled, PeerStore, Store, addressed, at, device, message, outgoing, trace,
};
use causerie_usecases::ports::{Addressed, Batch, Due, Outcome, Retry, Waiting};
use rstest::rstest;

#[rstest]
#[case::by_number(2, 1_000, 2)]
#[case::by_size(10, 250, 2)]
#[case::to_the_byte(10, 300, 3)]
#[case::one_though_it_is_too_large(10, 99, 1)]
#[case::one_though_none_was_asked_for(0, 0, 1)]
#[case::all(10, 1_000, 5)]
#[tokio::test]
async fn the_oldest_are_handed_out_in_their_order_within_both_limits(
    #[case] envelopes: usize,
    #[case] bytes: usize,
    #[case] expected: usize,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    // Not in the order of their ids.
    let said: Vec<_> = [5, 2, 4, 1, 3].map(|n| message(n, ALICE, BOB, "hello")).into();
    for message in &said {
        queue(&peer, message, &device("d1", BOB)).await;
        let to_carol = message_to_carol(message);
        queue(&peer, &to_carol, &device("d1", CAROL)).await;
    }

    let waiting = peer.pending.waiting(&device("d1", BOB), false, envelopes, bytes).await.unwrap();

    let oldest: Vec<_> =
        said[..expected].iter().map(|m| outgoing(m, &device("d1", BOB), 100)).collect();
    assert_eq!(waiting, Batch { sealed: oldest, ..Batch::default() });
}

#[rstest]
#[tokio::test]
async fn nothing_waits_for_a_stranger(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    queue(&peer, &message(1, ALICE, BOB, "hello"), &device("d1", BOB)).await;

    let waiting = peer.pending.waiting(&device("d2", BOB), false, 10, 1_000).await.unwrap();

    assert_eq!(waiting, Batch::default());
    assert_eq!(peer.pending.retry(&device("d2", BOB)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn devices_are_due_longest_waiting_first(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (bob, carol) = (device("d1", BOB), device("d1", CAROL));
    let first = message(1, ALICE, CAROL, "one");
    queue(&peer, &first, &carol).await;
    queue(&peer, &message(2, ALICE, BOB, "two"), &bob).await;
    queue(&peer, &message(3, ALICE, CAROL, "three"), &carol).await;
    assert_eq!(peer.pending.due().await.unwrap(), [at_once(&carol), at_once(&bob)]);

    let delivered = Outcome::Delivered(Path::Direct);
    let id = EnvelopeId::of(first.id, &carol);
    peer.outbox.settle(&carol, vec![(id, delivered)], at(9)).await.unwrap();

    assert_eq!(peer.pending.due().await.unwrap(), [at_once(&bob), at_once(&carol)]);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 2, devices: 2 });
}

#[rstest]
#[tokio::test]
async fn the_trace_of_a_due_device_is_that_of_its_oldest_envelope(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let bob = device("d1", BOB);
    let (one, two) = (message(1, ALICE, BOB, "one"), message(2, ALICE, BOB, "two"));
    let untraced = Addressed { trace: None, ..addressed(&one, &bob) };
    peer.outbox.enqueue(&one, vec![untraced], Arc::new(Filled(100))).await.unwrap();
    queue(&peer, &two, &bob).await;

    let due = peer.pending.due().await.unwrap();

    assert_eq!(due, [Due { to: bob.clone(), not_before: None, trace: None }]);
    let waiting = peer.pending.waiting(&bob, false, 10, 1_000).await.unwrap();
    let traces: Vec<_> = waiting.sealed.into_iter().map(|outgoing| outgoing.trace).collect();
    assert_eq!(traces, [None, Some(trace())]);
}

#[rstest]
#[tokio::test]
async fn a_postponed_device_is_due_later_for_the_last_cause(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let bob = device("d1", BOB);
    queue(&peer, &message(1, ALICE, BOB, "hello"), &bob).await;

    peer.outbox.postpone(&bob, &retry(1, Cause::NO_ADDRESS)).await.unwrap();
    peer.outbox.postpone(&bob, &retry(2, "SOMETHING_NEW".parse().unwrap())).await.unwrap();

    let last = retry(2, "SOMETHING_NEW".parse().unwrap());
    assert_eq!(
        peer.pending.due().await.unwrap(),
        [Due { not_before: Some(last.next), ..at_once(&bob) }]
    );
    assert_eq!(peer.pending.retry(&bob).await.unwrap(), Some(last));
    assert_eq!(peer.pending.waiting(&bob, false, 10, 1_000).await.unwrap().sealed.len(), 1);
}

#[rstest]
#[case::a_delivery(1, Outcome::Delivered(Path::Direct), None)]
#[case::a_refusal(1, Outcome::Failed(Cause::MALFORMED), Some(1))]
#[case::a_delivery_of_something_unknown(9, Outcome::Delivered(Path::Direct), Some(1))]
#[tokio::test]
async fn only_a_delivery_ends_the_wait(
    #[case] n: u8,
    #[case] outcome: Outcome,
    #[case] failures: Option<u32>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let (bob, carol) = (device("d1", BOB), device("d1", CAROL));
    queue(&peer, &message(1, ALICE, BOB, "hello"), &bob).await;
    peer.outbox.postpone(&bob, &retry(1, Cause::UNREACHABLE)).await.unwrap();
    peer.outbox.postpone(&carol, &retry(1, Cause::UNREACHABLE)).await.unwrap();

    let id = EnvelopeId::of(message(n, ALICE, BOB, "hello").id, &bob);
    peer.outbox.settle(&bob, vec![(id, outcome)], at(9)).await.unwrap();

    let expected = failures.map(|failures| retry(failures, Cause::UNREACHABLE));
    assert_eq!(peer.pending.retry(&bob).await.unwrap(), expected);
    assert!(peer.pending.retry(&carol).await.unwrap().is_some());
}

#[rstest]
#[tokio::test]
async fn t33_a_thousand_devices_that_are_away_hide_none_that_is_not(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let to_many = message(1, ALICE, BOB, "hello");
    let away: Vec<_> = (0..1_000).map(|n| device(&format!("d{n}"), BOB)).collect();
    let envelopes = away.iter().map(|to| addressed(&to_many, to)).collect();
    peer.outbox.enqueue(&to_many, envelopes, Arc::new(Filled(1))).await.unwrap();
    for device in &away {
        peer.outbox.postpone(device, &retry(1, Cause::UNREACHABLE)).await.unwrap();
    }
    let carol = device("d1", CAROL);
    queue(&peer, &message(2, ALICE, CAROL, "hello"), &carol).await;

    let due = peer.pending.due().await.unwrap();

    assert_eq!(due.len(), 1_000);
    assert_eq!(due[0], at_once(&carol));
}

#[rstest]
#[tokio::test]
async fn at_most_a_thousand_devices_are_named(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let to_many = message(1, ALICE, BOB, "hello");
    let envelopes = (0..1_001).map(|n| addressed(&to_many, &device(&format!("d{n}"), BOB)));
    peer.outbox.enqueue(&to_many, envelopes.collect(), Arc::new(Filled(1))).await.unwrap();

    let due = peer.pending.due().await.unwrap();

    assert_eq!(due.len(), 1_000);
    assert_eq!(due[999].to, device("d999", BOB));
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1_001, devices: 1_001 });
}

async fn queue(peer: &PeerStore, message: &Message, to: &DeviceAddress) {
    peer.sends(message, std::slice::from_ref(to), 100).await;
}

/// The same words to Carol, under an id of their own.
fn message_to_carol(message: &Message) -> Message {
    let n = message.id.as_bytes()[0] + 100;
    causerie_contracts::message(n, ALICE, CAROL, "hello")
}

fn at_once(to: &DeviceAddress) -> Due {
    Due { to: to.clone(), not_before: None, trace: Some(trace()) }
}

fn retry(failures: u32, cause: Cause) -> Retry {
    Retry { failures, last: at(10), next: at(10 + u64::from(failures)), cause }
}
