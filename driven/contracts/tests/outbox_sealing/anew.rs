//! What the recipient could not open.

use std::sync::Arc;

use causerie_chat::{Cause, EnvelopeId, Path};
use causerie_contracts::{BOB, InSession, Store, addressed, at, device};
use causerie_usecases::ports::{Batch, Outcome, Retry, Waiting};
use rstest::rstest;

use crate::given::{queue, read, say, waiting};

#[rstest]
#[tokio::test]
async fn what_could_not_be_opened_waits_to_be_sealed_in_a_fresh_session(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    peer.outbox.seal(&device("d2", BOB), Arc::new(InSession::fresh(5))).await.unwrap();
    let devices = [bob.clone(), device("d2", BOB)];
    for n in 1..=3 {
        let (message, sealing) = (say(n), Arc::new(InSession::known()));
        let envelopes = devices.iter().map(|to| addressed(&message, to)).collect();
        peer.outbox.enqueue(&message, envelopes, sealing).await.unwrap();
    }
    let before = waiting(&peer).await.sealed;
    let to_other = peer.pending.waiting(&devices[1], false, 10, 100_000).await.unwrap();

    let id = |n| EnvelopeId::of(say(n).id, &bob);
    let outcomes = vec![(id(1), Outcome::Delivered(Path::Direct)), (id(2), Outcome::SealAnew)];
    peer.outbox.settle(&bob, outcomes, at(9)).await.unwrap();

    assert_eq!(waiting(&peer).await, Batch { unsealed_next: true, ..Batch::default() });
    assert!(!peer.sessions.has_session(&bob).await.unwrap());
    peer.outbox.seal(&bob, Arc::new(InSession::known())).await.unwrap();
    assert_eq!(waiting(&peer).await.sealed, []);
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(2))).await.unwrap();
    let after = waiting(&peer).await.sealed;
    assert_eq!(after[0].envelope.id, before[1].envelope.id);
    let texts: Vec<_> = after.iter().map(|it| &it.envelope.sealed).collect();
    // Also what lay behind it: the device has lost that session.
    assert_eq!(read(2, &texts), [say(2), say(3)]);
    assert_eq!(peer.pending.waiting(&devices[1], false, 10, 100_000).await.unwrap(), to_other);
    assert!(peer.sessions.has_session(&devices[1]).await.unwrap());
}

#[rstest]
#[case::nobody_knows(9, "d1")]
#[case::of_another_device(1, "d2")]
#[tokio::test]
async fn t51_an_id_that_the_device_has_nothing_of_costs_it_no_session(
    #[case] n: u8,
    #[case] id: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    peer.outbox.seal(&device("d2", BOB), Arc::new(InSession::fresh(2))).await.unwrap();
    queue(&peer, &say(1), InSession::known()).await;
    let before = waiting(&peer).await;

    let outcomes = vec![(EnvelopeId::of(say(n).id, &bob), Outcome::SealAnew)];
    peer.outbox.settle(&device(id, BOB), outcomes, at(9)).await.unwrap();

    assert_eq!(waiting(&peer).await, before);
    for id in ["d1", "d2"] {
        assert!(peer.sessions.has_session(&device(id, BOB)).await.unwrap(), "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn an_envelope_to_be_sealed_anew_is_neither_delivered_nor_failed_and_ends_no_wait(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    peer.outbox.seal(&bob, Arc::new(InSession::fresh(1))).await.unwrap();
    queue(&peer, &say(1), InSession::known()).await;
    let retry = Retry { failures: 2, last: at(1), next: at(5), cause: Cause::CANNOT_OPEN };
    peer.outbox.postpone(&bob, &retry).await.unwrap();
    let known = peer.history.message(&say(1).author, say(1).id).await.unwrap();

    let anew = vec![(EnvelopeId::of(say(1).id, &bob), Outcome::SealAnew)];
    peer.outbox.settle(&bob, anew, at(9)).await.unwrap();

    assert_eq!(peer.history.message(&say(1).author, say(1).id).await.unwrap(), known);
    assert_eq!(peer.pending.retry(&bob).await.unwrap(), Some(retry));
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
}

#[rstest]
#[tokio::test]
async fn an_unsealed_envelope_can_be_given_up(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (peer, bob) = (store.peer(), device("d1", BOB));
    queue(&peer, &say(1), InSession::known()).await;

    let refused = Outcome::Failed(Cause::MALFORMED);
    let outcomes = vec![(EnvelopeId::of(say(1).id, &bob), refused)];
    peer.outbox.settle(&bob, outcomes, at(9)).await.unwrap();

    assert_eq!(waiting(&peer).await, Batch::default());
}
