//! How far it had come, and what was read.

use std::sync::Arc;

use causerie_chat::{Body, Cause, DeliveryState, Message, Path, Receipt};
use causerie_contracts::{
    ALICE, BOB, CAROL, Reading, Store, address, at, device, message, received,
};
use causerie_usecases::ports::{Cursor, Waiting};
use rstest::rstest;

use crate::given::{DIRECT, bob_said, past, recalls, said, scene, state, to_bob};

#[rstest]
#[tokio::test]
async fn each_keeps_the_state_it_had_and_nothing_is_queued_or_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let states = [
        DeliveryState::Queued,
        DeliveryState::Stored,
        DIRECT,
        DeliveryState::Read,
        DeliveryState::Failed(Cause::MALFORMED),
    ];
    let mut page: Vec<_> =
        (10..).zip(states.clone()).map(|(n, state)| past(to_bob(n), state)).collect();
    page.push(past(bob_said(20), DeliveryState::Delivered(Path::Mailbox)));
    page.push(past(bob_said(21), DeliveryState::Read));

    recalls(&peer, page.clone()).await;

    for entry in page {
        assert_eq!(state(&peer, &entry.message).await, entry.state, "{:?}", entry.message.id);
    }
    assert_eq!(peer.pending.depth().await.unwrap(), Waiting { envelopes: 0, devices: 0 });
    assert_eq!(peer.due_receipts.due_receipts(true).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_was_unread_is_read_with_what_is_behind_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let read_before = peer.history.conversation(&address(BOB).into(), Cursor(0), 1).await.unwrap();
    let carol = |n| message(n, CAROL, ALICE, "carol");
    peer.receipts
        .mark_read(&address(BOB).into(), read_before[0].cursor, Vec::new(), Vec::new(), at(70))
        .await
        .unwrap();

    recalls(&peer, vec![past(bob_said(9), DIRECT), past(carol(8), DIRECT)]).await;
    let (of_bob, of_carol) = (state(&peer, &bob_said(9)).await, state(&peer, &carol(8)).await);
    let first = said(&peer, CAROL).await[0].cursor;
    peer.receipts
        .mark_read(&address(CAROL).into(), first, Vec::new(), Vec::new(), at(71))
        .await
        .unwrap();

    assert_eq!((of_bob, of_carol), (DeliveryState::Read, DIRECT));
    assert_eq!(state(&peer, &carol(8)).await, DeliveryState::Read);
    assert_eq!(state(&peer, &message(51, CAROL, ALICE, "-")).await, DIRECT);
}

#[rstest]
#[tokio::test]
async fn what_was_said_of_it_before_it_came_counts(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let peer = scene(store).await;
    let bob = device("d1", BOB);
    let receipt = Receipt { read: vec![to_bob(9).id], ..Receipt::default() };
    let told = Message { body: Body::Receipt(receipt), ..message(70, BOB, ALICE, "-") };
    let opening = Arc::new(Reading::default());
    peer.inbox.take(&bob, vec![received(&told)], opening, Path::Direct, at(62)).await.unwrap();

    recalls(&peer, vec![past(to_bob(9), DeliveryState::Queued)]).await;

    assert_eq!(state(&peer, &to_bob(9)).await, DeliveryState::Read);
}
