//! A directory keeps blobs and what is said of them in step, and throws away what nobody wants kept.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{AccountSecret, DeviceAddress, DeviceSecret, Enrolment, Timestamp};
use causerie_files::{Blob, BlobHash, BlobList, FileId};
use causerie_memory::{MemoryBlobs, MemoryDirectory};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        BlobKeeping, BlobParts,
        commands::{
            ExpireBlobs, ExpireBlobsHandler, KeepBlob, KeepBlobHandler, ListFile, ListFileHandler,
            TidyBlobs, UnlistFile, UnlistFileHandler,
        },
        queries::{ReadBlob, ReadBlobsHandler, ReadFileList},
    },
    ports::{
        BlobBook, BlobFiles, BlobLedger, BlobTerms, NotKept, NotStored, Registry, Unavailable,
    },
};
use futures_util::future::join_all;
use tokio::task::yield_now;

struct Scene {
    store: Arc<MemoryDirectory>,
    files: Arc<MemoryBlobs>,
    list: ListFileHandler,
    unlist: UnlistFileHandler,
    keep: KeepBlobHandler,
    expire: ExpireBlobsHandler,
    read: ReadBlobsHandler,
}

async fn scene(terms: BlobTerms) -> Scene {
    let (store, files) = (Arc::<MemoryDirectory>::default(), Arc::<MemoryBlobs>::default());
    for (name, key) in [("alice", 1), ("bob", 3)] {
        let account = AccountSecret::from_seed(&[key; 32]);
        let own = DeviceSecret::from_seed(&[key + 1; 32]);
        let enrolment = Enrolment::sign(device(name), &account, &own).verify().unwrap();
        store.register(&enrolment, at(0)).await.unwrap();
    }
    over(store, files.clone(), files, terms)
}

fn over(
    store: Arc<MemoryDirectory>,
    kept: Arc<MemoryBlobs>,
    files: Arc<dyn BlobFiles>,
    terms: BlobTerms,
) -> Scene {
    let BlobParts { listings, ledger, book, census, files, .. } =
        BlobParts::over(&store, files, terms);
    let keeping = Arc::new(BlobKeeping {
        ledger,
        book: book.clone(),
        census,
        files: files.clone(),
        turns: Default::default(),
    });
    Scene {
        store,
        files: kept,
        list: ListFileHandler { terms, listings: listings.clone() },
        unlist: UnlistFileHandler { listings: listings.clone(), keeping: keeping.clone() },
        keep: KeepBlobHandler { keeping: keeping.clone() },
        expire: ExpireBlobsHandler { terms, listings, keeping },
        read: ReadBlobsHandler { terms, book, files },
    }
}

impl Scene {
    async fn lists(&self, by: &str, n: u8, blobs: &[u8]) -> Result<(), NotKept> {
        let blobs = blobs.iter().map(|n| blob(*n)).map(|it| (it.hash(), it.length()));
        let list = BlobList::new(blobs.collect()).unwrap();
        let command = ListFile { by: device(by), file: FileId::from([n; 16]), list, at: at(1) };
        self.list.handle(command).await
    }

    async fn brings(&self, by: &str, n: u8) -> Result<(), NotKept> {
        self.keep.handle(KeepBlob { by: device(by), blob: blob(n) }).await
    }

    async fn unlists(&self, by: &str, n: u8) {
        let command = UnlistFile { by: device(by), file: FileId::from([n; 16]) };
        self.unlist.handle(command).await.unwrap();
    }

    /// Which file's list others are told, at that moment.
    async fn is_told(&self, of: &str, n: u8, seconds: u64) -> bool {
        let query = ReadFileList { of: device(of), file: FileId::from([n; 16]), at: at(seconds) };
        self.read.handle(query).await.unwrap().is_some()
    }

    async fn lie(&self) -> Vec<u8> {
        let there = BlobFiles::all(&*self.files).await.unwrap();
        (0..99).filter(|n| there.iter().any(|(hash, _)| *hash == blob(*n).hash())).collect()
    }
}

fn device(name: &str) -> DeviceAddress {
    format!("d1.{name}.peers.chat.example.org").parse().unwrap()
}

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_millis(seconds * 1_000)
}

fn blob(n: u8) -> Blob {
    Blob::new(vec![n; 100]).unwrap()
}

