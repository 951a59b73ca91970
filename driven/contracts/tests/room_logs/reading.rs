//! Who reads what.

use causerie_chat::{RoomKind, RoomPlace};
use causerie_contracts::{
    BOB, Store, at, info, lets_go, lets_in, linked, no_change, person, revoked, room, room_entry,
};
use causerie_usecases::ports::LoggedRoom;
use rstest::rstest;

use crate::given::{alice, bob, carol, hall, phone, stranger};

#[rstest]
#[tokio::test]
async fn who_was_let_go_reads_up_to_that_and_nothing_behind(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, no_change()).await;
    hall.put(&alice(), room, 2, lets_in(&[&bob()])).await;
    hall.put(&alice(), room, 3, no_change()).await;
    hall.put(&alice(), room, 4, lets_go(&[&bob()])).await;
    hall.put(&alice(), room, 5, no_change()).await;

    assert_eq!(hall.places(&bob(), room).await, [2, 3, 4]);
    assert_eq!(hall.places_from(&bob(), room, 4).await.unwrap(), [4]);
    assert_eq!(hall.places_from(&bob(), room, 5).await.unwrap(), [0; 0]);
    assert_eq!(hall.readers(room, 4).await, [alice(), bob()]);
    assert_eq!(hall.readers(room, 5).await, [alice()]);
    assert_eq!(hall.readers(room, 6).await, []);
    assert_eq!(hall.readers(causerie_contracts::room(77), 1).await, []);
}

#[rstest]
#[tokio::test]
async fn who_came_again_reads_both_times_and_not_what_was_between(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;
    hall.put(&alice(), room, 2, lets_go(&[&bob()])).await;
    hall.put(&alice(), room, 3, no_change()).await;
    hall.put(&alice(), room, 4, lets_in(&[&bob()])).await;
    hall.put(&alice(), room, 5, lets_in(&[&bob()])).await;

    assert_eq!(hall.places(&bob(), room).await, [1, 2, 4, 5]);
    let two = hall.store.book.entries(&bob(), room, RoomPlace(2), 2, usize::MAX).await.unwrap();
    assert_eq!(two.iter().map(|entry| entry.place.0).collect::<Vec<_>>(), [2, 4]);
}

#[rstest]
#[case::items(2, usize::MAX, 2)]
#[case::no_items(0, usize::MAX, 1)]
#[case::bytes(9, 30, 2)]
#[case::few_bytes(9, 29, 1)]
#[case::no_bytes(9, 0, 1)]
#[case::all(9, usize::MAX, 3)]
#[tokio::test]
async fn so_many_entries_and_bytes_are_told_at_once_and_always_one(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] items: usize,
    #[case] bytes: usize,
    #[case] told: usize,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    for place in 1..=3 {
        // A commit of 10 bytes, and 5 that say that nobody comes or goes.
        hall.put(&alice(), room, place, no_change()).await;
    }

    let read = hall.store.book.entries(&alice(), room, RoomPlace(1), items, bytes).await.unwrap();

    assert_eq!(read.len(), told);
    assert!(read.iter().all(|entry| entry.bytes() == 15));
}

#[rstest]
#[tokio::test]
async fn a_device_is_told_of_its_rooms_page_by_page(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    for n in [3, 1, 2] {
        hall.found(&alice(), room(n), RoomKind::Private).await.unwrap();
    }
    hall.found(&bob(), room(4), RoomKind::Public).await.unwrap();
    hall.put(&alice(), room(2), 1, lets_in(&[&bob()])).await;
    hall.put(&alice(), room(2), 2, no_change()).await;
    hall.put(&alice(), room(3), 1, lets_in(&[&bob()])).await;
    hall.put(&alice(), room(3), 2, lets_go(&[&bob()])).await;
    hall.put(&alice(), room(3), 3, no_change()).await;

    let all = hall.rooms(&bob()).await;
    let first = hall.store.book.rooms(&bob(), None, 1).await.unwrap();
    let rest = hall.store.book.rooms(&bob(), Some(room(2)), 9).await.unwrap();

    let known = |n, kind, last, is_in, is_keeper| LoggedRoom {
        room: room(n),
        kind,
        last: RoomPlace(last),
        is_in,
        is_keeper,
    };
    let (private, public) = (RoomKind::Private, RoomKind::Public);
    let expected = [
        known(2, private, 2, true, false),
        known(3, private, 2, false, false),
        known(4, public, 0, true, true),
    ];
    assert_eq!(all, expected);
    assert_eq!((&*first, &*rest), (&expected[..1], &expected[1..]));
    assert_eq!(hall.rooms(&carol()).await, []);
    assert_eq!(hall.rooms(&stranger()).await, []);
}

#[rstest]
#[tokio::test]
async fn a_public_room_stands_open_as_its_last_entry_left_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let (private, public) = (hall.private().await, hall.public().await);
    let open = async |who| hall.store.book.info(&who, public).await.unwrap();
    let first = open(bob()).await.unwrap();

    hall.put_public(&bob(), public, 1, lets_in(&[&bob()])).await;

    let second = open(carol()).await.unwrap();
    assert_eq!((first.last.0, first.info), (0, info(0, 10)));
    assert_eq!((second.last.0, second.info), (1, info(1, 10)));
    assert_eq!(open(stranger()).await, None);
    assert_eq!(hall.store.book.info(&alice(), private).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn a_revoked_device_reads_nothing_and_is_told_of_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let (private, public) = (hall.private().await, hall.public().await);
    hall.put(&alice(), private, 1, lets_in(&[&bob(), &phone()])).await;
    hall.put(&phone(), private, 2, no_change()).await;
    hall.put_public(&phone(), public, 1, lets_in(&[&phone()])).await;
    let bobs = linked(&person(BOB, 3, &[("d1", 4)]), 3, "phone", 7);

    let without = revoked(&bobs, 3, "phone").list.unwrap();
    hall.store.device_lists.replace(&without, at(5)).await.unwrap();

    assert_eq!(hall.places_from(&phone(), private, 1).await, Err("no such room"));
    assert_eq!(hall.places_from(&phone(), public, 1).await, Err("no such room"));
    assert_eq!(hall.rooms(&phone()).await, []);
    assert_eq!(hall.store.book.info(&phone(), public).await.unwrap(), None);
    assert_eq!(hall.readers(private, 2).await, [alice(), bob()]);
    for (place, entry) in [(2, room_entry(2, no_change())), (3, room_entry(3, no_change()))] {
        let refused = hall.offer(&phone(), private, place, entry, 9).await;
        assert_eq!(refused, Some(causerie_chat::RoomRefusal::NoSuchRoom));
    }
    // What it did stays, and it can be let go by name though it is on record no more.
    let read = hall.read(&bob(), private, 2).await.unwrap();
    assert_eq!(read[0].by, phone());
    hall.put(&bob(), private, 3, lets_go(&[&phone()])).await;
    let again = hall.offer(&alice(), private, 4, room_entry(4, lets_in(&[&phone()])), 9).await;
    assert_eq!(again, Some(causerie_chat::RoomRefusal::UnknownDevice));
}
