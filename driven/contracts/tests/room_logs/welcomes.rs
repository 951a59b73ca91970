//! What those join with whom an entry lets in.

use causerie_chat::{RoomChange, RoomEntry, RoomRefusal, RoomWelcome};
use causerie_contracts::{Store, at, lets_go, lets_in, no_change, room_entry};
use causerie_usecases::ports::RoomTerms;
use rstest::rstest;

use crate::given::{Hall, alice, bob, carol, hall, hall_with};

/// An entry with a welcome of `bytes` bytes.
fn welcoming(n: u8, change: RoomChange, bytes: usize) -> RoomEntry {
    RoomEntry { welcome: Some(welcome(n, bytes)), ..room_entry(n, change) }
}

fn welcome(n: u8, bytes: usize) -> RoomWelcome {
    vec![n; bytes].try_into().unwrap()
}

/// The welcomes that somebody reads, with the places they stand at.
async fn read(
    hall: &Hall,
    reader: &causerie_chat::DeviceAddress,
) -> Vec<(u64, Option<RoomWelcome>)> {
    let room = causerie_contracts::room(1);
    let entries = hall.read(reader, room, 1).await.unwrap();
    entries.into_iter().map(|entry| (entry.place.0, entry.welcome)).collect()
}

#[rstest]
#[tokio::test]
async fn t02_a_welcome_is_told_to_whom_that_very_entry_lets_in_and_to_nobody_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    let first = welcoming(1, lets_in(&[&bob()]), 20);
    let second = welcoming(2, lets_in(&[&carol()]), 30);

    assert_eq!(hall.offer(&alice(), room, 1, first, 1).await, None);
    assert_eq!(hall.offer(&alice(), room, 2, second, 2).await, None);

    assert_eq!(read(&hall, &alice()).await, [(1, None), (2, None)]);
    assert_eq!(read(&hall, &bob()).await, [(1, Some(welcome(1, 20))), (2, None)]);
    assert_eq!(read(&hall, &carol()).await, [(2, Some(welcome(2, 30)))]);
}

#[rstest]
#[tokio::test]
async fn who_lost_the_room_is_welcomed_where_they_are(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;

    let again = welcoming(2, lets_in(&[&bob()]), 1);
    assert_eq!(hall.offer(&alice(), room, 2, again, 2).await, None);

    assert_eq!(read(&hall, &bob()).await, [(1, None), (2, Some(welcome(2, 1)))]);
}

#[rstest]
#[case::to_nobody(no_change())]
#[case::to_who_goes(lets_go(&[&bob()]))]
#[tokio::test]
async fn nobody_is_welcomed_who_is_not_let_in(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[case] change: RoomChange,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;

    let refused = hall.offer(&alice(), room, 2, welcoming(2, change, 1), 2).await;

    assert_eq!(refused, Some(RoomRefusal::WrongInfo));
    assert_eq!(hall.places(&alice(), room).await, [1]);
}

#[rstest]
#[tokio::test]
async fn t28_with_another_welcome_it_is_another_entry(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    let first = welcoming(1, lets_in(&[&bob()]), 20);
    assert_eq!(hall.offer(&alice(), room, 1, first.clone(), 1).await, None);

    let other = RoomEntry { welcome: Some(welcome(9, 20)), ..first.clone() };

    assert_eq!(hall.offer(&alice(), room, 1, first, 2).await, None);
    assert_eq!(hall.offer(&alice(), room, 1, other, 2).await, Some(RoomRefusal::Taken));
    assert_eq!(read(&hall, &bob()).await, [(1, Some(welcome(1, 20)))]);
}

#[rstest]
#[tokio::test]
async fn t54_a_welcome_counts_until_it_is_thrown_away_with_its_entry(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let lets_bob_in = || welcoming(1, lets_in(&[&bob()]), 100);
    let bytes_per_room = lets_bob_in().bytes() + 15;
    let hall = hall_with(store, RoomTerms { bytes_per_room, ..RoomTerms::default() }).await;
    let room = hall.private().await;
    assert_eq!(hall.offer(&alice(), room, 1, lets_bob_in(), 1).await, None);
    let empty = |n| room_entry(n, no_change());

    let fits = hall.offer(&alice(), room, 2, empty(2), 2).await;
    let full = hall.offer(&alice(), room, 3, empty(3), 3).await;
    hall.store.logs.expire(at(2)).await.unwrap();
    let again = hall.offer(&alice(), room, 3, lets_bob_in(), 3).await;
    let full_again = hall.offer(&alice(), room, 4, empty(4), 4).await;

    let too_much = Some(RoomRefusal::LogFull);
    assert_eq!((fits, full, again, full_again), (None, too_much, None, too_much));
}

#[rstest]
#[tokio::test]
async fn of_what_is_told_at_once_a_welcome_is_a_part_only_for_whom_it_is(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    let (first, second) =
        (welcoming(1, lets_in(&[&bob()]), 500), welcoming(2, lets_in(&[&bob()]), 500));
    assert_eq!(hall.offer(&alice(), room, 1, first, 1).await, None);
    assert_eq!(hall.offer(&alice(), room, 2, second, 2).await, None);

    let told = async |reader| {
        let from = causerie_chat::RoomPlace(1);
        hall.store.book.entries(&reader, room, from, 9, 600).await.unwrap().len()
    };

    assert_eq!((told(alice()).await, told(bob()).await), (2, 1));
}
