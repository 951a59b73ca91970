//! What is read of a mailbox, and how much at once.

use causerie_contracts::{Store, gone, letter, lies};
use causerie_usecases::ports::MailNumber;
use rstest::rstest;

use crate::given::{Post, alice, bob, carol, post, stranger};

#[rstest]
#[case::all_of_it(0, 100, 100_000, &[1, 2, 3, 4, 5])]
#[case::as_many_as_there_may_be(0, 3, 100_000, &[1, 2, 3])]
#[case::as_many_bytes(0, 100, 60, &[1, 2, 3])]
#[case::hardly_more_bytes(0, 100, 99, &[1, 2, 3])]
#[case::one_in_any_case(0, 0, 0, &[1])]
#[case::one_large_one_in_any_case(3, 100, 39, &[4])]
#[case::what_is_behind(2, 2, 100_000, &[3, 4])]
#[case::the_last_one(4, 100, 0, &[5])]
#[case::nothing_behind_the_end(5, 100, 100_000, &[])]
#[tokio::test]
async fn a_mailbox_is_read_piece_by_piece(
    #[case] after: u64,
    #[case] items: usize,
    #[case] bytes: usize,
    #[case] expected: &[u64],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    let letters = (1..).zip([10, 20, 30, 40, 0]).map(|(n, bytes)| letter(n, &bob(), bytes));
    assert_eq!(post.deposit(&alice(), letters.collect(), 1).await, []);

    let told = post.store.mailbox.pending(&bob(), MailNumber(after), items, bytes).await.unwrap();

    assert_eq!(told.iter().map(|item| item.number.0).collect::<Vec<_>>(), expected);
}

#[rstest]
#[tokio::test]
async fn notices_weigh_nothing(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;
    post.expire(2, 3).await;
    post.bring(&alice(), &bob(), 4..=5, 4).await;

    let told = post.store.mailbox.pending(&bob(), MailNumber(0), 9, 10).await.unwrap();

    let notices = (1..=3).map(|n| gone(n, n, &alice(), &bob()));
    let expected: Vec<_> = notices.chain([lies(4, &alice(), letter(4, &bob(), 10))]).collect();
    assert_eq!(told, expected);
}

#[rstest]
#[tokio::test]
async fn a_cursor_from_the_future_finds_nothing_and_changes_nothing(
    #[values(3, 4, 1 << 40, i64::MAX as u64, u64::MAX)] after: u64,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;

    assert_eq!(post.behind(&bob(), after).await, []);

    assert_eq!(post.numbers(&bob()).await, [1, 2, 3]);
}

#[rstest]
#[tokio::test]
async fn t35_what_was_read_stays_until_it_is_acknowledged(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;

    let once = post.lying(&bob()).await;
    let twice = post.lying(&bob()).await;

    assert_eq!(once.len(), 3);
    assert_eq!(once, twice);
}

#[rstest]
#[case::of_somebody_else(carol())]
#[case::of_a_stranger(stranger())]
#[case::of_the_depositor(alice())]
#[tokio::test]
async fn t49_a_mailbox_shows_what_is_in_no_other(
    #[case] other: causerie_chat::DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post: Post = post(store).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;

    assert_eq!(post.lying(&other).await, []);
}
