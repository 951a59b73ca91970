use std::fs;

use causerie_contracts::{Sample, Store};
use causerie_usecases::ports::{Fetch, FetchState, Offer, Upload};

/// Whoever takes the file of a store, and not its key, learns nothing of files.
#[tokio::test]
async fn nothing_that_is_kept_of_files_can_be_read() {
    let (offered, wanted) = (Sample::new(0xa7, 200_000), Sample::new(0xb9, 200_000));
    let store = Store::Sqlite.files();
    let path = || "/home/marker-place/file".into();
    let offer = Offer {
        said: offered.said(1),
        manifest: offered.manifest.clone(),
        hashes: offered.hashes.clone(),
        path: path(),
    };
    let fetch = Fetch::new(wanted.said(1), wanted.manifest.clone(), path());
    let (offer_id, fetch_id) = (offer.id(), fetch.id());
    store.offers.offer(&offer).await.unwrap();
    store.uploads.begin(&Upload::new(offer_id)).await.unwrap();
    store.fetches.begin(&fetch).await.unwrap();
    store.progress.learn(&fetch_id, &wanted.hashes).await.unwrap();
    let done = FetchState::Done(path());
    assert!(store.fetches.turn(&fetch_id, &fetch.state, &done).await.unwrap());

    let file = store.file.clone().unwrap();
    let bytes =
        [fs::read(&file).unwrap(), fs::read(file.with_extension("db-wal")).unwrap()].concat();

    let has = |marker: &[u8]| bytes.windows(marker.len()).any(|it| it == marker);
    assert!(has(b"fetches"));
    for marker in [&b"marker-place"[..], b"the report", b"bob@"] {
        assert!(!has(marker));
    }
    for sample in [&offered, &wanted] {
        assert!(!has(&sample.manifest.key.as_bytes()[..8]));
        assert!(!has(&sample.manifest.hash.0) && !has(&sample.hashes.as_bytes()[..32]));
    }
    assert!(!has(offer_id.as_bytes()) && !has(fetch_id.as_bytes()));
}
