//! What waits unsealed.

use std::sync::Arc;

use causerie_chat::EnvelopeId;
use causerie_contracts::{BOB, Filled, InSession, Store, device, outgoing};
use causerie_usecases::ports::{Batch, Waiting};
use rstest::rstest;

use crate::given::{InFresh, numbered, queue, read, say, stop, waiting};

#[rstest]
#[tokio::test]
async fn what_is_queued_for_a_device_without_a_session_waits_unsealed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));

    queue(&peer, &say(1), InSession::fresh(1)).await;

    assert_eq!(waiting(&peer).await, Batch { unsealed_next: true, ..Batch::default() });
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
    assert_eq!(peer.pending.due().await.unwrap().len(), 1);
    assert!(!peer.sessions.has_session(&bob).await.unwrap());
}

#[rstest]
#[tokio::test]
async fn what_waited_unsealed_is_sealed_in_its_order_in_a_session_that_goes_on(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    for n in [3, 1, 2] {
        queue(&peer, &say(n), InSession::known()).await;
    }

    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    queue(&peer, &say(4), InSession::known()).await;

    assert!(peer.sessions.has_session(&bob).await.unwrap());
    let Batch { sealed, unsealed_next, .. } = waiting(&peer).await;
    assert!(!unsealed_next);
    let envelopes: Vec<_> = sealed.into_iter().map(|outgoing| outgoing.envelope).collect();
    let ids: Vec<_> = envelopes.iter().map(|envelope| envelope.id).collect();
    assert_eq!(ids, [3, 1, 2, 4].map(|n| EnvelopeId::of(say(n).id, &bob)));
    let texts: Vec<_> = envelopes.iter().map(|envelope| &envelope.sealed).collect();
    assert_eq!(read(1, &texts), [3, 1, 2, 4].map(say));
}

#[rstest]
#[tokio::test]
async fn at_most_two_hundred_are_sealed_at_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    for n in 0..250 {
        queue(&peer, &numbered(n), Filled(3)).await;
    }

    peer.outbox.seal(&bob, Arc::new(Filled(3))).await.unwrap();
    let Batch { sealed, unsealed_next, .. } = waiting(&peer).await;
    peer.outbox.seal(&bob, Arc::new(Filled(3))).await.unwrap();

    let expected: Vec<_> = (0..200).map(|n| outgoing(&numbered(n), &bob, 3)).collect();
    assert_eq!((sealed, unsealed_next), (expected, true));
    let all = waiting(&peer).await;
    assert_eq!((all.sealed.len(), all.unsealed_next), (250, false));
}

#[rstest]
#[tokio::test]
async fn nothing_is_handed_out_past_what_waits_unsealed(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(Filled(3))).await.unwrap();
    queue(&peer, &say(1), Filled(3)).await;
    queue(&peer, &stop(2), Filled(3)).await;
    peer.outbox.seal(&bob, Arc::new(InFresh(2))).await.unwrap();
    queue(&peer, &say(3), Filled(3)).await;

    let all = waiting(&peer).await;
    let first = peer.pending.waiting(&bob, false, 1, 100).await.unwrap();

    // Message 2 cannot be sealed at all, so that 3, which could be, is not before it either.
    let one = vec![outgoing(&say(1), &bob, 3)];
    assert_eq!(all, Batch { sealed: one.clone(), unsealed_next: true, ..Batch::default() });
    assert_eq!(first.sealed, one);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 3, devices: 1 });
}
