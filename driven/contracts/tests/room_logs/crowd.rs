//! As many devices as can be in a room.

use causerie_chat::{
    AccountSecret, DeviceAddress, DeviceSecret, Enrolment, RoomChange, RoomMember, RoomRefusal,
};
use causerie_contracts::{Store, at, room_entry};
use rstest::rstest;

use crate::given::{alice, hall};

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t30_a_room_has_a_thousand_devices_and_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    let crowd: Vec<_> = (0..1_000).map(somebody).collect();
    let registering = crowd.iter().map(|enrolment| {
        let (registry, enrolment) = (hall.store.registry.clone(), enrolment.clone());
        tokio::spawn(async move {
            let enrolment = enrolment.verify().unwrap();
            registry.register(&enrolment, at(0)).await.unwrap();
        })
    });
    for one in registering.collect::<Vec<_>>() {
        one.await.unwrap();
    }
    let devices: Vec<_> = crowd.into_iter().map(|enrolment| enrolment.device).collect();
    let (all_but_one, last) = devices.split_at(RoomMember::MOST - 1);
    let mut place = 0;
    for hundred in all_but_one.chunks(RoomChange::MOST) {
        place += 1;
        let entry = room_entry(1, change(hundred, &[]));
        assert_eq!(hall.offer(&alice(), room, place, entry, place).await, None);
    }

    let offer = async |place, entry| hall.offer(&alice(), room, place, entry, place).await;
    let one_more = offer(place + 1, room_entry(2, change(last, &[]))).await;
    let who_is_in = offer(place + 1, room_entry(3, change(&devices[..9], &[]))).await;
    let for_another = offer(place + 2, room_entry(4, change(last, &devices[..1]))).await;
    let and_again = offer(place + 3, room_entry(5, change(&devices[..1], &[]))).await;

    assert_eq!(one_more, Some(RoomRefusal::TooManyDevices));
    assert_eq!((who_is_in, for_another), (None, None));
    assert_eq!(and_again, Some(RoomRefusal::TooManyDevices));
    assert_eq!(hall.readers(room, place + 2).await.len(), RoomMember::MOST + 1);
}

fn somebody(n: u32) -> Enrolment {
    let seed = |kind| {
        let mut seed = [kind; 32];
        seed[..4].copy_from_slice(&n.to_be_bytes());
        seed
    };
    let (account, own) = (AccountSecret::from_seed(&seed(1)), DeviceSecret::from_seed(&seed(2)));
    let device = format!("d1.p{n}.peers.chat.example.org").parse().unwrap();
    Enrolment::sign(device, &account, &own)
}

fn change(lets_in: &[DeviceAddress], lets_go: &[DeviceAddress]) -> RoomChange {
    RoomChange::new(lets_in.to_vec(), lets_go.to_vec(), vec![], vec![]).unwrap()
}
