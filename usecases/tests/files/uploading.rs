use causerie_chat::Cause;
use causerie_files::FileId;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    peer::{
        commands::{CarryUpload, DropUpload, DropUploadError, UploadFile, UploadFileError},
        queries::{DueUpload, DueUploads, ReadUploads},
    },
    ports::{FetchState, Retry, Upload, UploadState},
};

use crate::given::{
    device,
    files::{CHUNK, content},
    party::Party,
    world::World,
};

use super::fetching::offered;

/// Five whole chunks and a short one: with their hashes, seven blobs.
const BYTES: usize = 5 * CHUNK + 5;
const BLOBS: u32 = 7;

impl Party {
    /// Wants a file at the directory too.
    async fn uploads(&self, file: FileId) -> Result<(), UploadFileError> {
        self.peer.files.uploads.upload.handle(UploadFile { file, at: self.clock.now() }).await
    }

    /// Carries that on, and how it stands then.
    async fn carries(&self, file: FileId) -> Option<UploadState> {
        let carry = CarryUpload { file, at: self.clock.now(), jitter: 0 };
        self.peer.files.uploads.carry.handle(carry).await.unwrap();
        self.uploaded().await.into_iter().next().map(|upload| upload.state)
    }

    async fn uploaded(&self) -> Vec<Upload> {
        self.peer.files.uploads.read.handle(ReadUploads).await.unwrap()
    }

    async fn drops(&self, file: FileId) -> Result<(), DropUploadError> {
        self.peer.files.uploads.drop.handle(DropUpload { file }).await
    }
}

/// Alice offers Bob a file as message 1, he wants it, and she uploads it.
async fn uploaded(bytes: usize) -> (World, Party, Party, FileId) {
    let (world, alice, bob) = offered(bytes).await;
    let file = bob.wanted().await;
    alice.uploads(file).await.unwrap();
    (world, alice, bob, file)
}

#[tokio::test]
async fn what_lies_at_the_directory_comes_though_whoever_offered_it_is_away() {
    for bytes in [0, 1, CHUNK, BYTES] {
        let (world, alice, bob, file) = uploaded(bytes).await;
        assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));
        world.wire.files.misses(device("alice"));

        let state = bob.takes_file().await;

        let FetchState::Done(path) = state else { panic!("{state:?}") };
        assert!(world.file(&path).await.unwrap() == content(bytes));
        assert_eq!(world.wire.files.drain(), []);
    }
}

#[tokio::test]
async fn while_a_device_has_it_the_directory_is_not_asked() {
    let (world, alice, bob, file) = uploaded(BYTES).await;
    assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));
    world.store.goes_away();

    assert!(matches!(bob.takes_file().await, FetchState::Done(_)));
}

#[tokio::test]
async fn what_came_of_a_device_is_not_asked_of_the_directory_again() {
    let (world, alice, bob, file) = uploaded(20 * CHUNK - 9).await;
    let state = alice.carries(file).await;
    assert_eq!(state, Some(UploadState::Failed(Cause::UPLOAD_QUOTA)), "the hashes count too");
    alice.offers(2, "bob", &world.has_file("b", 19 * CHUNK)).await;
    bob.wants("alice", 2).await.unwrap();
    let file = bob.wanted().await;
    alice.uploads(file).await.unwrap();
    assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));
    world.wire.files.brings(2);

    let state = bob.takes_file().await;

    let FetchState::Done(path) = state else { panic!("{state:?}") };
    assert!(world.file(&path).await.unwrap() == content(19 * CHUNK));
    assert!(world.wire.files.drain().len() == 2);
}

#[tokio::test]
async fn an_upload_that_was_cut_goes_on_where_it_was_though_it_began_anew() {
    let (world, alice, _bob, file) = uploaded(BYTES).await;
    world.store.takes(3);
    let state = alice.carries(file).await;
    let Some(UploadState::Wanted(Some(Retry { failures: 1, cause, .. }))) = state else {
        panic!("{state:?}")
    };
    assert_eq!(cause, Cause::DIRECTORY_UNREACHABLE);
    let first = world.store.drain();
    assert_eq!(first.len(), 3);
    let alice = world.restarts(alice);
    world.store.is_mended();

    assert_eq!(alice.uploaded().await[0].of, BLOBS);
    assert!(matches!(alice.carries(file).await, Some(UploadState::Wanted(Some(_)))), "it waits");
    world.later(600);
    assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));

    let second = world.store.drain();
    assert_eq!(second.len(), BLOBS as usize - 3);
    assert!(second.iter().all(|blob| !first.contains(blob)));
    let Upload { there, of, .. } = &alice.uploaded().await[0];
    assert_eq!((*there, *of), (BLOBS, BLOBS));
}

#[tokio::test]
async fn the_waits_grow_while_nothing_comes_through() {
    let (world, alice, _bob, file) = uploaded(BYTES).await;
    let mut failures = Vec::new();
    for blobs in [0, 0, 2, 0] {
        world.store.takes(blobs);
        let state = alice.carries(file).await;
        let Some(UploadState::Wanted(Some(retry))) = state else { panic!("{state:?}") };
        failures.push(retry.failures);
        world.later(600);
    }

    assert_eq!(failures, [1, 2, 1, 2]);
}

#[tokio::test]
async fn what_is_dropped_lies_there_no_more_and_is_still_offered() {
    let (world, alice, bob, file) = uploaded(BYTES).await;
    assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));
    assert_eq!(world.store.lying().await, BLOBS as usize);
    alice.drops(file).await.unwrap();
    world.store.goes_away();
    let state = alice.carries(file).await;
    assert!(matches!(state, Some(UploadState::Dropped(Some(_)))), "{state:?}");
    let alice = world.restarts(alice);
    world.store.is_mended();
    world.later(600);

    assert_eq!(alice.carries(file).await, None);

    assert_eq!(world.store.lying().await, 0);
    assert!(matches!(alice.drops(file).await, Err(DropUploadError::NoSuchUpload)));
    assert!(matches!(bob.takes_file().await, FetchState::Done(_)));
}

