//! What others tell that they could not take.

use std::sync::Arc;

use causerie_chat::{Cause, DeliveryState, Path, Receipt};
use causerie_contracts::{Filled, PeerStore, Store, at};
use causerie_usecases::ports::{Batch, Outcome, Waiting};
use rstest::rstest;

use crate::given::{bob, bob_tells, delivered, envelope_to_bob, state, state_since, tells, to_bob};

/// Alice said 1, 2 and 3 to Bob, of which 1 and 2 lie in his mailbox.
async fn scene(store: Store) -> PeerStore {
    let peer = store.peer();
    for n in [1, 2, 3] {
        peer.sends(&to_bob(n), &[bob()], 10).await;
    }
    stores(&peer, &[1, 2]).await;
    peer
}

async fn stores(peer: &PeerStore, numbers: &[u8]) {
    let outcomes = numbers.iter().map(|n| (envelope_to_bob(*n), Outcome::Stored)).collect();
    peer.outbox.settle(&bob(), outcomes, at(9)).await.unwrap();
}

fn refused(numbers: &[u8], cause: &Cause) -> Receipt {
    let refused = numbers.iter().map(|n| (envelope_to_bob(*n), cause.clone())).collect();
    Receipt { refused, ..Receipt::default() }
}

async fn waiting(peer: &PeerStore) -> Batch {
    peer.pending.waiting(&bob(), false, 10, 1_000).await.unwrap()
}

#[rstest]
#[case::for_a_lost_session(Cause::CANNOT_OPEN)]
#[case::for_a_changed_key(Cause::IDENTITY_CHANGED)]
#[tokio::test]
async fn what_could_not_be_opened_is_queued_to_be_sealed_anew_after_a_wait(
    #[case] cause: Cause,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    bob_tells(&peer, 60, refused(&[1], &cause)).await;

    assert_eq!(waiting(&peer).await, Batch { unsealed_next: true, ..Batch::default() });
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 3, devices: 1 });
    assert_eq!(state_since(&peer, 1).await, (DeliveryState::Stored, 9));
    let retry = peer.pending.retry(&bob()).await.unwrap().unwrap();
    assert_eq!((retry.failures, retry.last, retry.cause), (1, at(30), cause));
    assert!(retry.next > at(30) && retry.next <= at(31));
}

#[rstest]
#[tokio::test]
async fn it_is_sealed_anew_in_its_place(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = scene(store).await;
    bob_tells(&peer, 60, refused(&[2], &Cause::CANNOT_OPEN)).await;

    peer.outbox.seal(&bob(), Arc::new(Filled(10))).await.unwrap();

    let ids: Vec<_> =
        waiting(&peer).await.sealed.into_iter().map(|sent| sent.envelope.id).collect();
    assert_eq!(ids, [1, 2, 3].map(envelope_to_bob));
}

#[rstest]
#[tokio::test]
async fn what_is_refused_for_good_fails(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = scene(store).await;

    bob_tells(&peer, 60, refused(&[1], &Cause::SENDER_MISMATCH)).await;

    let failed = DeliveryState::Failed(Cause::SENDER_MISMATCH);
    assert_eq!(state_since(&peer, 1).await, (failed, 30));
    assert_eq!(
        (waiting(&peer).await.in_mailbox, state(&peer, 2).await),
        (1, DeliveryState::Stored)
    );
    assert_eq!(peer.pending.retry(&bob()).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn t41_the_wait_grows_with_each_refusal_though_it_was_stored_in_between(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let mut failures = Vec::new();
    for n in 0..5 {
        tells(&peer, &bob(), 60 + n, refused(&[1], &Cause::CANNOT_OPEN), 30).await;
        failures.push(peer.pending.retry(&bob()).await.unwrap().unwrap().failures);
        peer.outbox.seal(&bob(), Arc::new(Filled(10))).await.unwrap();
        stores(&peer, &[1, 2, 3]).await;
        assert_eq!(peer.pending.retry(&bob()).await.unwrap(), None);
    }

    assert_eq!(failures, [1, 2, 3, 4, 5]);
}

#[rstest]
#[tokio::test]
async fn one_receipt_that_refuses_many_counts_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    bob_tells(&peer, 60, refused(&[1, 2], &Cause::CANNOT_OPEN)).await;
    let in_one = peer.pending.retry(&bob()).await.unwrap().unwrap();

    assert_eq!(in_one.failures, 1);
    assert_eq!(peer.pending.depth().await.unwrap().envelopes, 3);
}

#[rstest]
#[tokio::test]
async fn what_arrived_and_was_refused_in_one_receipt_arrived(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let receipt =
        Receipt { refused: refused(&[1], &Cause::CANNOT_OPEN).refused, ..delivered(&[to_bob(1)]) };

    bob_tells(&peer, 60, receipt).await;

    assert_eq!(state(&peer, 1).await, DeliveryState::Delivered(Path::Mailbox));
    let batch = waiting(&peer).await;
    assert_eq!((batch.sealed.len(), batch.unsealed_next, batch.in_mailbox), (1, false, 1));
    assert_eq!(peer.pending.retry(&bob()).await.unwrap(), None);
}
