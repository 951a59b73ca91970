//! What is kept of what is published.

use causerie_chat::DeviceAddress;
use causerie_contracts::{BOB, CAROL, Store, at, batch, device, enrolment};
use causerie_usecases::ports::{NotClaimed, PreKeys};
use rstest::rstest;

use crate::bob::{BOBS, OTHERS, alice, bob, claim, last_resort, left, with_bob};

#[rstest]
#[tokio::test]
async fn what_was_published_is_left(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let directory = with_bob(store).await;
    assert_eq!(directory.left().await, None);

    directory.publish(4, [2, 3, 7]).await;

    assert_eq!(directory.left().await, left(4, 3, 7));
}

#[rstest]
#[tokio::test]
async fn a_last_resort_alone_is_enough(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let directory = with_bob(store).await;

    directory.publish(0, []).await;

    assert_eq!(directory.left().await, left(0, 0, 0));
    assert_eq!(directory.take(1).await, last_resort(BOBS, 0));
}

#[rstest]
#[case::of_a_stranger(device("d1", CAROL))]
#[case::that_bob_does_not_have(device("d2", BOB))]
#[tokio::test]
async fn t49_an_unknown_device_leaves_no_trace(
    #[case] unknown: DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;

    directory.store.pre_keys.publish(&unknown, &batch(BOBS, 1, [1])).await.unwrap();

    assert_eq!(directory.store.pre_key_book.left(&unknown).await.unwrap(), None);
    let refused = directory.store.pre_keys.claim(&claim(1, &alice(), &unknown)).await;
    assert!(matches!(refused, Err(NotClaimed::NoPreKeys)));
}

#[rstest]
#[tokio::test]
async fn t14_a_batch_published_again_brings_nothing_back(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [1, 2]).await;
    directory.take(1).await;

    directory.publish(1, [1, 2]).await;

    assert_eq!(directory.left().await, left(1, 1, 2));
    assert_eq!(directory.take(2).await.one_time(), Some(2));
    assert_eq!(directory.take(3).await, last_resort(BOBS, 1));
}

#[rstest]
#[tokio::test]
async fn the_present_generation_adds_what_has_higher_numbers_and_keeps_its_last_resort(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [5]).await;

    let of_another_identity_key = batch(OTHERS, 1, [3, 5, 6]);
    let pre_keys = &directory.store.pre_keys;
    pre_keys.publish(&bob(), &of_another_identity_key).await.unwrap();

    assert_eq!(directory.left().await, left(1, 2, 6));
    assert_eq!(directory.take(1).await, *batch(BOBS, 1, [5]).one_time()[0].bundle());
    assert_eq!(directory.take(2).await, *batch(OTHERS, 1, [6]).one_time()[0].bundle());
    assert_eq!(directory.take(3).await, last_resort(BOBS, 1));
}

#[rstest]
#[tokio::test]
async fn a_later_generation_takes_the_place_of_all_that_is_there(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [1, 2, 3]).await;

    directory.publish(2, [2, 3, 4]).await;

    assert_eq!(directory.left().await, left(2, 1, 4));
    let first = directory.take(1).await;
    assert_eq!((first.generation(), first.one_time()), (2, Some(4)));
    assert_eq!(directory.take(2).await, last_resort(BOBS, 2));
}

#[rstest]
#[tokio::test]
async fn t14_a_number_is_not_used_again_by_a_later_generation_without_one_time_bundles(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(1, [1, 2, 3]).await;

    directory.publish(2, []).await;
    directory.publish(2, [3, 4]).await;

    assert_eq!(directory.left().await, left(2, 1, 4));
}

#[rstest]
#[tokio::test]
async fn an_earlier_generation_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.publish(2, [1]).await;

    directory.publish(1, [2, 3]).await;

    assert_eq!(directory.left().await, left(2, 1, 1));
    assert_eq!(directory.take(1).await.generation(), 2);
    assert_eq!(directory.take(2).await, last_resort(BOBS, 2));
}

#[rstest]
#[tokio::test]
async fn one_device_leaves_the_pre_keys_of_others_alone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    directory.store.registry.register(&enrolment(CAROL, 3, 4), at(0)).await.unwrap();
    let carol = device("d1", CAROL);
    directory.publish(1, [1, 2]).await;

    directory.store.pre_keys.publish(&carol, &batch(4, 9, [1])).await.unwrap();
    directory.store.pre_keys.claim(&claim(1, &alice(), &carol)).await.unwrap();

    assert_eq!(directory.left().await, left(1, 2, 2));
    let of_carol = directory.store.pre_key_book.left(&carol).await.unwrap();
    assert_eq!(of_carol, left(9, 0, 1));
}

#[rstest]
#[tokio::test]
async fn t54_there_is_room_for_so_many_and_the_others_may_come_later(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = with_bob(store).await;
    let most = u32::try_from(<dyn PreKeys>::MOST).unwrap();
    directory.publish(1, 1..=100).await;
    directory.publish(1, 101..most).await;

    directory.publish(1, most..=most + 1).await;
    let full = directory.left().await;
    directory.take(1).await;
    directory.publish(1, most..=most + 1).await;

    assert_eq!(full, left(1, most.into(), most));
    assert_eq!(directory.left().await, left(1, most.into(), most + 1));
}
