//! The room that is the public channel, and who may not come into it.

use causerie_chat::RoomRefusal;
use causerie_contracts::{
    ALICE, BOB, Store, address, at, info, lets_go, lets_in, makes, no_change, room,
};
use causerie_usecases::ports::{RoomKeeping, RoomOffer, RoomTerms};
use rstest::rstest;

use crate::given::{Hall, alice, bob, carol, hall, public_entry};

#[rstest]
#[tokio::test]
async fn the_first_id_is_the_public_channels_for_good(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.room_logs();
    assert_eq!(directory.public_book.reserved().await.unwrap(), None);

    for n in [4, 5, 4] {
        directory.public.reserve(room(n)).await.unwrap();
    }

    assert_eq!(directory.public_book.reserved().await.unwrap(), Some(room(4)));
}

#[rstest]
#[tokio::test]
async fn somebody_is_banned_until_they_are_no_more_and_again_changes_nothing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let banned = async |who| hall.store.public_book.is_banned(&address(who)).await.unwrap();
    assert!(!banned(BOB).await);

    for _ in 0..2 {
        hall.store.public.ban(&address(BOB), true, at(1)).await.unwrap();
    }

    assert!(banned(BOB).await && !banned(ALICE).await);
    for _ in 0..2 {
        hall.store.public.ban(&address(BOB), false, at(2)).await.unwrap();
    }
    assert!(!banned(BOB).await);
}

#[rstest]
#[tokio::test]
async fn of_somebody_who_is_not_on_record_no_ban_is_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let hall = hall(store).await;
    let nobody = address("nobody@chat.example.org");

    hall.store.public.ban(&nobody, true, at(1)).await.unwrap();

    assert!(!hall.store.public_book.is_banned(&nobody).await.unwrap());
}

/// The same hall, where it is said from outside who keeps the rooms.
fn kept(hall: &mut Hall, keeping: RoomKeeping) {
    hall.terms = RoomTerms { keeping, ..hall.terms };
}

#[rstest]
#[tokio::test]
async fn t51_who_keeps_a_room_is_said_by_the_operator_where_the_operator_says_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let mut hall = hall(store).await;
    kept(&mut hall, RoomKeeping::Others);
    let room = hall.public().await;
    hall.put_public(&bob(), room, 1, lets_in(&[&bob()])).await;
    hall.put_public(&carol(), room, 2, lets_in(&[&carol()])).await;
    let offer = async |hall: &Hall, by, place, change| {
        hall.offer(&by, room, place, public_entry(9, change), 9).await
    };

    let by_founder = offer(&hall, alice(), 3, lets_go(&[&carol()])).await;
    let names_one = offer(&hall, alice(), 3, makes(&[&alice()], &[])).await;
    kept(&mut hall, RoomKeeping::Caller);
    let by_moderator = offer(&hall, bob(), 3, lets_go(&[&carol()])).await;
    let from_outside = offer(&hall, carol(), 4, lets_go(&[&alice()])).await;
    kept(&mut hall, RoomKeeping::Others);
    let no_more = offer(&hall, bob(), 4, lets_go(&[&alice()])).await;

    let refused = Some(RoomRefusal::NotAllowed);
    assert_eq!((by_founder, names_one, by_moderator), (refused, refused, None));
    assert_eq!((from_outside, no_more), (refused, refused));
    assert!(!hall.rooms(&alice()).await[0].is_keeper);
}

#[rstest]
#[tokio::test]
async fn t54_who_is_no_keeper_by_the_operators_word_fills_half_of_a_log(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let mut hall = hall(store).await;
    hall.terms.bytes_per_room = 60;
    kept(&mut hall, RoomKeeping::Others);
    let room = hall.public().await;
    let offer = async |hall: &Hall| {
        let entry =
            causerie_chat::RoomEntry { info: Some(info(1, 20)), ..public_entry(1, no_change()) };
        let place = causerie_chat::RoomPlace(1);
        let offer = RoomOffer { room, by: alice(), place, entry };
        hall.store.logs.append(&offer, &hall.terms, at(1)).await.is_ok()
    };

    let as_member = offer(&hall).await;
    kept(&mut hall, RoomKeeping::Caller);
    let as_keeper = offer(&hall).await;

    assert_eq!((as_member, as_keeper), (false, true));
}