#[tokio::test]
async fn what_is_not_offered_any_more_goes_from_the_directory_too() {
    let (world, alice, _bob, file) = uploaded(BYTES).await;
    assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));
    assert!(alice.carries(file).await.is_some());
    alice.deletes(2, 1).await.unwrap();

    assert_eq!(alice.carries(file).await, None);

    assert_eq!(world.store.lying().await, 0);
    assert!(matches!(alice.uploads(file).await, Err(UploadFileError::NoSuchOffer)));
}

#[tokio::test]
async fn what_is_taken_back_while_it_is_brought_goes_too() {
    let (world, alice, _bob, file) = uploaded(BYTES).await;
    world.store.takes(3);
    alice.carries(file).await;
    alice.deletes(2, 1).await.unwrap();
    world.store.is_mended();

    assert_eq!(alice.carries(file).await, None);

    assert_eq!(world.store.lying().await, 0);
}

#[tokio::test]
async fn what_the_directory_threw_away_is_forgotten_and_may_be_brought_again() {
    let (world, alice, _bob, file) = uploaded(BYTES).await;
    let Some(UploadState::Done(until)) = alice.carries(file).await else { panic!("it is there") };
    assert_eq!(until.millis() - world.clock.now().millis(), 14 * 24 * 60 * 60 * 1_000);
    world.later(14 * 24 * 60 * 60 + 1);
    world.store.expires().await;
    assert_eq!(world.store.lying().await, 0);

    assert_eq!(alice.carries(file).await, None);

    alice.uploads(file).await.unwrap();
    assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));
    assert_eq!(world.store.lying().await, BLOBS as usize);
}

#[tokio::test]
async fn t54_what_is_more_than_one_may_have_there_fails_before_a_byte_is_brought() {
    let (world, alice, _bob, file) = uploaded(20 * CHUNK).await;

    let state = alice.carries(file).await;

    assert_eq!(state, Some(UploadState::Failed(Cause::UPLOAD_QUOTA)));
    assert_eq!((world.store.drain(), world.store.lying().await), (vec![], 0));
    assert_eq!(alice.carries(file).await, state, "it is not tried again");
    alice.uploads(file).await.unwrap();
    assert_eq!(alice.uploaded().await[0].state, UploadState::Wanted(None), "unless it is wanted");
}

#[tokio::test]
async fn t65_a_file_that_was_changed_is_not_brought() {
    let (world, alice, _bob, file) = uploaded(BYTES).await;
    world.store.takes(3);
    alice.carries(file).await;
    world.later(600);
    world.store.is_mended();
    world.disk.put(std::path::Path::new("/home/own/the report.pdf"), &vec![1; BYTES]);

    let state = alice.carries(file).await;

    assert_eq!(state, Some(UploadState::Failed(Cause::FILE_NOT_OFFERED)));
    assert_eq!(world.store.drain().len(), 3);
}

#[tokio::test]
async fn t65_nothing_that_the_directory_changed_is_written() {
    let (world, alice, bob, file) = uploaded(BYTES).await;
    assert!(matches!(alice.carries(file).await, Some(UploadState::Done(_))));
    world.wire.files.misses(device("alice"));
    world.store.bends(|blob| blob[0] ^= 1);

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, .. })) = state else { panic!("{state:?}") };
    assert_eq!(cause, Cause::FILE_BROKEN);
    assert_eq!(bob.fetched().await[0].parts.here(), 0);
}

#[tokio::test]
async fn that_nothing_lies_there_is_no_news_of_who_is_away() {
    let (world, _alice, bob) = offered(BYTES).await;
    world.wire.files.misses(device("alice"));

    let state = bob.takes_file().await;

    let FetchState::Wanted(Some(Retry { cause, .. })) = state else { panic!("{state:?}") };
    assert_eq!(cause, Cause::UNREACHABLE);
}

#[tokio::test]
async fn what_is_not_this_persons_to_offer_is_not_uploaded() {
    let (_world, alice, bob, file) = uploaded(10).await;
    assert!(matches!(bob.takes_file().await, FetchState::Done(_)));

    assert!(matches!(bob.uploads(file).await, Err(UploadFileError::NoSuchOffer)));
    let nothing = FileId::from([9; 16]);
    assert!(matches!(alice.uploads(nothing).await, Err(UploadFileError::NoSuchOffer)));
    assert!(matches!(alice.drops(nothing).await, Err(DropUploadError::NoSuchUpload)));
}

#[tokio::test]
async fn what_is_to_be_done_is_known_with_its_moment() {
    let (world, alice, _bob, file) = uploaded(10).await;
    let due = async || alice.peer.files.uploads.read.handle(DueUploads).await.unwrap();
    assert_eq!(due().await, [DueUpload { file, next: None, rests: false }]);

    world.store.goes_away();
    let state = alice.carries(file).await;
    let Some(UploadState::Wanted(Some(retry))) = state else { panic!("{state:?}") };
    assert_eq!(due().await, [DueUpload { file, next: Some(retry.next), rests: false }]);

    world.store.is_mended();
    world.later(600);
    let Some(UploadState::Done(until)) = alice.carries(file).await else { panic!("it is there") };
    assert_eq!(due().await, [DueUpload { file, next: Some(until), rests: true }]);
}
