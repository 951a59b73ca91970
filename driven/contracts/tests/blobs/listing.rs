use causerie_contracts::{
    ALICE, BOB, Store, at, blob, blob_list, device, file, linked, person, revoked,
};
use causerie_files::{BlobList, Parts};
use causerie_usecases::ports::{BlobTerms, KeptListing, NotKept};
use rstest::rstest;

fn terms() -> BlobTerms {
    BlobTerms::default()
}

fn parts(of: u32, here: &[u32]) -> Parts {
    here.iter().copied().fold(Parts::none(of), Parts::with)
}

#[rstest]
#[tokio::test]
async fn what_is_listed_is_kept_and_comes_blob_by_blob(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let alice = store.joins(ALICE, 1).await;
    let list = blob_list(&[1, 2, 3], 100_000);
    assert_eq!(store.book.listing(&alice, &file(1)).await.unwrap(), None);

    store.listings.list(&alice, &file(1), &list, &terms(), at(5)).await.unwrap();
    store.ledger.note(&blob(2, 100_000).hash(), 100_000).await.unwrap();

    let store = store.reopened();
    let kept = store.book.listing(&alice, &file(1)).await.unwrap();
    assert_eq!(kept, Some(KeptListing { list, here: parts(3, &[1]), at: at(5) }));
    let hash = |n| blob(n, 100_000).hash();
    assert_eq!(store.book.here(&hash(2)).await.unwrap(), Some(100_000));
    assert_eq!(store.book.here(&hash(1)).await.unwrap(), None);
    assert_eq!(store.book.listed(&alice, &hash(1)).await.unwrap(), Some(100_000));
    assert_eq!(store.book.listed(&alice, &hash(9)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn the_same_list_changes_nothing_and_another_one_is_refused(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let alice = store.joins(ALICE, 1).await;
    let list = |numbers: &[u8]| blob_list(numbers, 100);
    let put = async |list: &BlobList, terms: &BlobTerms, n| {
        store.listings.list(&alice, &file(1), list, terms, at(n)).await
    };
    put(&list(&[1, 2]), &terms(), 5).await.unwrap();
    store.ledger.note(&blob(1, 100).hash(), 100).await.unwrap();

    put(&list(&[1, 2]), &BlobTerms { per_person: 1, in_all: 1, ..terms() }, 9).await.unwrap();
    let another = put(&list(&[2, 1]), &terms(), 9).await;

    assert!(matches!(another, Err(NotKept::Differs)));
    let kept = store.book.listing(&alice, &file(1)).await.unwrap().unwrap();
    assert_eq!((kept.at, kept.here), (at(5), parts(2, &[0])));
}

#[rstest]
#[tokio::test]
async fn t49_each_device_has_lists_of_its_own(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let (alice, bob) = (store.joins(ALICE, 1).await, store.joins(BOB, 3).await);
    store.listings.list(&alice, &file(1), &blob_list(&[1], 100), &terms(), at(1)).await.unwrap();

    store.listings.list(&bob, &file(1), &blob_list(&[2], 100), &terms(), at(2)).await.unwrap();
    store.listings.unlist(&bob, &file(1)).await.unwrap();
    store.listings.unlist(&bob, &file(1)).await.unwrap();

    let kept = store.book.listing(&alice, &file(1)).await.unwrap().unwrap();
    assert_eq!(kept.list, blob_list(&[1], 100));
    assert_eq!(store.book.listing(&bob, &file(1)).await.unwrap(), None);
    assert_eq!(store.book.listed(&bob, &blob(1, 100).hash()).await.unwrap(), None);
    let nobody = "d1.nobody.peers.chat.example.org".parse().unwrap();
    let refused =
        store.listings.list(&nobody, &file(1), &blob_list(&[1], 9), &terms(), at(1)).await;
    assert!(matches!(refused, Err(NotKept::UnknownDevice)));
}

#[rstest]
#[tokio::test]
async fn a_blob_of_two_lists_is_one_and_goes_with_the_last(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let (alice, bob) = (store.joins(ALICE, 1).await, store.joins(BOB, 3).await);
    let (shared, hash) = (blob_list(&[1], 100), blob(1, 100).hash());
    store.listings.list(&alice, &file(1), &shared, &terms(), at(1)).await.unwrap();
    store.ledger.note(&hash, 100).await.unwrap();
    store.listings.list(&bob, &file(2), &shared, &terms(), at(2)).await.unwrap();
    let kept = store.book.listing(&bob, &file(2)).await.unwrap().unwrap();
    assert!(kept.here.is_whole());

    store.listings.unlist(&alice, &file(1)).await.unwrap();
    assert_eq!(store.census.unlisted().await.unwrap(), []);
    store.ledger.forget(&[hash]).await.unwrap();
    assert_eq!(store.book.here(&hash).await.unwrap(), Some(100), "a list has it");
    store.listings.unlist(&bob, &file(2)).await.unwrap();
    assert_eq!(store.census.unlisted().await.unwrap(), [hash]);
    assert_eq!(store.book.here(&hash).await.unwrap(), Some(100), "nobody removed it yet");
    store.ledger.forget(&[hash]).await.unwrap();

    assert_eq!(store.census.unlisted().await.unwrap(), []);
    assert_eq!(store.book.here(&hash).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn t54_who_lies_about_a_length_keeps_nobody_from_a_blob(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let (alice, eve) = (store.joins(ALICE, 1).await, store.joins(BOB, 3).await);
    let hash = blob(1, 100).hash();
    let lie = BlobList::new(vec![(hash, 99)]).unwrap();
    store.listings.list(&eve, &file(1), &lie, &terms(), at(1)).await.unwrap();
    store.listings.list(&alice, &file(1), &blob_list(&[1], 100), &terms(), at(1)).await.unwrap();

    assert_eq!(store.book.listed(&alice, &hash).await.unwrap(), Some(100));
    store.ledger.note(&hash, 100).await.unwrap();

    let whole =
        async |who| store.book.listing(who, &file(1)).await.unwrap().unwrap().here.is_whole();
    assert!(whole(&alice).await && !whole(&eve).await);
    assert_eq!(store.book.here(&hash).await.unwrap(), Some(100));
    store.listings.unlist(&alice, &file(1)).await.unwrap();
    store.ledger.forget(&[hash]).await.unwrap();
    assert_eq!(store.book.here(&hash).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn what_is_old_expires_and_what_is_not_stays(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let alice = store.joins(ALICE, 1).await;
    for n in 1..=3 {
        let list = blob_list(&[n], 100);
        store.listings.list(&alice, &file(n), &list, &terms(), at(n.into())).await.unwrap();
    }

    store.listings.expire(at(3)).await.unwrap();

    let mut left = Vec::new();
    for n in 1..=3 {
        left.extend(store.book.listing(&alice, &file(n)).await.unwrap().map(|_| n));
    }
    assert_eq!(left, [3]);
    let mut unlisted = store.census.unlisted().await.unwrap();
    unlisted.sort_unstable();
    let mut gone = [1, 2].map(|n| blob(n, 100).hash());
    gone.sort_unstable();
    assert_eq!(unlisted, gone);
}

#[rstest]
#[tokio::test]
async fn what_a_device_listed_goes_when_it_is_revoked(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let first = store.joins(ALICE, 1).await;
    let both = linked(&person(ALICE, 1, &[("d1", 2)]), 1, "d2", 5);
    store.device_lists.replace(both.list.as_ref().unwrap(), at(1)).await.unwrap();
    let second = device("d2", ALICE);
    for (device, n) in [(&first, 1), (&second, 2)] {
        let list = blob_list(&[n], 100);
        store.listings.list(device, &file(1), &list, &terms(), at(1)).await.unwrap();
    }

    let one = revoked(&both, 1, "d2");
    store.device_lists.replace(one.list.as_ref().unwrap(), at(2)).await.unwrap();

    assert_eq!(store.book.listing(&second, &file(1)).await.unwrap(), None);
    assert!(store.book.listing(&first, &file(1)).await.unwrap().is_some());
    let unlisted = store.census.unlisted().await.unwrap();
    assert_eq!(unlisted, [blob(2, 100).hash()]);
}
