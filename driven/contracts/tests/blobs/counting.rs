use causerie_contracts::{ALICE, Store, at, blob, blob_list, file};
use causerie_files::{BlobHash, BlobList};
use causerie_usecases::ports::{BlobTerms, KnownBlob};
use rstest::rstest;

#[rstest]
#[tokio::test]
async fn all_are_told_page_by_page_in_their_order(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let alice = store.joins(ALICE, 1).await;
    let numbers: Vec<u8> = (1..=25).collect();
    let list = blob_list(&numbers, 50);
    store.listings.list(&alice, &file(1), &list, &BlobTerms::default(), at(1)).await.unwrap();
    store.ledger.note(&blob(7, 50).hash(), 50).await.unwrap();

    let (mut after, mut all) = (None, Vec::new());
    loop {
        let page = store.census.all(after, 10).await.unwrap();
        assert!(page.len() <= 10);
        let Some(last) = page.last() else { break };
        after = Some(last.hash);
        all.extend(page);
    }

    let mut expected: Vec<_> = list.blobs().to_vec();
    expected.sort_unstable();
    assert_eq!(all.iter().map(|it| (it.hash, it.bytes)).collect::<Vec<_>>(), expected);
    let here: Vec<_> = all.iter().filter(|it| it.is_here).map(|it| it.hash).collect();
    assert_eq!(here, [blob(7, 50).hash()]);
}

#[rstest]
#[tokio::test]
async fn one_hash_is_on_one_page_whatever_lengths_lists_have_it_with(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let alice = store.joins(ALICE, 1).await;
    let hash = BlobHash::from([7; 32]);
    for n in 1..=4 {
        let list = BlobList::new(vec![(hash, n)]).unwrap();
        let file = file(u8::try_from(n).unwrap());
        store.listings.list(&alice, &file, &list, &BlobTerms::default(), at(1)).await.unwrap();
    }

    let page = store.census.all(None, 1).await.unwrap();

    let known = |bytes| KnownBlob { hash, bytes, is_here: false };
    assert_eq!(page, (1..=4).map(known).collect::<Vec<_>>());
    assert_eq!(store.census.all(Some(hash), 1).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_is_lost_is_not_here_and_what_nobody_lists_is_noted_nowhere(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.blobs();
    let alice = store.joins(ALICE, 1).await;
    let (list, hash) = (blob_list(&[1], 50), blob(1, 50).hash());
    store.ledger.note(&hash, 50).await.unwrap();
    assert_eq!(store.book.here(&hash).await.unwrap(), None);
    store.listings.list(&alice, &file(1), &list, &BlobTerms::default(), at(1)).await.unwrap();
    store.ledger.note(&hash, 51).await.unwrap();
    assert_eq!(store.book.here(&hash).await.unwrap(), None, "of another length");
    store.ledger.note(&hash, 50).await.unwrap();

    store.ledger.lose(&hash).await.unwrap();

    assert_eq!(store.book.here(&hash).await.unwrap(), None);
    assert_eq!(store.book.listed(&alice, &hash).await.unwrap(), Some(50));
}
