use causerie_chat::{Body, Cause, Choice, DeviceAddress, Message, Path, RoomId};
use causerie_contracts::{
    ALICE, BOB, CAROL, Reading, RoomStore, Store, address, at, device, in_room, message, person,
    received, revoked, room,
};
use causerie_usecases::ports::{HeardInRoom, NotHeard, RoomAsk};
use rstest::rstest;

use crate::{
    given::{bob_says, copy, hear, heard, scene, step},
    wished::{ask, ask_for, asks, bring, leaves, leaving, out, request, request_for},
};

fn bobs() -> DeviceAddress {
    device("d1", BOB)
}

#[rstest]
#[case::of_somebody(bobs(), BOB)]
#[case::of_ones_own(device("d2", ALICE), ALICE)]
#[tokio::test]
async fn what_another_device_asks_for_is_told_until_it_is_settled(
    #[case] from: DeviceAddress,
    #[case] author: &str,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    assert_eq!(bring(&store, &from, &request(1, author, 7)).await, None);

    assert_eq!(asks(&store).await, [ask(&from, 7)]);
    let store = store.reopened();
    assert_eq!(asks(&store).await, [ask(&from, 7)]);
    store.wishes.settle(&ask(&from, 7)).await.unwrap();
    assert_eq!(asks(&store).await, []);
    assert_eq!(asks(&store.reopened()).await, []);
}

#[rstest]
#[case::a_copy_of_what_one_asks_of_others(copied())]
#[case::one_that_has_disappeared(Message { expires_at: Some(at(49)), ..by_alice() })]
#[case::that_somebody_leaves_said_to_one(Message { body: Body::Leaving, ..by_alice() })]
#[case::words(message(1, ALICE, ALICE, "let me in"))]
#[tokio::test]
async fn anything_else_asks_for_nothing(
    #[case] said: Message,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    assert_eq!(bring(&store, &device("d2", ALICE), &said).await, None);

    assert_eq!(asks(&store).await, []);
}

fn by_alice() -> Message {
    request(1, ALICE, 7)
}

/// What Alice asks Bob for at her other device.
fn copied() -> Message {
    Message { recipient: address(BOB).into(), ..by_alice() }
}

#[rstest]
#[tokio::test]
async fn nothing_is_asked_for_in_a_room(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = scene(store).await;

    let said = Message { recipient: room(1).into(), ..request(1, BOB, 7) };
    let refused = hear(&store, &said).await;

    assert!(matches!(refused, Err(NotHeard::Refused(it)) if it == Cause::WRONG_WAY));
    assert_eq!(asks(&store).await, []);
}

#[rstest]
#[tokio::test]
async fn what_is_refused_asks_for_nothing(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = scene(store).await;
    bring(&store, &bobs(), &message(1, BOB, ALICE, "hi")).await;
    hear(&store, &bob_says(2)).await.unwrap();
    let stale = HeardInRoom { step: step(9), ..heard(&leaving(3, BOB)) };

    assert_eq!(
        bring(&store, &device("d2", BOB), &request(1, BOB, 7)).await,
        Some(Cause::ID_IN_USE)
    );
    let mut in_use = heard(&leaving(2, BOB));
    in_use.envelope.id = heard(&leaving(4, BOB)).envelope.id;
    let in_use = store.mail.hear(in_use).await;
    let stale = store.mail.hear(stale).await;

    assert!(matches!(in_use, Err(NotHeard::Refused(it)) if it == Cause::ID_IN_USE));
    assert!(matches!(stale, Err(NotHeard::Stale)));
    assert_eq!(asks(&store).await, []);
}

#[rstest]
#[tokio::test]
async fn what_was_taken_before_asks_for_nothing_again(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let said = request(1, BOB, 7);
    bring(&store, &bobs(), &said).await;
    leaves(&store, 2, CAROL).await;
    for ask in asks(&store).await {
        store.wishes.settle(&ask).await.unwrap();
    }

    assert_eq!(bring(&store, &bobs(), &said).await, None);
    leaves(&store, 2, CAROL).await;

    assert_eq!(asks(&store).await, []);
}

#[rstest]
#[tokio::test]
async fn what_a_device_asks_for_last_in_a_room_counts(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let other = device("d2", BOB);
    for (from, said) in [
        (&bobs(), request(1, BOB, 1)),
        (&other, request(2, BOB, 2)),
        (&bobs(), request_for(room(2), 3, BOB, 3)),
        (&bobs(), request(4, BOB, 4)),
    ] {
        bring(&store, from, &said).await;
    }
    let told = [ask(&other, 2), ask_for(room(2), &bobs(), 3), ask(&bobs(), 4)];
    assert_eq!(asks(&store).await, told);

    leaves(&store, 5, BOB).await;

    let [_, elsewhere, _] = told;
    assert_eq!(asks(&store.reopened()).await, [ask(&other, 2), elsewhere, out(&bobs())]);
}

