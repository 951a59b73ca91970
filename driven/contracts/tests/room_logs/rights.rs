//! Who may let whom in and go.

use causerie_chat::{DeviceAddress, RoomChange, RoomRefusal};
use causerie_contracts::{Store, lets_go, lets_in, makes, no_change, room_entry};
use rstest::rstest;

use crate::given::{alice, bob, carol, hall, phone, public_entry};

#[rstest]
#[case::somebody_in(lets_in(&[&carol()]))]
#[case::somebody_go(lets_go(&[&alice()]))]
#[case::oneself_and_somebody_in(lets_in(&[&phone(), &carol()]))]
#[case::oneself_a_keeper(makes(&[&bob()], &[]))]
#[case::a_keeper_none(makes(&[], &[&alice()]))]
#[tokio::test]
async fn t51_a_member_decides_about_devices_of_their_own_and_nobody_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] change: RoomChange,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;

    let refused = hall.offer(&bob(), room, 2, room_entry(2, change), 2).await;

    assert_eq!(refused, Some(RoomRefusal::NotAllowed));
    hall.put(&bob(), room, 2, lets_in(&[&phone()])).await;
    assert_eq!(hall.readers(room, 2).await, sorted(&[alice(), bob(), phone()]));
    hall.put(&phone(), room, 3, lets_go(&[&bob()])).await;
    hall.put(&phone(), room, 4, no_change()).await;
    assert_eq!(hall.readers(room, 4).await, sorted(&[alice(), phone()]));
}

#[rstest]
#[tokio::test]
async fn keepers_say_who_is_a_keeper_and_who_is_none_any_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    let in_and_keeper =
        RoomChange::new(vec![bob()], vec![], vec![bob(), carol()], vec![alice()]).unwrap();
    hall.put(&alice(), room, 1, in_and_keeper).await;

    let by_former = hall.offer(&alice(), room, 2, room_entry(2, lets_in(&[&carol()])), 2).await;
    hall.put(&bob(), room, 2, lets_in(&[&carol()])).await;

    assert_eq!(by_former, Some(RoomRefusal::NotAllowed));
    // She was not in the room when she was to be a keeper.
    let keepers: Vec<_> =
        [hall.rooms(&alice()).await, hall.rooms(&bob()).await, hall.rooms(&carol()).await]
            .map(|rooms| rooms[0].is_keeper)
            .into();
    assert_eq!(keepers, [false, true, false]);
}

#[rstest]
#[tokio::test]
async fn who_was_let_go_and_let_in_again_keeps_nothing_of_being_a_keeper(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;
    hall.put(&alice(), room, 2, makes(&[&bob()], &[])).await;
    hall.put(&alice(), room, 3, lets_go(&[&bob()])).await;
    assert!(!hall.rooms(&bob()).await[0].is_keeper);

    hall.put(&alice(), room, 4, lets_in(&[&bob()])).await;

    let refused = hall.offer(&bob(), room, 5, room_entry(5, lets_go(&[&alice()])), 5).await;
    assert_eq!(refused, Some(RoomRefusal::NotAllowed));
}

#[rstest]
#[case::nothing(no_change())]
#[case::somebody_else(lets_in(&[&phone()]))]
#[case::oneself_and_another(lets_in(&[&bob(), &phone()]))]
#[case::somebody_go(RoomChange::new(vec![bob()], vec![alice()], vec![], vec![]).unwrap())]
#[case::oneself_a_keeper(RoomChange::new(vec![bob()], vec![], vec![bob()], vec![]).unwrap())]
#[tokio::test]
async fn t51_into_a_public_room_one_lets_oneself_and_nobody_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] change: RoomChange,
) {
    let hall = hall(store).await;
    let room = hall.public().await;

    let refused = hall.offer(&bob(), room, 1, public_entry(1, change), 1).await;

    assert_eq!(refused, Some(RoomRefusal::NotAllowed));
    assert_eq!(hall.places_from(&bob(), room, 1).await, Err("not allowed"));
    hall.put_public(&bob(), room, 1, lets_in(&[&bob()])).await;
    assert_eq!(hall.places(&bob(), room).await, [1]);
    let room = hall.rooms(&bob()).await[0];
    assert!(room.is_in && !room.is_keeper);
}

fn sorted(devices: &[DeviceAddress]) -> Vec<DeviceAddress> {
    let mut devices = devices.to_vec();
    devices.sort();
    devices
}
