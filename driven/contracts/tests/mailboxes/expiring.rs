//! What nobody fetched in time, and who is told.

use causerie_contracts::{Store, device, gone, letter, lies};
use rstest::rstest;

use crate::given::{ANY, alice, are_notices, bob, carol, post, post_with, stranger, terms};

#[rstest]
#[tokio::test]
async fn what_is_older_gives_its_place_to_a_notice_and_its_depositor_has_one_too(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&carol(), &alice(), 9..=9, 8).await;
    post.bring(&alice(), &bob(), 1..=2, 4).await;
    post.bring(&carol(), &bob(), 3..=3, 5).await;
    post.bring(&alice(), &bob(), 4..=4, 6).await;

    post.expire(6, 10).await;

    let at_bobs = [
        gone(1, 1, &alice(), &bob()),
        gone(2, 2, &alice(), &bob()),
        gone(3, 3, &carol(), &bob()),
        lies(4, &alice(), letter(4, &bob(), 10)),
    ];
    assert_eq!(post.lying(&bob()).await, at_bobs);
    let at_alices = [
        lies(1, &carol(), letter(9, &alice(), 10)),
        gone(2, 1, &alice(), &bob()),
        gone(3, 2, &alice(), &bob()),
    ];
    assert_eq!(post.lying(&alice()).await, at_alices);
    assert_eq!(post.lying(&carol()).await, [gone(1, 3, &carol(), &bob())]);
}

#[rstest]
#[tokio::test]
async fn it_is_told_once_and_a_notice_is_fetched_like_anything_else(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=2, 1).await;

    for second in 5..=7 {
        post.expire(2, second).await;
    }
    assert_eq!((post.lying(&bob()).await.len(), post.lying(&alice()).await.len()), (2, 2));
    post.acknowledge(&alice(), 2).await.unwrap();
    post.acknowledge(&bob(), 1).await.unwrap();
    post.expire(3, 8).await;

    assert_eq!(post.lying(&alice()).await, []);
    assert_eq!(post.lying(&bob()).await, [gone(2, 2, &alice(), &bob())]);
}

#[rstest]
#[tokio::test]
async fn a_device_that_wrote_to_itself_is_told_at_both_places(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &alice(), 1..=1, 1).await;

    post.expire(2, 3).await;

    let notices = [1, 2].map(|number| gone(number, 1, &alice(), &alice()));
    assert_eq!(post.lying(&alice()).await, notices);
}

#[rstest]
#[tokio::test]
async fn the_oldest_are_first_in_whichever_mailbox_and_1000_go_at_once(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post_with(store, terms(ANY, ANY)).await;
    post.bring(&alice(), &bob(), 1..=600, 3).await;
    post.bring(&alice(), &carol(), 601..=1_200, 2).await;
    post.bring(&alice(), &bob(), 1_201..=1_300, 1).await;

    post.expire(9, 10).await;
    let (at_bobs, at_carols) = (post.lying(&bob()).await, post.lying(&carol()).await);

    assert_eq!(are_notices(&at_carols), [true; 600]);
    let expected: Vec<_> = (1..=700).map(|n| n <= 300 || n > 600).collect();
    assert_eq!(are_notices(&at_bobs), expected);
    assert_eq!(post.lying(&alice()).await.len(), 1_000);
    post.expire(9, 11).await;
    assert_eq!(are_notices(&post.lying(&bob()).await), [true; 700]);
    assert_eq!(post.lying(&alice()).await.len(), 1_300);
}

#[rstest]
#[tokio::test]
async fn a_notice_is_forgotten_when_it_was_not_fetched_in_as_long_a_time(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=1, 1).await;
    post.bring(&alice(), &bob(), 2..=2, 7).await;
    post.expire(2, 5).await;

    post.expire(5, 8).await;
    assert_eq!(post.lying(&alice()).await, [gone(1, 1, &alice(), &bob())]);
    assert_eq!(post.numbers(&bob()).await, [1, 2]);
    post.expire(6, 9).await;

    assert_eq!(post.lying(&alice()).await, []);
    assert_eq!(post.lying(&bob()).await, [lies(2, &alice(), letter(2, &bob(), 10))]);
    post.bring(&bob(), &alice(), 3..=3, 10).await;
    assert_eq!(post.numbers(&alice()).await, [2]);
}

#[rstest]
#[case::a_stranger(stranger())]
#[case::a_device_that_is_no_more(device("d9", causerie_contracts::ALICE))]
#[tokio::test]
async fn a_depositor_that_is_not_on_record_any_more_is_not_told_and_the_recipient_is(
    #[case] vanished: causerie_chat::DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&vanished, &bob(), 1..=1, 1).await;
    post.bring(&alice(), &bob(), 2..=2, 1).await;

    post.expire(2, 3).await;

    let at_bobs = [gone(1, 1, &vanished, &bob()), gone(2, 2, &alice(), &bob())];
    assert_eq!(post.lying(&bob()).await, at_bobs);
    assert_eq!(post.lying(&vanished).await, []);
    assert_eq!(post.lying(&alice()).await, [gone(1, 2, &alice(), &bob())]);
}

#[rstest]
#[tokio::test]
async fn a_clock_that_was_set_back_changes_no_order_and_throws_away_only_what_is_older(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    for (n, second) in [(1, 100), (2, 50), (3, 0), (4, 60)] {
        post.bring(&alice(), &bob(), n..=n, second).await;
    }
    assert_eq!(post.numbers(&bob()).await, [1, 2, 3, 4]);

    post.expire(0, 1).await;
    assert_eq!(are_notices(&post.lying(&bob()).await), [false; 4]);
    post.expire(60, 61).await;

    assert_eq!(are_notices(&post.lying(&bob()).await), [false, true, true, false]);
    let told = [gone(1, 3, &alice(), &bob()), gone(2, 2, &alice(), &bob())];
    assert_eq!(post.lying(&alice()).await, told);
}
