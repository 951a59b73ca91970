//! A directory keeps who of its people wants to be found.

use causerie_contracts::{ALICE, BOB, CAROL, Store, address, at, enrolment};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn nobody_is_listed_unless_they_say_so_and_as_long_as_they_do(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(1);
    directory.registry.register(&enrolment(ALICE, 1, 2), at(0)).await.unwrap();
    directory.registry.register(&enrolment(BOB, 3, 4), at(0)).await.unwrap();
    let (alice, bob) = (address(ALICE), address(BOB));
    let both = || vec![alice.clone(), bob.clone()];
    assert!(directory.listing_book.listed_of(both(), 9).await.unwrap().is_empty());

    for _ in 0..2 {
        directory.listings.list(&bob, true).await.unwrap();
    }

    let told = directory.listing_book.listed_of(both(), 9).await.unwrap();
    assert_eq!(told, std::slice::from_ref(&bob));
    directory.listings.list(&bob, false).await.unwrap();
    assert!(directory.listing_book.listed_of(both(), 9).await.unwrap().is_empty());
}

#[rstest]
#[tokio::test]
async fn at_most_so_many_are_told_in_the_order_that_was_asked(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(1);
    for (n, name) in (0_u8..).zip([ALICE, BOB, CAROL]) {
        directory.registry.register(&enrolment(name, n + 1, n + 9), at(0)).await.unwrap();
        directory.listings.list(&address(name), true).await.unwrap();
    }

    let asked = vec![address(CAROL), address(ALICE), address(BOB)];
    let told = directory.listing_book.listed_of(asked, 2).await.unwrap();

    assert_eq!(told, [address(CAROL), address(ALICE)]);
}

#[rstest]
#[tokio::test]
async fn of_somebody_who_is_not_on_record_nothing_is_kept(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let directory = store.directory(1);

    directory.listings.list(&address(ALICE), true).await.unwrap();
    directory.registry.register(&enrolment(ALICE, 1, 2), at(0)).await.unwrap();

    let told = directory.listing_book.listed_of(vec![address(ALICE)], 1).await.unwrap();
    assert!(told.is_empty());
}
