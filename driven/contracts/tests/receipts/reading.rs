//! What was read.

use causerie_chat::{DeliveryState, Path, Receipt};
use causerie_contracts::{
    ALICE, BOB, CAROL, PeerStore, Store, address, at, device, message, place,
};
use causerie_usecases::ports::Cursor;
use rstest::rstest;

use crate::given::{bob, delivered, from_bob, knows_bob, read, to_bob, writes, written};

/// Bob said 1 and 3, Alice 2 to him, and Carol 4.
async fn talked(store: Store) -> PeerStore {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2)]).await;
    peer.hears(&[from_bob(1)], at(1)).await;
    peer.sends(&to_bob(2), &[bob()], 10).await;
    peer.hears(&[from_bob(3), message(4, CAROL, ALICE, "hi")], at(3)).await;
    peer
}

async fn states(peer: &PeerStore, with: &str) -> Vec<DeliveryState> {
    let said = peer.history.conversation(&address(with).into(), Cursor(0), 10).await.unwrap();
    said.into_iter().map(|entry| entry.state).collect()
}

const DIRECT: DeliveryState = DeliveryState::Delivered(Path::Direct);

#[rstest]
#[case::nothing(0, [DIRECT, DIRECT], None)]
#[case::the_first(1, [DeliveryState::Read, DIRECT], Some(read(&[from_bob(1)])))]
#[case::up_to_what_alice_said(2, [DeliveryState::Read, DIRECT], Some(read(&[from_bob(1)])))]
#[case::both(3, [DeliveryState::Read, DeliveryState::Read], Some(read(&[from_bob(1), from_bob(3)])))]
#[case::more_than_there_is(u64::MAX, [DeliveryState::Read, DeliveryState::Read], Some(read(&[from_bob(1), from_bob(3)])))]
#[tokio::test]
async fn what_the_other_one_wrote_is_read_up_to_there_and_told(
    #[case] up_to: u64,
    #[case] theirs: [DeliveryState; 2],
    #[case] told: Option<Receipt>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = talked(store).await;

    peer.receipts
        .mark_read(&address(BOB).into(), place(up_to), Vec::new(), Vec::new(), at(9))
        .await
        .unwrap();

    let [one, three] = theirs;
    assert_eq!(states(&peer, BOB).await, [one, DeliveryState::Queued, three]);
    assert_eq!(states(&peer, CAROL).await, [DIRECT]);
    let due = peer.due_receipts.due_receipts(true).await.unwrap();
    assert_eq!(due, if told.is_some() { vec![bob()] } else { vec![] });
    writes(&peer, &bob(), 90).await;
    assert_eq!(written_receipts(&peer).await, Vec::from_iter(told));
}

/// What Alice tells Bob, behind what she said.
async fn written_receipts(peer: &PeerStore) -> Vec<Receipt> {
    let id = causerie_chat::EnvelopeId::of(to_bob(2).id, &bob());
    let delivered = causerie_usecases::ports::Outcome::Delivered(Path::Direct);
    peer.outbox.settle(&bob(), vec![(id, delivered)], at(9)).await.unwrap();
    written(peer, &bob()).await
}

#[rstest]
#[case::the_same(3)]
#[case::less(1)]
#[tokio::test]
async fn what_was_read_before_is_not_told_again(
    #[case] again: u64,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = talked(store).await;
    peer.receipts
        .mark_read(&address(BOB).into(), place(3), Vec::new(), Vec::new(), at(9))
        .await
        .unwrap();
    writes(&peer, &bob(), 90).await;

    peer.receipts
        .mark_read(&address(BOB).into(), place(again), Vec::new(), Vec::new(), at(10))
        .await
        .unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
    assert_eq!(states(&peer, BOB).await[2], DeliveryState::Read);
}

#[rstest]
#[tokio::test]
async fn what_comes_after_something_was_read_is_unread(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = talked(store).await;
    peer.receipts
        .mark_read(&address(BOB).into(), place(u64::MAX), Vec::new(), Vec::new(), at(9))
        .await
        .unwrap();
    writes(&peer, &bob(), 90).await;

    peer.hears(&[from_bob(5)], at(10)).await;
    assert_eq!(states(&peer, BOB).await[3], DIRECT);
    peer.receipts
        .mark_read(&address(BOB).into(), place(u64::MAX), Vec::new(), Vec::new(), at(11))
        .await
        .unwrap();

    assert_eq!(states(&peer, BOB).await[3], DeliveryState::Read);
    writes(&peer, &bob(), 91).await;
    assert_eq!(written_receipts(&peer).await.last(), Some(&read(&[from_bob(5)])));
}

#[rstest]
#[tokio::test]
async fn each_device_of_the_author_is_told(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let peer = store.peer();
    knows_bob(&peer, &[("d1", 2), ("d2", 3)]).await;
    peer.hears(&[from_bob(1)], at(1)).await;

    peer.receipts
        .mark_read(&address(BOB).into(), place(1), Vec::new(), Vec::new(), at(9))
        .await
        .unwrap();

    // The second did not bring it, and hears that it came too.
    let came = delivered(&[from_bob(1)]).delivered;
    for (n, id, delivered) in [(90, "d1", vec![]), (91, "d2", came)] {
        writes(&peer, &device(id, BOB), n).await;
        let expected = Receipt { delivered, ..read(&[from_bob(1)]) };
        assert_eq!(written(&peer, &device(id, BOB)).await, [expected]);
    }
}

#[rstest]
#[case::a_stranger(CAROL)]
#[case::oneself(ALICE)]
#[tokio::test]
async fn to_read_what_nobody_wrote_changes_nothing(
    #[case] with: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = store.peer();
    peer.sends(&message(1, ALICE, ALICE, "note"), &[device("d2", ALICE)], 10).await;

    peer.receipts
        .mark_read(&address(with).into(), place(9), Vec::new(), Vec::new(), at(9))
        .await
        .unwrap();

    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
    assert_eq!(states(&peer, ALICE).await, [DeliveryState::Queued]);
}
