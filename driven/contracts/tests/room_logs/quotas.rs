//! How much is kept.

use causerie_chat::{RoomEntry, RoomKind, RoomRefusal};
use causerie_contracts::{Store, at, info, lets_in, makes, no_change, room, room_entry};
use causerie_usecases::ports::RoomTerms;
use rstest::rstest;

use crate::given::{alice, bob, hall_with, phone, public_entry};

const DAY: u64 = 24 * 60 * 60;

#[rstest]
#[tokio::test]
async fn t54_a_device_puts_so_many_entries_into_a_log_within_a_day_and_others_go_on(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let terms = RoomTerms { entries_per_day: 3, ..RoomTerms::default() };
    let hall = hall_with(store, terms).await;
    let one = hall.private().await;
    hall.found(&alice(), room(3), RoomKind::Private).await.unwrap();
    hall.put(&alice(), one, 1, lets_in(&[&bob(), &phone()])).await;
    for place in 2..=3 {
        hall.put(&alice(), one, place, no_change()).await;
    }

    let entry = || room_entry(9, no_change());
    let fourth = hall.offer(&alice(), one, 4, entry(), DAY).await;
    let again = hall.offer(&alice(), one, 3, room_entry(3, no_change()), DAY).await;
    let elsewhere = hall.offer(&alice(), room(3), 1, entry(), DAY).await;
    let others = hall.offer(&bob(), one, 4, entry(), DAY).await;
    let next_day = hall.offer(&alice(), one, 5, entry(), DAY + 1).await;
    let but_one = hall.offer(&alice(), one, 6, entry(), DAY + 1).await;

    assert_eq!(fourth, Some(RoomRefusal::TooOften));
    assert_eq!((again, elsewhere, others, next_day), (None, None, None, None));
    assert_eq!(but_one, Some(RoomRefusal::TooOften));
}

#[rstest]
#[tokio::test]
async fn t54_a_log_takes_so_many_bytes_until_some_of_it_is_thrown_away(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    // Of 15 bytes each: a commit of 10, and 5 that say that nobody comes or goes.
    let terms = RoomTerms { bytes_per_room: 45, ..RoomTerms::default() };
    let hall = hall_with(store, terms).await;
    let room = hall.private().await;
    for place in 1..=3 {
        hall.put(&alice(), room, place, no_change()).await;
    }

    let full = hall.offer(&alice(), room, 4, room_entry(4, no_change()), 4).await;
    hall.store.logs.expire(at(2)).await.unwrap();
    let fits = hall.offer(&alice(), room, 4, room_entry(4, no_change()), 5).await;
    let full_again = hall.offer(&alice(), room, 5, room_entry(5, no_change()), 5).await;

    let too_much = Some(RoomRefusal::LogFull);
    assert_eq!((full, fits, full_again), (too_much, None, too_much));
}

#[rstest]
#[tokio::test]
async fn t54_what_others_come_in_by_counts_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let terms = RoomTerms { bytes_per_room: 130, ..RoomTerms::default() };
    let hall = hall_with(store, terms).await;
    let room = hall.public().await;
    let entry = |n| RoomEntry { info: Some(info(n, 100)), ..public_entry(n, no_change()) };

    let outcomes = [
        hall.offer(&alice(), room, 1, entry(1), 1).await,
        hall.offer(&alice(), room, 2, entry(2), 2).await,
        hall.offer(&alice(), room, 3, entry(3), 3).await,
        hall.offer(&alice(), room, 3, public_entry(3, no_change()), 3).await,
    ];

    assert_eq!(outcomes, [None, None, Some(RoomRefusal::LogFull), None]);
}

#[rstest]
#[tokio::test]
async fn t54_who_is_no_keeper_cannot_fill_a_log_so_that_keepers_cannot_act(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let terms = RoomTerms { bytes_per_room: 200, ..RoomTerms::default() };
    let hall = hall_with(store, terms).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;

    let mut place = 2;
    while hall.offer(&bob(), room, place, room_entry(9, no_change()), 2).await.is_none() {
        place += 1;
    }
    let refused = hall.offer(&bob(), room, place, room_entry(9, no_change()), 2).await;
    let kept = hall.offer(&alice(), room, place, room_entry(9, makes(&[&bob()], &[])), 2).await;
    let promoted = hall.offer(&bob(), room, place + 1, room_entry(9, no_change()), 2).await;

    assert_eq!((refused, kept, promoted), (Some(RoomRefusal::LogFull), None, None));
    assert!(place > 2);
}