#[tokio::test]
async fn a_list_is_told_once_all_of_it_is_here_and_until_its_time_is_over() {
    let scene = scene(BlobTerms { retention: 60_000, ..BlobTerms::default() }).await;
    scene.lists("alice", 1, &[1, 2]).await.unwrap();
    scene.brings("alice", 1).await.unwrap();
    assert!(!scene.is_told("alice", 1, 2).await);

    for _ in 0..2 {
        scene.brings("alice", 2).await.unwrap();
    }

    assert!(scene.is_told("alice", 1, 2).await && !scene.is_told("bob", 1, 2).await);
    let query = ReadBlob { blob: blob(2).hash(), from: 98, bytes: 9 };
    assert_eq!(scene.read.handle(query).await.unwrap(), Some(vec![2; 2]));
    assert!(scene.is_told("alice", 1, 60).await && !scene.is_told("alice", 1, 61).await);
}

#[tokio::test]
async fn t49_only_who_listed_a_blob_brings_it() {
    let scene = scene(BlobTerms::default()).await;
    scene.lists("alice", 1, &[1]).await.unwrap();

    for n in [1, 2] {
        assert!(matches!(scene.brings("bob", n).await, Err(NotKept::NotListed)));
    }
    assert!(matches!(scene.brings("alice", 2).await, Err(NotKept::NotListed)));

    assert_eq!(scene.lie().await, [0; 0]);
    scene.unlists("bob", 1).await;
    scene.brings("alice", 1).await.unwrap();
}

#[tokio::test]
async fn t54_a_blob_has_the_length_that_it_was_listed_with() {
    let scene = scene(BlobTerms::default()).await;
    let list = BlobList::new(vec![(blob(1).hash(), 99)]).unwrap();
    let command = ListFile { by: device("alice"), file: FileId::from([1; 16]), list, at: at(1) };
    scene.list.handle(command).await.unwrap();

    assert!(matches!(scene.brings("alice", 1).await, Err(NotKept::NotListed)));

    assert_eq!(scene.lie().await, [0; 0]);
}

#[tokio::test]
async fn bytes_go_with_the_last_list_that_has_them() {
    let scene = scene(BlobTerms::default()).await;
    scene.lists("alice", 1, &[1, 2]).await.unwrap();
    scene.lists("bob", 2, &[2, 3]).await.unwrap();
    for (by, n) in [("alice", 1), ("alice", 2), ("bob", 3)] {
        scene.brings(by, n).await.unwrap();
    }

    scene.unlists("alice", 1).await;
    assert_eq!(scene.lie().await, [2, 3]);
    assert!(scene.is_told("bob", 2, 2).await);
    scene.unlists("bob", 2).await;

    assert_eq!(scene.lie().await, [0; 0]);
}

#[tokio::test]
async fn what_is_old_is_thrown_away_with_its_bytes() {
    let scene = scene(BlobTerms { retention: 60_000, ..BlobTerms::default() }).await;
    scene.lists("alice", 1, &[1]).await.unwrap();
    scene.brings("alice", 1).await.unwrap();

    scene.expire.handle(ExpireBlobs { at: at(61) }).await.unwrap();
    assert_eq!(scene.lie().await, [1]);
    scene.expire.handle(ExpireBlobs { at: at(62) }).await.unwrap();

    assert_eq!(scene.lie().await, [0; 0]);
}

#[tokio::test]
async fn a_directory_that_keeps_nothing_says_so() {
    for (per_person, in_all) in [(0, 9), (9, 0)] {
        let scene = scene(BlobTerms { per_person, in_all, ..BlobTerms::default() }).await;

        assert!(matches!(scene.lists("alice", 1, &[1]).await, Err(NotKept::Off)));
    }
}

#[tokio::test]
async fn t57_at_the_start_nothing_is_lost_and_what_nobody_listed_goes() {
    let scene = scene(BlobTerms::default()).await;
    scene.lists("alice", 1, &[1, 2, 3]).await.unwrap();
    for n in [1, 2, 3] {
        scene.brings("alice", n).await.unwrap();
    }
    // A crash came between the bytes and the word, and somebody removed a file; one is of nobody.
    scene.store.lose(&blob(2).hash()).await.unwrap();
    scene.files.remove(&blob(3).hash()).await.unwrap();
    scene.files.put(blob(9)).await.unwrap();

    for _ in 0..2 {
        scene.expire.handle(TidyBlobs).await.unwrap();
    }

    assert_eq!(scene.lie().await, [1, 2]);
    let mut here = Vec::new();
    for n in [1, 2, 3, 9] {
        here.push(scene.store.here(&blob(n).hash()).await.unwrap().is_some());
    }
    assert_eq!(here, [true, true, false, false]);
    scene.brings("alice", 3).await.unwrap();
    assert!(scene.is_told("alice", 1, 2).await);
}

