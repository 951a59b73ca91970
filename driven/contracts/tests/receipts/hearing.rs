//! What others tell of what was sent to them.

use causerie_chat::{Cause, DeliveryState, EnvelopeId, Path, Receipt};
use causerie_contracts::{ALICE, BOB, CAROL, PeerStore, Store, at, device, message};
use causerie_usecases::ports::{Outcome, Retry, Waiting};
use rstest::rstest;

use crate::given::{
    bob, bob_tells, delivered, envelope_to_bob, read, state, state_since, tells, to_bob,
};

const BY_MAIL: DeliveryState = DeliveryState::Delivered(Path::Mailbox);

/// Alice said 1 and 2 to Bob, of which 1 lies in his mailbox.
async fn scene(store: Store) -> PeerStore {
    let peer = store.peer();
    for n in [1, 2] {
        peer.sends(&to_bob(n), &[bob()], 10).await;
    }
    let stored = vec![(envelope_to_bob(1), Outcome::Stored)];
    peer.outbox.settle(&bob(), stored, at(9)).await.unwrap();
    peer
}

fn refused(n: u8, cause: Cause) -> Receipt {
    Receipt { refused: vec![(envelope_to_bob(n), cause)], ..Receipt::default() }
}

async fn in_mailbox(peer: &PeerStore) -> u64 {
    peer.pending.waiting(&bob(), false, 10, 1_000).await.unwrap().in_mailbox
}

#[rstest]
#[case::delivered(delivered(&[to_bob(1)]), BY_MAIL)]
#[case::read(read(&[to_bob(1)]), DeliveryState::Read)]
#[case::delivered_and_read(
    Receipt { read: vec![to_bob(1).id], ..delivered(&[to_bob(1)]) },
    DeliveryState::Read
)]
#[tokio::test]
async fn what_arrived_moves_forward_and_lies_in_the_mailbox_no_more(
    #[case] receipt: Receipt,
    #[case] expected: DeliveryState,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    bob_tells(&peer, 60, receipt).await;

    assert_eq!(state_since(&peer, 1).await, (expected, 30));
    assert_eq!((state(&peer, 2).await, in_mailbox(&peer).await), (DeliveryState::Queued, 0));
}

#[rstest]
#[tokio::test]
async fn what_still_waits_here_and_arrived_waits_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    bob_tells(&peer, 60, delivered(&[to_bob(2)])).await;

    assert_eq!(state(&peer, 2).await, BY_MAIL);
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 0, devices: 0 });
    assert_eq!(in_mailbox(&peer).await, 1);
}

#[rstest]
#[tokio::test]
async fn what_was_delivered_directly_can_be_read(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let direct = vec![(envelope_to_bob(2), Outcome::Delivered(Path::Direct))];
    peer.outbox.settle(&bob(), direct, at(9)).await.unwrap();

    bob_tells(&peer, 60, read(&[to_bob(2)])).await;
    tells(&peer, &bob(), 61, delivered(&[to_bob(2)]), 40).await;
    tells(&peer, &bob(), 62, read(&[to_bob(2)]), 50).await;

    assert_eq!(state_since(&peer, 2).await, (DeliveryState::Read, 30));
}

#[rstest]
#[case::delivered(delivered(&[to_bob(1), to_bob(2)]))]
#[case::read(read(&[to_bob(1), to_bob(2)]))]
#[case::refused_to_be_sealed_anew(refused(1, Cause::CANNOT_OPEN))]
#[case::refused_for_good(refused(1, Cause::MALFORMED))]
#[tokio::test]
async fn t03_what_somebody_else_tells_of_it_changes_nothing(
    #[case] receipt: Receipt,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;

    tells(&peer, &device("d1", CAROL), 60, receipt, 30).await;

    assert_eq!(state_since(&peer, 1).await, (DeliveryState::Stored, 9));
    assert_eq!(state(&peer, 2).await, DeliveryState::Queued);
    assert_eq!((in_mailbox(&peer).await, peer.pending.retry(&bob()).await.unwrap()), (1, None));
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 1, devices: 1 });
}

#[rstest]
#[tokio::test]
async fn what_one_device_tells_leaves_what_is_for_the_others(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    let second = device("d2", BOB);
    peer.sends(&to_bob(1), &[bob(), second.clone()], 10).await;

    bob_tells(&peer, 60, delivered(&[to_bob(1)])).await;
    bob_tells(
        &peer,
        61,
        Receipt {
            refused: vec![(EnvelopeId::of(to_bob(1).id, &second), Cause::CANNOT_OPEN)],
            ..Receipt::default()
        },
    )
    .await;

    assert_eq!(state(&peer, 1).await, BY_MAIL);
    let rest = peer.pending.waiting(&second, false, 10, 1_000).await.unwrap();
    assert_eq!((rest.sealed.len(), rest.unsealed_next), (1, false));
    let done = peer.pending.waiting(&bob(), true, 10, 1_000).await.unwrap();
    assert!(done.sealed.is_empty());
}

#[rstest]
#[tokio::test]
async fn what_was_never_sent_changes_nothing(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = scene(store).await;
    let nonsense = Receipt {
        delivered: vec![to_bob(50).id, message(51, BOB, ALICE, "?").id],
        read: vec![to_bob(52).id],
        refused: vec![
            (envelope_to_bob(53), Cause::CANNOT_OPEN),
            (envelope_to_bob(54), Cause::MALFORMED),
        ],
        ..Receipt::default()
    };

    bob_tells(&peer, 60, nonsense).await;

    assert_eq!(state_since(&peer, 1).await, (DeliveryState::Stored, 9));
    assert_eq!((in_mailbox(&peer).await, peer.pending.retry(&bob()).await.unwrap()), (1, None));
    assert_eq!(peer.history.undelivered(&to_bob(1).recipient, 10).await.unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn what_is_told_again_changes_nothing(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = scene(store).await;
    bob_tells(&peer, 60, delivered(&[to_bob(1)])).await;
    let retry = Retry { failures: 3, last: at(31), next: at(35), cause: Cause::UNREACHABLE };
    peer.outbox.postpone(&bob(), &retry).await.unwrap();

    for n in [60, 61] {
        tells(&peer, &bob(), n, delivered(&[to_bob(1)]), 40).await;
    }
    tells(&peer, &bob(), 62, refused(1, Cause::CANNOT_OPEN), 41).await;

    assert_eq!(state_since(&peer, 1).await, (BY_MAIL, 30));
    assert_eq!(peer.pending.retry(&bob()).await.unwrap(), Some(retry));
}

#[rstest]
#[tokio::test]
async fn what_arrived_makes_up_for_the_failures_before(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let retry = Retry { failures: 3, last: at(1), next: at(5), cause: Cause::UNREACHABLE };
    peer.outbox.postpone(&bob(), &retry).await.unwrap();

    bob_tells(&peer, 60, delivered(&[to_bob(1)])).await;

    assert_eq!(peer.pending.retry(&bob()).await.unwrap(), None);
}
