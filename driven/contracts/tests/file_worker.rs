//! Files that are wanted come by themselves, over mutual TLS.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use causerie_chat::{MessageRef, SafeFileName};
use causerie_files::{Chunk, FileId};
use causerie_memory::MemoryDisk;
use causerie_usecases::ports::{FetchState, NotWritten, PartFiles, Unavailable};
use causerie_worker::fetch_files;
use network::offered::{Offered, offer};
use tokio::{task::JoinSet, time::sleep};

/// Waits until what the message offers is here.
async fn comes(scene: &Offered, said: &MessageRef) {
    let is_here = async || matches!(scene.stands(said).await, FetchState::Done(_));
    let mut looks = 0;
    while !is_here().await {
        sleep(Duration::from_millis(50)).await;
        looks += 1;
        assert!(looks < 400, "it did not come: {:?}", scene.stands(said).await);
    }
}

/// Alice's peer fetches, as long as the set lives.
fn fetching(scene: &Offered) -> JoinSet<()> {
    let mut works = JoinSet::new();
    works.spawn(fetch_files(scene.alice.peer.clone(), scene.alice.files_bell.clone()));
    works
}

#[tokio::test]
async fn what_was_wanted_before_comes_and_what_is_wanted_later_wakes_it() {
    let scene = Offered::begin().await;
    offer(&scene.network, &scene.bob, &scene.alice, "b.txt", 10).await;
    scene.is_at(&scene.bob.up().await).await;
    let said = scene.heard().await;
    scene.wants(&said[0]).await;

    let _works = fetching(&scene);
    comes(&scene, &said[0]).await;
    // Longer than any wait it could be in.
    sleep(Duration::from_millis(200)).await;
    scene.wants(&said[1]).await;

    comes(&scene, &said[1]).await;
}

#[tokio::test]
async fn what_nobody_gave_comes_by_itself_once_somebody_does() {
    let scene = Offered::begin().await;
    let said = scene.heard().await.remove(0);
    scene.wants(&said).await;
    let _works = fetching(&scene);
    let mut tries = 0;
    while !matches!(scene.stands(&said).await, FetchState::Wanted(Some(_))) {
        sleep(Duration::from_millis(50)).await;
        tries += 1;
        assert!(tries < 200, "it was not tried");
    }

    scene.is_at(&scene.bob.up().await).await;

    comes(&scene, &said).await;
}

#[tokio::test]
async fn a_file_at_which_this_peer_fails_itself_holds_up_no_other_one() {
    let mut scene = Offered::begin().await;
    offer(&scene.network, &scene.bob, &scene.alice, "b.txt", 10).await;
    scene.is_at(&scene.bob.up().await).await;
    let said = scene.heard().await;
    let mut peer = Arc::into_inner(scene.alice.peer).unwrap();
    let (disk, fails_for) = (scene.network.disk.clone(), FileId::of(&scene.manifest));
    peer.files.take.parts = Arc::new(Faulty { disk, fails_for });
    scene.alice.peer = Arc::new(peer);
    for said in &said {
        scene.wants(said).await;
    }

    let _works = fetching(&scene);

    comes(&scene, &said[1]).await;
    assert_eq!(scene.stands(&said[0]).await, FetchState::Wanted(None), "and it is wanted still");
}

/// A disk that fails for one file.
struct Faulty {
    disk: Arc<MemoryDisk>,
    fails_for: FileId,
}

#[async_trait]
impl PartFiles for Faulty {
    async fn begin(&self, folder: &Path, id: &FileId, bytes: u64) -> Result<(), NotWritten> {
        if *id == self.fails_for {
            return Err(Unavailable::new("the disk failed").into());
        }
        self.disk.begin(folder, id, bytes).await
    }

    async fn write(
        &self,
        folder: &Path,
        id: &FileId,
        chunks: Vec<(u64, Chunk)>,
    ) -> Result<Vec<(u64, Chunk)>, NotWritten> {
        self.disk.write(folder, id, chunks).await
    }

    async fn sync(&self, folder: &Path, id: &FileId) -> Result<(), NotWritten> {
        self.disk.sync(folder, id).await
    }

    async fn finish(
        &self,
        folder: &Path,
        id: &FileId,
        name: &SafeFileName,
    ) -> Result<PathBuf, NotWritten> {
        self.disk.finish(folder, id, name).await
    }

    async fn discard(&self, folder: &Path, id: &FileId) -> Result<(), Unavailable> {
        self.disk.discard(folder, id).await
    }
}
