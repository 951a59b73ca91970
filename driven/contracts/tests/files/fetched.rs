use causerie_chat::Cause;
use causerie_contracts::{FileStore, Sample, Store, at};
use causerie_files::Parts;
use causerie_usecases::ports::{Fetch, FetchState, Retry};
use rstest::rstest;

fn fetch(sample: &Sample) -> Fetch {
    Fetch::new(sample.said(1), sample.manifest.clone(), "/home/alice/Übersicht".into())
}

async fn begun(store: Store, sample: &Sample) -> FileStore {
    let store = store.files();
    store.fetches.begin(&fetch(sample)).await.unwrap();
    store
}

async fn kept(store: &FileStore, sample: &Sample) -> Option<Fetch> {
    store.book.fetch(&fetch(sample).id()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn what_is_begun_is_kept_the_latest_first_and_not_begun_twice(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (one, other) = (Sample::new(1, 200_000), Sample::new(2, 10));
    let store = begun(store, &one).await;
    store.progress.note(&fetch(&one).id(), &[1]).await.unwrap();
    store.fetches.begin(&fetch(&other)).await.unwrap();

    store.fetches.begin(&Fetch { folder: "/b".into(), ..fetch(&one) }).await.unwrap();

    let store = store.reopened();
    let parts = Parts::none(4).with(1);
    assert_eq!(
        store.book.fetches().await.unwrap(),
        [fetch(&other), Fetch { parts, ..fetch(&one) }]
    );
}

#[rstest]
#[tokio::test]
async fn which_chunks_are_here_only_grows_until_it_is_begun_anew(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let sample = Sample::new(1, 200_000);
    let (store, id) = (begun(store, &sample).await, fetch(&sample).id());

    store.progress.note(&id, &[3, 0]).await.unwrap();
    store.progress.note(&id, &[0, 1, 4, u32::MAX]).await.unwrap();

    let store = store.reopened();
    let here = [0, 1, 3].into_iter().fold(Parts::none(4), Parts::with);
    assert_eq!(kept(&store, &sample).await.unwrap().parts, here);
    store.progress.learn(&id, &sample.hashes).await.unwrap();
    store.progress.restart(&id).await.unwrap();
    assert_eq!(kept(&store, &sample).await.unwrap().parts, Parts::none(4));
    assert_eq!(store.book.hashes(&id).await.unwrap(), Some(sample.hashes));
}

#[rstest]
#[tokio::test]
async fn the_hashes_of_its_chunks_are_kept_once_they_are_known(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let sample = Sample::new(1, 200_000);
    let (store, id) = (begun(store, &sample).await, fetch(&sample).id());
    assert_eq!(store.book.hashes(&id).await.unwrap(), None);

    store.progress.learn(&id, &sample.hashes).await.unwrap();

    assert_eq!(store.reopened().book.hashes(&id).await.unwrap(), Some(sample.hashes));
}

#[rstest]
#[case::wanted(FetchState::Wanted(None))]
#[case::again(FetchState::Wanted(Some(Retry { failures: 3, last: at(1), next: at(9), cause: Cause::UNREACHABLE })))]
#[case::paused(FetchState::Paused)]
#[case::failed(FetchState::Failed(Cause::MALFORMED))]
#[case::done(FetchState::Done("/home/alice/the report (2).pdf".into()))]
#[tokio::test]
async fn how_it_stands_is_kept(
    #[case] state: FetchState,
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let sample = Sample::new(1, 10);
    let (store, id) = (begun(store, &sample).await, fetch(&sample).id());

    assert!(store.fetches.turn(&id, &FetchState::Wanted(None), &state).await.unwrap());

    let store = store.reopened();
    assert_eq!(kept(&store, &sample).await.unwrap().state, state);
    assert!(store.fetches.turn(&id, &state, &FetchState::Paused).await.unwrap());
    assert_eq!(kept(&store, &sample).await.unwrap().state, FetchState::Paused);
}

#[rstest]
#[tokio::test]
async fn of_two_who_turn_it_at_once_one_does(#[values(Store::Memory, Store::Sqlite)] store: Store) {
    let sample = Sample::new(1, 10);
    let (store, id) = (begun(store, &sample).await, fetch(&sample).id());
    let wanted = FetchState::Wanted(None);
    let failed = FetchState::Failed(Cause::MALFORMED);

    let turns = (
        store.fetches.turn(&id, &wanted, &FetchState::Paused).await.unwrap(),
        store.fetches.turn(&id, &wanted, &failed).await.unwrap(),
    );

    assert_eq!(turns, (true, false));
    assert_eq!(kept(&store, &sample).await.unwrap().state, FetchState::Paused);
}

#[rstest]
#[tokio::test]
async fn what_is_forgotten_is_not_there_any_more(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let (one, other) = (Sample::new(1, 10), Sample::new(2, 10));
    let (store, id) = (begun(store, &one).await, fetch(&one).id());
    store.fetches.begin(&fetch(&other)).await.unwrap();

    for _ in 0..2 {
        store.fetches.forget(&id).await.unwrap();
    }
    store.progress.note(&id, &[0]).await.unwrap();
    store.progress.learn(&id, &one.hashes).await.unwrap();
    store.progress.restart(&id).await.unwrap();

    assert!(
        !store.fetches.turn(&id, &FetchState::Wanted(None), &FetchState::Paused).await.unwrap()
    );
    assert_eq!(store.book.fetches().await.unwrap(), [fetch(&other)]);
    assert_eq!(store.book.hashes(&id).await.unwrap(), None);
}
