//! Founding rooms.

use causerie_chat::RoomKind;
use causerie_contracts::{Store, at, info, no_change, room};
use causerie_usecases::ports::{NotFounded, RoomFounding, RoomTerms};
use rstest::rstest;

use crate::given::{alice, bob, carol, founding, hall, hall_with, phone, stranger};

#[rstest]
#[tokio::test]
async fn a_room_is_founded_once_however_often_and_however_late_it_is_asked_for(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, no_change()).await;

    hall.private().await;

    assert_eq!(hall.places(&alice(), room).await, [1]);
    let known = hall.rooms(&alice()).await;
    assert_eq!(known.len(), 1);
    assert!(known[0].is_in && known[0].is_keeper && known[0].last.0 == 1);
}

#[rstest]
#[case::by_somebody_else(RoomFounding { by: bob(), ..founding(&alice(), room(2), RoomKind::Public) })]
#[case::of_another_kind(founding(&alice(), room(2), RoomKind::Private))]
#[case::with_another_info(RoomFounding {
    info: Some(info(9, 10)),
    ..founding(&alice(), room(2), RoomKind::Public)
})]
#[tokio::test]
async fn t51_a_room_that_is_there_is_not_founded_otherwise(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] second: RoomFounding,
) {
    let hall = hall(store).await;
    let public = hall.public().await;

    let refused = hall.store.logs.found(&second, &hall.terms, at(1)).await;

    assert!(matches!(refused, Err(NotFounded::IdInUse)));
    assert_eq!(hall.rooms(&bob()).await, []);
    let found = hall.store.book.info(&bob(), public).await.unwrap().unwrap();
    assert_eq!((found.last.0, found.info), (0, info(0, 10)));
}

#[rstest]
#[tokio::test]
async fn nobody_founds_a_room_who_is_not_on_record(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;

    let refused = hall.found(&stranger(), room(1), RoomKind::Private).await;

    assert!(matches!(refused, Err(NotFounded::UnknownDevice)));
    hall.private().await;
}

#[rstest]
#[case::missing(RoomKind::Public, false)]
#[case::not_to_be_there(RoomKind::Private, true)]
#[tokio::test]
async fn a_public_room_brings_what_others_come_in_by_and_a_private_one_does_not(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] kind: RoomKind,
    #[case] brings: bool,
) {
    let hall = hall(store).await;
    let info = brings.then(|| info(1, 1));
    let founding = RoomFounding { info, ..founding(&alice(), room(1), kind) };

    let refused = hall.store.logs.found(&founding, &hall.terms, at(0)).await;

    assert!(matches!(refused, Err(NotFounded::WrongInfo)));
    assert_eq!(hall.rooms(&alice()).await, []);
}

#[rstest]
#[tokio::test]
async fn t54_a_person_founds_so_many_rooms_with_all_their_devices_and_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let terms = RoomTerms { rooms_per_person: 2, ..RoomTerms::default() };
    let hall = hall_with(store, terms).await;
    hall.found(&bob(), room(1), RoomKind::Private).await.unwrap();
    hall.found(&phone(), room(2), RoomKind::Public).await.unwrap();

    let third = hall.found(&bob(), room(3), RoomKind::Private).await;

    assert!(matches!(third, Err(NotFounded::TooMany)));
    hall.found(&bob(), room(1), RoomKind::Private).await.unwrap();
    hall.found(&carol(), room(3), RoomKind::Private).await.unwrap();
}
