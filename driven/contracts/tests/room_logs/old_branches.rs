//! Old entries that come again.

use causerie_chat::RoomRefusal;
use causerie_contracts::{Store, lets_go, lets_in, makes, no_change, room_entry};
use rstest::rstest;

use crate::given::{alice, bob, carol, hall};

#[rstest]
#[tokio::test]
async fn t32_an_old_entry_at_its_old_place_brings_back_nobody(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob(), &carol()])).await;
    hall.put(&alice(), room, 2, makes(&[&bob()], &[])).await;
    hall.put(&alice(), room, 3, lets_go(&[&bob()])).await;

    hall.put(&alice(), room, 1, lets_in(&[&bob(), &carol()])).await;
    hall.put(&alice(), room, 2, makes(&[&bob()], &[])).await;

    assert_eq!(hall.readers(room, 3).await, [alice(), bob(), carol()]);
    hall.put(&alice(), room, 4, no_change()).await;
    assert_eq!(hall.readers(room, 4).await, [alice(), carol()]);
    assert_eq!(hall.places(&bob(), room).await, [1, 2, 3]);
    let refused = hall.offer(&bob(), room, 5, room_entry(5, no_change()), 5).await;
    assert_eq!(refused, Some(RoomRefusal::NoSuchRoom));
}

#[rstest]
#[tokio::test]
async fn t32_a_branch_of_before_offered_at_new_places_is_held_to_who_is_who_now(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;
    hall.put(&alice(), room, 2, makes(&[&bob()], &[])).await;
    // Bob has a branch of his own, of the time when he was a keeper.
    let branch = [lets_in(&[&carol()]), lets_go(&[&alice()]), makes(&[&bob()], &[&alice()])];
    hall.put(&alice(), room, 3, makes(&[], &[&bob()])).await;

    for (n, change) in (3..).zip(branch) {
        for place in 3..=4 {
            let refused = hall.offer(&bob(), room, place, room_entry(n, change.clone()), 9).await;
            assert_eq!(refused, Some(RoomRefusal::NotAllowed), "{n} at {place}");
        }
    }

    hall.put(&alice(), room, 4, no_change()).await;
    assert_eq!(hall.readers(room, 4).await, [alice(), bob()]);
}

#[rstest]
#[tokio::test]
async fn t32_an_old_entry_at_a_new_place_is_an_entry_like_any_other(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let room = hall.private().await;
    hall.put(&alice(), room, 1, lets_in(&[&bob()])).await;
    hall.put(&alice(), room, 2, lets_go(&[&bob()])).await;

    // By a keeper, who may: it lets him in from there on, and tells nothing of what was between.
    let old = room_entry(1, lets_in(&[&bob()]));
    hall.put(&alice(), room, 3, no_change()).await;
    assert_eq!(hall.offer(&alice(), room, 4, old, 4).await, None);

    assert_eq!(hall.places(&bob(), room).await, [1, 2, 4]);
    assert_eq!(hall.places(&alice(), room).await, [1, 2, 3, 4]);
}
