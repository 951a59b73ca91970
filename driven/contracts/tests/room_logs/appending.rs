//! One entry a place.

use causerie_chat::{RoomEntry, RoomRefusal};
use causerie_contracts::{Store, lets_go, lets_in, no_change, room, room_entry};
use causerie_usecases::ports::LoggedEntry;
use rstest::rstest;

use crate::given::{alice, bob, carol, hall, public_entry, stranger};

#[rstest]
#[tokio::test]
async fn entries_stand_in_their_order_as_they_were_put_in(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;

    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;
    hall.put(&bob(), room, 2, no_change()).await;

    let read = hall.read(&alice(), room, 1).await.unwrap();
    let logged = |place: u8, by, change| LoggedEntry {
        place: causerie_chat::RoomPlace(place.into()),
        by,
        commit: vec![place; 10].try_into().unwrap(),
        change,
        welcome: None,
    };
    assert_eq!(read, [logged(1, alice(), lets_in(&[&bob()])), logged(2, bob(), no_change())]);
}

#[rstest]
#[case::taken(1, RoomRefusal::Taken)]
#[case::taken_by_ones_own(2, RoomRefusal::Taken)]
#[case::the_beginning(0, RoomRefusal::Taken)]
#[case::ahead(4, RoomRefusal::Ahead)]
#[case::far_ahead(u64::MAX, RoomRefusal::Ahead)]
#[tokio::test]
async fn t27_whoever_comes_first_has_the_place_and_only_the_next_is_free(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] place: u64,
    #[case] refusal: RoomRefusal,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;
    hall.put(&bob(), room, 2, no_change()).await;

    let refused = hall.offer(&bob(), room, place, room_entry(9, no_change()), 9).await;

    assert_eq!(refused, Some(refusal));
    assert_eq!(hall.places(&alice(), room).await, [1, 2]);
    assert_eq!(hall.offer(&bob(), room, 3, room_entry(9, no_change()), 9).await, None);
}

#[rstest]
#[tokio::test]
async fn t28_the_very_same_again_is_the_same_entry_also_later_and_by_nobody_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob(), &carol()])).await;
    hall.put(&bob(), room, 2, no_change()).await;
    hall.put(&alice(), room, 3, lets_go(&[&bob()])).await;

    let (again, other) = (room_entry(2, no_change()), room_entry(2, lets_go(&[&bob()])));

    // Also of one who was let go since: it has to learn that its entry counted.
    assert_eq!(hall.offer(&bob(), room, 2, again.clone(), 9).await, None);
    assert_eq!(hall.offer(&carol(), room, 2, again, 9).await, Some(RoomRefusal::Taken));
    assert_eq!(hall.offer(&bob(), room, 2, other, 9).await, Some(RoomRefusal::NoSuchRoom));
    assert_eq!(hall.places(&carol(), room).await, [1, 2, 3]);
}

#[rstest]
#[tokio::test]
async fn t48_to_who_is_not_in_it_a_private_room_is_none_whatever_is_offered(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(0, 1, 2, 3)] place: u64,
) {
    let hall = hall(store).await;
    let there = hall.private().await;
    hall.put(&alice(), there, 1, no_change()).await;

    for by in [bob(), stranger()] {
        for entry in [room_entry(1, no_change()), public_entry(2, lets_in(&[&by]))] {
            for which in [there, room(77)] {
                let refused = hall.offer(&by, which, place, entry.clone(), 5).await;
                assert_eq!(refused, Some(RoomRefusal::NoSuchRoom));
            }
        }
        assert_eq!(hall.places_from(&by, there, place).await, Err("no such room"));
        assert_eq!(hall.places_from(&by, room(77), place).await, Err("no such room"));
        assert_eq!(hall.store.book.info(&by, there).await.unwrap(), None);
    }
    assert_eq!(hall.places(&alice(), there).await, [1]);
}

#[rstest]
#[case::nobody(stranger())]
#[case::an_unknown_device(causerie_contracts::device("d9", causerie_contracts::BOB))]
#[case::of_another_directory(causerie_contracts::device("d1", "eve@elsewhere.example"))]
#[tokio::test]
async fn only_devices_on_record_are_let_in_and_all_or_none(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] nobody: causerie_chat::DeviceAddress,
) {
    let hall = hall(store).await;
    let room = hall.private().await;

    let refused =
        hall.offer(&alice(), room, 1, room_entry(1, lets_in(&[&bob(), &nobody])), 1).await;

    assert_eq!(refused, Some(RoomRefusal::UnknownDevice));
    assert_eq!(hall.rooms(&bob()).await, []);
    assert_eq!(hall.places(&alice(), room).await, [0; 0]);
    // To let go who is nobody is to change nothing: they may have been somebody.
    hall.put(&alice(), room, 1, lets_go(&[&nobody, &bob()])).await;
}

#[rstest]
#[tokio::test]
async fn what_others_come_in_by_stands_in_public_entries_alone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let (private, public) = (hall.private().await, hall.public().await);
    let bare = |entry: RoomEntry| RoomEntry { info: None, ..entry };

    let without = hall.offer(&alice(), public, 1, bare(public_entry(1, no_change())), 1).await;
    let with = hall.offer(&alice(), private, 1, public_entry(1, no_change()), 1).await;

    assert_eq!((without, with), (Some(RoomRefusal::WrongInfo), Some(RoomRefusal::WrongInfo)));
}
