//! What another device of this person gives of what was said before.

use causerie_chat::{Body, DeliveryState, Message, Path};
use causerie_contracts::{ALICE, BOB, CAROL, RoomStore, Store, at, device, message};
use causerie_usecases::ports::{Cursor, Entry, HistoryTransfer};
use rstest::rstest;

use crate::{
    given::scene,
    wished::{ask, asks, bring, invitations, invited, invites, leaving, request},
};

async fn recalls(store: &RoomStore, said: &[Message]) {
    let transfer = HistoryTransfer::new(device("d2", ALICE));
    let past = |message: &Message| Entry {
        cursor: Cursor(0),
        message: message.clone(),
        changed_at: message.sent_at,
        state: DeliveryState::Delivered(Path::Direct),
        view: causerie_chat::View::default(),
    };
    store.peer.recollection.begin(&transfer).await.unwrap();
    let said = said.iter().map(past).collect();
    store.peer.recollection.recall(Vec::new(), said, &transfer).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn who_was_invited_before_is_at_another_device_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    bring(&store, &device("d1", BOB), &invites(9, BOB, 7)).await;

    // The latest first.
    let deletion = Message {
        body: Body::Delete { target: invites(4, BOB, 8).id },
        ..message(5, BOB, ALICE, "-")
    };
    recalls(&store, &[invites(6, CAROL, 7), deletion, invites(4, BOB, 8), invites(3, BOB, 7)])
        .await;

    let told = [invited(9, BOB, 7), invited(6, CAROL, 7)];
    assert_eq!(invitations(&store.reopened()).await, told);
}

#[rstest]
#[tokio::test]
async fn what_was_asked_for_before_is_not_asked_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    recalls(&store, &[request(2, BOB, 1), leaving(1, CAROL)]).await;

    assert_eq!(asks(&store).await, []);
}

#[rstest]
#[tokio::test]
async fn what_is_brought_here_is_asked_for_here_though_it_was_recalled_before(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    recalls(&store, &[request(1, BOB, 7)]).await;

    assert_eq!(bring(&store, &device("d1", BOB), &request(1, BOB, 7)).await, None);

    assert_eq!(asks(&store).await, [ask(&device("d1", BOB), 7)]);
}

#[rstest]
#[tokio::test]
async fn what_has_disappeared_is_not_asked_for_when_it_comes_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let ending = Message { expires_at: Some(at(70)), ..request(1, BOB, 7) };
    recalls(&store, std::slice::from_ref(&ending)).await;
    store.peer.timers.wipe_expired(at(75)).await.unwrap();

    // Its clock is behind.
    assert_eq!(bring(&store, &device("d1", BOB), &ending).await, None);

    assert_eq!(asks(&store).await, []);
}
