use causerie_chat::Cause;
use causerie_contracts::{Sample, Store, at};
use causerie_files::FileId;
use causerie_usecases::ports::{Retry, Upload, UploadState};
use rstest::rstest;

fn file(n: u8) -> FileId {
    FileId::of(&Sample::new(n, 10).manifest)
}

fn retry() -> Retry {
    Retry { failures: 3, last: at(1), next: at(9), cause: Cause::UPLOADS_FULL }
}

#[rstest]
#[tokio::test]
async fn an_upload_is_kept_as_it_stands(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
    #[values(
        UploadState::Wanted(None),
        UploadState::Wanted(Some(retry())),
        UploadState::Failed(Cause::UPLOAD_QUOTA),
        UploadState::Done(at(7)),
        UploadState::Dropped(None),
        UploadState::Dropped(Some(retry()))
    )]
    state: UploadState,
) {
    let store = store.files();
    let upload = Upload::new(file(1));
    store.uploads.begin(&upload).await.unwrap();

    let turned = store.uploads.turn(&upload.file, &upload.state, &state).await.unwrap();
    store.uploads.progress(&upload.file, 2, 9).await.unwrap();

    assert!(turned);
    let store = store.reopened();
    let expected = Upload { state, there: 2, of: 9, ..upload };
    let found = store.upload_book.upload(&expected.file).await.unwrap();
    assert_eq!(found.as_ref(), Some(&expected));
    assert_eq!(store.upload_book.uploads().await.unwrap(), [expected]);
    assert_eq!(store.upload_book.upload(&file(2)).await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn one_that_is_begun_again_stays_as_it_is_and_the_latest_is_told_first(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.files();
    for n in [1, 2] {
        store.uploads.begin(&Upload::new(file(n))).await.unwrap();
    }
    let (before, done) = (UploadState::Wanted(None), UploadState::Done(at(7)));
    store.uploads.turn(&file(1), &before, &done).await.unwrap();

    store.uploads.begin(&Upload::new(file(1))).await.unwrap();

    let all = store.upload_book.uploads().await.unwrap();
    let all: Vec<_> = all.into_iter().map(|it| (it.file, it.state)).collect();
    assert_eq!(all, [(file(2), before), (file(1), done)]);
}

#[rstest]
#[tokio::test]
async fn of_two_who_turn_it_one_does_and_only_what_stands_so_is_forgotten(
    #[values(Store::Memory, Store::Sqlite)] store: Store,
) {
    let store = store.files();
    let (wanted, dropped) = (UploadState::Wanted(None), UploadState::Dropped(None));
    store.uploads.begin(&Upload::new(file(1))).await.unwrap();

    assert!(store.uploads.turn(&file(1), &wanted, &dropped).await.unwrap());
    assert!(!store.uploads.turn(&file(1), &wanted, &UploadState::Done(at(1))).await.unwrap());
    assert!(!store.uploads.turn(&file(2), &wanted, &dropped).await.unwrap());

    store.uploads.forget(&file(1), &wanted).await.unwrap();
    assert!(store.upload_book.upload(&file(1)).await.unwrap().is_some());
    for _ in 0..2 {
        store.uploads.forget(&file(1), &dropped).await.unwrap();
    }
    assert_eq!(store.reopened().upload_book.upload(&file(1)).await.unwrap(), None);
}
