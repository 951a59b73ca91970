//! How much lies in all mailboxes together.

use causerie_contracts::Store;
use causerie_usecases::ports::StoredMail;
use rstest::rstest;

use crate::given::{alice, bob, carol, post};

#[rstest]
#[tokio::test]
async fn what_waits_is_counted_whoever_it_is_for_and_what_was_fetched_is_not(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    let depth = async || post.store.mail_depth.depth().await.unwrap();
    let empty = depth().await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;
    post.bring(&alice(), &carol(), 4..=5, 1).await;

    let full = depth().await;
    post.acknowledge(&bob(), 2).await.unwrap();
    let fetched = depth().await;

    assert_eq!(empty, StoredMail::default());
    assert_eq!(full, StoredMail { envelopes: 5, bytes: 50 });
    assert_eq!(fetched, StoredMail { envelopes: 3, bytes: 30 });
}

#[rstest]
#[tokio::test]
async fn notices_of_what_expired_do_not_count(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let post = post(store).await;
    post.bring(&alice(), &bob(), 1..=3, 1).await;

    post.expire(2, 2).await;

    assert_eq!(post.lying(&bob()).await.len(), 3);
    assert_eq!(post.store.mail_depth.depth().await.unwrap(), StoredMail::default());
}
