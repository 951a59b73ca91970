use causerie_contracts::{CAROL, Store, address};
use causerie_usecases::ports::RoomWish;
use rstest::rstest;

use crate::wished::{wish, wishes};

#[rstest]
#[tokio::test]
async fn what_this_device_wishes_for_is_there_after_a_new_start(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();

    for n in [1, 2] {
        store.wishes.wish(&wish(n, n)).await.unwrap();
    }

    assert_eq!(wishes(&store).await, [wish(1, 1), wish(2, 2)]);
    assert_eq!(wishes(&store.reopened()).await, [wish(1, 1), wish(2, 2)]);
}

#[rstest]
#[tokio::test]
async fn what_it_asks_with_next_takes_the_place_of_that(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.rooms();
    for n in [1, 2] {
        store.wishes.wish(&wish(n, n)).await.unwrap();
    }

    let anew = RoomWish { of: address(CAROL), ..wish(1, 9) };
    store.wishes.wish(&anew).await.unwrap();

    assert_eq!(wishes(&store.reopened()).await, [wish(2, 2), anew]);
}