#[tokio::test]
async fn t57_files_that_are_away_for_one_start_are_back_at_the_next() {
    let scene = scene(BlobTerms::default()).await;
    scene.lists("alice", 1, &[1, 2]).await.unwrap();
    for n in [1, 2] {
        scene.brings("alice", n).await.unwrap();
    }
    let elsewhere = Arc::new(MemoryBlobs::default());
    let without = over(scene.store.clone(), elsewhere.clone(), elsewhere, BlobTerms::default());
    without.expire.handle(TidyBlobs).await.unwrap();
    assert!(!scene.is_told("alice", 1, 2).await);

    scene.expire.handle(TidyBlobs).await.unwrap();

    assert!(scene.is_told("alice", 1, 2).await);
    assert_eq!(scene.lie().await, [1, 2]);
}

#[tokio::test]
async fn t54_many_at_once_leave_what_is_listed_and_nothing_else() {
    let Scene { store, files, .. } = scene(BlobTerms::default()).await;
    let slow = Arc::new(Slow(files.clone()));
    let scene = over(store, files, slow, BlobTerms::default());
    let blobs: Vec<u8> = (0..40).collect();
    for round in 0..20 {
        scene.lists("alice", round, &blobs).await.unwrap();
        let bring = join_all(blobs.iter().map(|n| scene.brings("alice", *n)));
        let other = async {
            scene.lists("bob", round, &blobs[..20]).await.unwrap();
            scene.unlists("alice", round).await;
        };
        futures_util::join!(bring, other);

        let mut here = Vec::new();
        for n in &blobs {
            if scene.store.here(&blob(*n).hash()).await.unwrap().is_some() {
                here.push(*n);
            }
        }
        assert_eq!(scene.lie().await, here);
        assert!(here.iter().all(|n| *n < 20));
        scene.unlists("bob", round).await;
        assert_eq!(scene.lie().await, [0; 0]);
    }
}

/// A disk that takes its time, while others have their turn.
struct Slow(Arc<MemoryBlobs>);

#[async_trait]
impl BlobFiles for Slow {
    async fn put(&self, blob: Blob) -> Result<(), NotStored> {
        yield_now().await;
        self.0.put(blob).await?;
        yield_now().await;
        Ok(())
    }

    async fn read(
        &self,
        blob: &BlobHash,
        from: u32,
        n: u32,
    ) -> Result<Option<Vec<u8>>, Unavailable> {
        self.0.read(blob, from, n).await
    }

    async fn remove(&self, blob: &BlobHash) -> Result<(), Unavailable> {
        yield_now().await;
        self.0.remove(blob).await
    }

    async fn all(&self) -> Result<Vec<(BlobHash, u64)>, Unavailable> {
        BlobFiles::all(&*self.0).await
    }
}

/// A disk that has no room.
struct Full;

#[async_trait]
impl BlobFiles for Full {
    async fn put(&self, _: Blob) -> Result<(), NotStored> {
        Err(NotStored::Full)
    }

    async fn read(&self, _: &BlobHash, _: u32, _: u32) -> Result<Option<Vec<u8>>, Unavailable> {
        Ok(None)
    }

    async fn remove(&self, _: &BlobHash) -> Result<(), Unavailable> {
        Ok(())
    }

    async fn all(&self) -> Result<Vec<(BlobHash, u64)>, Unavailable> {
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_is_noted() {
    let Scene { store, files, .. } = scene(BlobTerms::default()).await;
    let scene = over(store, files, Arc::new(Full), BlobTerms::default());
    scene.lists("alice", 1, &[1]).await.unwrap();

    let refused = scene.brings("alice", 1).await;

    assert!(matches!(refused, Err(NotKept::Full)));
    assert_eq!(scene.store.here(&blob(1).hash()).await.unwrap(), None);
}
