//! What grows old.

use causerie_chat::RoomRefusal;
use causerie_contracts::{Store, at, lets_go, lets_in, no_change, room_entry};
use rstest::rstest;

use crate::given::{Hall, alice, bob, carol, hall};

async fn expire(hall: &Hall, before: u64) {
    hall.store.logs.expire(at(before)).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn what_grew_old_is_thrown_away_from_the_front_and_who_is_that_far_behind_is_told(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    for place in 1..=3 {
        hall.put(&alice(), room, place, no_change()).await;
    }
    hall.put(&alice(), room, 4, lets_in(&[&bob()])).await;

    expire(&hall, 4).await;

    for from in [0, 1, 3] {
        assert_eq!(hall.places_from(&alice(), room, from).await, Err("expired"));
    }
    assert_eq!(hall.places_from(&alice(), room, 4).await.unwrap(), [4]);
    // Nothing that was for him was thrown away.
    assert_eq!(hall.places(&bob(), room).await, [4]);
    assert_eq!(hall.readers(room, 3).await, []);
    let entry = || room_entry(3, no_change());
    let late = async |place| hall.offer(&alice(), room, place, entry(), 9).await;
    assert_eq!(late(3).await, Some(RoomRefusal::Expired));
    assert_eq!(late(4).await, Some(RoomRefusal::Taken));
    assert_eq!(late(5).await, None);
}

#[rstest]
#[tokio::test]
async fn numbers_go_on_though_the_whole_log_was_thrown_away(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;
    hall.put(&alice(), room, 2, no_change()).await;

    expire(&hall, 99).await;

    assert_eq!(hall.places_from(&bob(), room, 3).await.unwrap(), [0; 0]);
    assert_eq!(hall.rooms(&bob()).await[0].last.0, 2);
    let again = hall.offer(&alice(), room, 1, room_entry(1, no_change()), 9).await;
    assert_eq!(again, Some(RoomRefusal::Expired));
    hall.put(&bob(), room, 3, no_change()).await;
    assert_eq!(hall.places_from(&alice(), room, 3).await.unwrap(), [3]);
}

#[rstest]
#[tokio::test]
async fn who_was_let_go_is_forgotten_with_the_entry_that_did(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob(), &carol()])).await;
    hall.put(&alice(), room, 2, lets_go(&[&bob()])).await;
    hall.put(&alice(), room, 3, lets_go(&[&carol()])).await;

    expire(&hall, 3).await;

    assert_eq!(hall.places_from(&bob(), room, 2).await, Err("no such room"));
    assert_eq!(hall.rooms(&bob()).await, []);
    assert_eq!(hall.places_from(&carol(), room, 2).await, Err("expired"));
    assert_eq!(hall.places_from(&carol(), room, 3).await.unwrap(), [3]);
}

#[rstest]
#[tokio::test]
async fn a_clock_that_jumped_makes_no_hole(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let hall = hall(store).await;
    let room = hall.private().await;
    for (place, second) in [(1, 10), (2, 500), (3, 20)] {
        let entry = room_entry(1, no_change());
        assert_eq!(hall.offer(&alice(), room, place, entry, second).await, None);
    }

    expire(&hall, 100).await;

    assert_eq!(hall.places_from(&alice(), room, 2).await.unwrap(), [2, 3]);
    expire(&hall, 501).await;
    assert_eq!(hall.places_from(&alice(), room, 4).await.unwrap(), [0; 0]);
}

#[rstest]
#[tokio::test]
async fn t54_no_more_than_a_thousand_are_thrown_away_at_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let mut hall = hall(store).await;
    hall.terms.entries_per_day = u64::MAX;
    let room = hall.private().await;
    for place in 1..=1_001 {
        let entry = room_entry(1, no_change());
        assert_eq!(hall.offer(&alice(), room, place, entry, 1).await, None);
    }

    expire(&hall, 2).await;

    assert_eq!(hall.places_from(&alice(), room, 1_001).await.unwrap(), [1_001]);
    expire(&hall, 2).await;
    assert_eq!(hall.places_from(&alice(), room, 1_001).await, Err("expired"));
}
