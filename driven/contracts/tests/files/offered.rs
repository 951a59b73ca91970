use causerie_contracts::{Sample, Store};
use causerie_usecases::ports::Offer;
use rstest::rstest;

fn offer(sample: &Sample, path: &str) -> Offer {
    let (manifest, hashes) = (sample.manifest.clone(), sample.hashes.clone());
    Offer { said: sample.said(1), manifest, hashes, path: path.into() }
}

#[rstest]
#[tokio::test]
async fn what_is_offered_is_found_by_its_id(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let (one, other) = (Sample::new(1, 200_000), Sample::new(2, 200_000));
    let store = store.files();

    store.offers.offer(&offer(&one, "/a/one")).await.unwrap();
    store.offers.offer(&offer(&other, "/a/Übersicht")).await.unwrap();

    let store = store.reopened();
    let found = store.offer_book.offered(&offer(&one, "").id()).await.unwrap();
    assert_eq!(found, Some(offer(&one, "/a/one")));
    let all = store.offer_book.offers().await.unwrap();
    let (latest, first) = (offer(&other, "/a/Übersicht"), offer(&one, "/a/one"));
    let told = |it: Offer| (it.said, it.manifest, it.path);
    assert_eq!(all, [told(latest), told(first)]);
}

#[rstest]
#[tokio::test]
async fn what_is_offered_again_has_its_place_anew(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let sample = Sample::new(1, 10);
    let store = store.files();
    store.offers.offer(&offer(&sample, "/a/one")).await.unwrap();

    store.offers.offer(&offer(&sample, "/b/one")).await.unwrap();

    let all = store.offer_book.offers().await.unwrap();
    assert_eq!(all.iter().map(|it| it.2.to_str().unwrap()).collect::<Vec<_>>(), ["/b/one"]);
}

#[rstest]
#[tokio::test]
async fn what_is_withdrawn_is_offered_no_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (one, other) = (Sample::new(1, 10), Sample::new(2, 10));
    let store = store.files();
    for sample in [&one, &other] {
        store.offers.offer(&offer(sample, "/a/one")).await.unwrap();
    }

    for _ in 0..2 {
        store.offers.withdraw(&offer(&one, "").id()).await.unwrap();
    }

    let store = store.reopened();
    assert_eq!(store.offer_book.offered(&offer(&one, "").id()).await.unwrap(), None);
    assert_eq!(store.offer_book.offers().await.unwrap().len(), 1);
}