#[rstest]
#[tokio::test]
async fn what_a_device_asks_for_meanwhile_stays(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    bring(&store, &bobs(), &request(1, BOB, 1)).await;
    bring(&store, &bobs(), &request(2, BOB, 2)).await;

    for settled in [ask(&bobs(), 1), out(&bobs()), ask_for(room(2), &bobs(), 2)] {
        store.wishes.settle(&settled).await.unwrap();
    }
    store.wishes.settle(&ask(&device("d2", BOB), 2)).await.unwrap();

    assert_eq!(asks(&store).await, [ask(&bobs(), 2)]);
}

#[rstest]
#[tokio::test]
async fn who_leaves_is_told_whenever_what_they_said_disappears(
    #[values(None, Some(at(49)))] ends: Option<causerie_chat::Timestamp>,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    let said = Message { expires_at: ends, ..leaving(1, BOB) };
    hear(&store, &said).await.unwrap();

    assert_eq!(asks(&store.reopened()).await, [out(&bobs())]);
}

#[rstest]
#[tokio::test]
async fn who_leaves_by_another_device_of_their_own_leaves_here_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;

    store.mail.hear(copy(&leaving(1, ALICE))).await.unwrap();
    hear(&store, &in_room(2, BOB, room(1), "not me")).await.unwrap();

    assert_eq!(asks(&store).await, [out(&device("d2", ALICE))]);
}

#[rstest]
#[tokio::test]
async fn a_device_that_was_revoked_asks_for_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let [kept, lost] = ["d1", "d2"].map(|id| device(id, BOB));
    bring(&store, &lost, &request(1, BOB, 1)).await;
    bring(&store, &kept, &request(2, BOB, 2)).await;

    let bob = person(BOB, 1, &[("d1", 11), ("d2", 12)]);
    store.peer.contacts.remember(&revoked(&bob, 1, "d2")).await.unwrap();
    let before = asks(&store).await;
    let leaves = HeardInRoom { from: lost, ..heard(&leaving(3, BOB)) };
    store.mail.hear(leaves).await.unwrap();

    assert_eq!(before, [ask(&kept, 2)]);
    assert_eq!(asks(&store.reopened()).await, before);
}

fn numbered(n: usize) -> RoomId {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&(n as u64).to_be_bytes());
    RoomId::from(id)
}

#[rstest]
#[tokio::test]
async fn the_latest_take_the_place_of_the_earliest_when_there_are_too_many(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    for n in 0..RoomAsk::MOST + 3 {
        asks_for(&store, &bobs_nth(n / 40), &[n]).await;
    }

    let told = asks(&store.reopened()).await;
    let expected = (3..RoomAsk::MOST + 3).map(|n| ask_for(numbered(n), &bobs_nth(n / 40), 1));
    assert!(told == expected.collect::<Vec<_>>(), "{} are told", told.len());
}

#[rstest]
#[tokio::test]
async fn t48_who_asks_for_much_pushes_out_only_what_they_asked_for_themselves(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    let other = bobs_nth(2);
    asks_for(&store, &other, &[0]).await;

    asks_for(&store, &bobs(), &(1..=RoomAsk::MOST).collect::<Vec<_>>()).await;

    let told = asks(&store.reopened()).await;
    let latest = RoomAsk::MOST + 1 - RoomAsk::MOST_OF_A_DEVICE..RoomAsk::MOST + 1;
    let latest = latest.map(|n| ask_for(numbered(n), &bobs(), 1));
    let expected: Vec<_> = std::iter::once(ask_for(numbered(0), &other, 1)).chain(latest).collect();
    assert!(told == expected, "{} are told", told.len());
}

#[rstest]
#[tokio::test]
async fn who_is_blocked_asks_for_nothing_but_to_be_let_go_until_that_is_over(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = scene(store).await;
    leaves(&store, 9, BOB).await;
    asks_for(&store, &bobs(), &[1]).await;

    store.peer.chooses(BOB, &[Choice::Blocked(true)]).await;
    let blocked = asks(&store).await;
    store.peer.chooses(BOB, &[Choice::Blocked(false)]).await;

    assert_eq!(blocked, [out(&bobs())]);
    assert_eq!(asks(&store).await, [out(&bobs()), ask_for(numbered(1), &bobs(), 1)]);
}

fn bobs_nth(n: usize) -> DeviceAddress {
    device(&format!("d{}", n + 1), BOB)
}

/// That device asks to be taken into those rooms.
async fn asks_for(store: &RoomStore, from: &DeviceAddress, rooms: &[usize]) {
    let said = |n: &usize| {
        let mut id = *message(1, BOB, ALICE, "-").id.as_bytes();
        id[10..12].copy_from_slice(&u16::try_from(*n).unwrap().to_be_bytes());
        let id = id[..].try_into().unwrap();
        received(&Message { id, ..request_for(numbered(*n), 1, BOB, 1) })
    };
    let opening = std::sync::Arc::new(Reading::default());
    let brought = rooms.iter().map(said).collect();
    store.peer.inbox.take(from, brought, opening, Path::Direct, at(50)).await.unwrap();
}
