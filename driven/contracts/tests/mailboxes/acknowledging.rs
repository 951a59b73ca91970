//! What is removed from mailboxes.

use causerie_contracts::Store;
use causerie_usecases::ports::NotAcknowledged;
use rstest::rstest;

use crate::given::{alice, bob, carol, post, stranger};

#[rstest]
#[tokio::test]
async fn all_up_to_the_number_is_gone_and_the_same_again_or_less_is_harmless(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=5, 1).await;
    post.bring(&alice(), &carol(), 6..=9, 1).await;

    for (up_to, left) in [
        (0, vec![1, 2, 3, 4, 5]),
        (2, vec![3, 4, 5]),
        (2, vec![3, 4, 5]),
        (1, vec![3, 4, 5]),
        (4, vec![5]),
        (5, vec![]),
        (5, vec![]),
        (3, vec![]),
    ] {
        post.acknowledge(&bob(), up_to).await.unwrap();
        assert_eq!(post.numbers(&bob()).await, left, "up to {up_to}");
    }
    assert_eq!(post.numbers(&carol()).await, [1, 2, 3, 4]);
}

#[rstest]
#[tokio::test]
async fn numbers_go_on_in_an_empty_mailbox(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let post = post(store).await;
    let mut numbers = Vec::new();

    for n in 1..=3 {
        post.bring(&alice(), &bob(), n..=n, n).await;
        numbers.extend(post.numbers(&bob()).await);
        post.acknowledge(&bob(), n).await.unwrap();
    }

    assert_eq!(numbers, [1, 2, 3]);
}

#[rstest]
#[tokio::test]
async fn what_was_never_there_cannot_be_acknowledged_and_nothing_is_removed(
    #[values(4, 1 << 40, i64::MAX as u64 + 1, u64::MAX)] up_to: u64,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;
    // Longer ago than Bob's.
    post.bring(&alice(), &carol(), 4..=9, 1).await;

    let refused = post.acknowledge(&bob(), up_to).await;

    assert!(matches!(refused, Err(NotAcknowledged::Ahead)), "{refused:?}");
    assert_eq!(post.numbers(&bob()).await, [1, 2, 3]);
    post.acknowledge(&bob(), 3).await.unwrap();
    let refused = post.acknowledge(&bob(), up_to).await;
    assert!(matches!(refused, Err(NotAcknowledged::Ahead)), "{refused:?}");
}

#[rstest]
#[case::that_is_empty(carol())]
#[case::of_a_stranger(stranger())]
#[tokio::test]
async fn of_a_mailbox_that_never_had_anything_nothing_can_be_acknowledged(
    #[case] of: causerie_chat::DeviceAddress,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;

    let refused = post.acknowledge(&of, 1).await;

    assert!(matches!(refused, Err(NotAcknowledged::Ahead)), "{refused:?}");
    post.acknowledge(&of, 0).await.unwrap();
    assert_eq!(post.numbers(&bob()).await, [1, 2, 3]);
}

#[rstest]
#[case::all(2_500, &[])]
#[case::less(2_499, &[2_500])]
#[case::a_round_number(2_000, &[2_001, 2_500])]
#[tokio::test]
async fn however_much_it_is_all_of_it_is_gone(
    #[case] up_to: u64,
    #[case] ends: &[u64],
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=2_500, 1).await;

    post.acknowledge(&bob(), up_to).await.unwrap();

    let left = post.numbers(&bob()).await;
    assert_eq!(left.len() as u64, 2_500 - up_to);
    let mut found: Vec<_> = left.first().into_iter().chain(left.last()).copied().collect();
    found.dedup();
    assert_eq!(found, ends);
}

#[rstest]
#[tokio::test]
async fn how_far_the_numbers_have_come_is_known_also_when_all_is_gone(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=5, 1).await;
    post.acknowledge(&bob(), 5).await.unwrap();

    for (of, last) in [(bob(), 5), (carol(), 0), (stranger(), 0)] {
        assert_eq!(post.last(&of).await, last);
    }
}
