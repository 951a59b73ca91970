use causerie_contracts::{
    ALICE, BOB, BlobStore, Store, at, blob_list, device, file, linked, person,
};
use causerie_usecases::ports::{BlobTerms, NotKept};
use futures_util::future::join_all;
use rstest::rstest;

const BLOB: usize = 100_000;

/// Room for three blobs of a person, and four in all.
fn terms() -> BlobTerms {
    let blobs = |count: u64| count * BLOB as u64;
    BlobTerms { per_person: blobs(3), in_all: blobs(4), ..BlobTerms::default() }
}

async fn list(store: &BlobStore, by: &str, n: u8, blobs: &[u8]) -> Result<(), NotKept> {
    let (by, list) = (device("d1", by), blob_list(blobs, BLOB));
    store.listings.list(&by, &file(n), &list, &terms(), at(1)).await
}

#[rstest]
#[tokio::test]
async fn t54_nobody_lists_more_than_their_share_and_has_it_back_by_removing(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    store.joins(ALICE, 1).await;
    assert!(matches!(list(&store, ALICE, 1, &[1, 2, 3, 4]).await, Err(NotKept::QuotaExceeded)));
    list(&store, ALICE, 1, &[1, 2]).await.unwrap();

    let more = list(&store, ALICE, 2, &[3, 4]).await;
    list(&store, ALICE, 3, &[3]).await.unwrap();
    let one_more = list(&store, ALICE, 4, &[4]).await;

    assert!(matches!(more, Err(NotKept::QuotaExceeded)));
    assert!(matches!(one_more, Err(NotKept::QuotaExceeded)));
    assert_eq!(store.book.listing(&device("d1", ALICE), &file(2)).await.unwrap(), None);
    // What is refused leaves nothing behind.
    assert_eq!(store.census.all(None, 99).await.unwrap().len(), 3);
    store.listings.unlist(&device("d1", ALICE), &file(1)).await.unwrap();
    list(&store, ALICE, 2, &[1, 2]).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn t54_what_others_brought_counts_for_whoever_lists_it_and_once_in_all(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    store.joins(ALICE, 1).await;
    store.joins(BOB, 3).await;
    list(&store, ALICE, 1, &[1, 2, 3]).await.unwrap();

    assert!(matches!(list(&store, BOB, 1, &[4, 5]).await, Err(NotKept::Full)));
    list(&store, BOB, 1, &[1, 4]).await.unwrap();
    assert!(matches!(list(&store, BOB, 2, &[2, 3]).await, Err(NotKept::QuotaExceeded)));

    // It is gone for Alice, but there for Bob, and what nobody has is there until it is removed.
    store.listings.unlist(&device("d1", ALICE), &file(1)).await.unwrap();
    assert!(matches!(list(&store, ALICE, 2, &[5]).await, Err(NotKept::Full)));
    let unlisted = store.census.unlisted().await.unwrap();
    store.ledger.forget(&unlisted).await.unwrap();
    assert_eq!(unlisted.len(), 2);
    list(&store, ALICE, 2, &[5]).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn t54_all_devices_of_a_person_share_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    store.joins(ALICE, 1).await;
    let both = linked(&person(ALICE, 1, &[("d1", 2)]), 1, "d2", 5);
    store.device_lists.replace(both.list.as_ref().unwrap(), at(1)).await.unwrap();
    list(&store, ALICE, 1, &[1, 2]).await.unwrap();

    let second = device("d2", ALICE);
    let refused =
        store.listings.list(&second, &file(1), &blob_list(&[3, 4], BLOB), &terms(), at(1)).await;

    assert!(matches!(refused, Err(NotKept::QuotaExceeded)));
}

#[rstest]
#[tokio::test]
async fn t54_many_short_blobs_are_not_free(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let store = store.blobs();
    let alice = store.joins(ALICE, 1).await;
    let terms = BlobTerms { per_person: 3 << 16, ..BlobTerms::default() };
    let put = async |n, blobs: &[u8]| {
        store.listings.list(&alice, &file(n), &blob_list(blobs, 2), &terms, at(1)).await
    };

    assert!(matches!(put(1, &[1, 2, 3, 4]).await, Err(NotKept::QuotaExceeded)));
    put(1, &[1, 2, 3]).await.unwrap();
    assert!(matches!(put(2, &[1]).await, Err(NotKept::QuotaExceeded)));
    let in_all = BlobTerms { in_all: 4 << 16, ..BlobTerms::default() };
    let list = blob_list(&[4, 5], 2);
    let refused = store.listings.list(&alice, &file(3), &list, &in_all, at(1)).await;
    assert!(matches!(refused, Err(NotKept::Full)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t54_of_many_at_once_none_goes_beyond_it(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    store.joins(ALICE, 1).await;

    let each: Vec<[u8; 1]> = (1..=20).map(|n| [n]).collect();
    let all = join_all(each.iter().map(|n| list(&store, ALICE, n[0], n))).await;

    assert_eq!(all.iter().filter(|it| it.is_ok()).count(), 3);
    assert_eq!(store.census.all(None, 99).await.unwrap().len(), 3);
}
