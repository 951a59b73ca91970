//! Asking other devices for files over mutual TLS keeps the promises of the port.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use std::sync::Arc;

use causerie_chat::{
    Cause, Envelope, EnvelopeId, FileManifest, MessageRef, NetworkAddress, Path, Sealed,
};
use causerie_contracts::Reading;
use causerie_edge::{message_id, now, randomness};
use causerie_files::{ChunkHashes, FileId, FileStream, FileTicket};
use causerie_session::RustCrypto;
use causerie_usecases::{
    CommandHandler,
    peer::{
        commands::{CarryUpload, FetchFile, OfferFile, TakeChunks, UploadFile},
        files::Tally,
    },
    ports::{
        Announcements, Contacts, FetchBook, FetchState, FileSource, FileSources, FileWish, History,
        Inbox, NotGiven, OfferBook, OwnFiles, People,
    },
};
use network::{Member, Network};

const CHUNK: usize = 1 << 20;
const SEALED: usize = CHUNK + 16;
const BYTES: usize = 9 * CHUNK;

struct Scene {
    network: Network,
    alice: Member,
    bob: Member,
    manifest: FileManifest,
    at: NetworkAddress,
}

/// Bob offers Alice a file, and can be reached.
async fn scene() -> Scene {
    let network = Network::begin().await;
    let (alice, bob) = (network.member("alice").await, network.member("bob").await);
    let path = std::path::Path::new("/home/bob/a.txt");
    network.disk.put(path, &vec![7; BYTES]);
    let offer = OfferFile {
        id: message_id().unwrap(),
        to: alice.device.person.clone().into(),
        path: path.to_owned(),
        media_type: None,
        caption: None,
        expires_in: None,
        at: now(),
        trace: None,
        randomness: randomness().unwrap(),
        read: Tally::default(),
    };
    bob.peer.files.offer.handle(offer).await.unwrap();
    let manifest = bob.store.offers().await.unwrap().remove(0).1;
    let at = bob.up().await;
    Scene { network, alice, bob, manifest, at }
}

impl Scene {
    fn source(&self) -> FileSource {
        FileSource { device: self.bob.device.clone(), at: self.at.clone() }
    }

    fn wish(&self) -> FileWish {
        let ticket = FileTicket::new(&self.manifest, &self.alice.device);
        FileWish { file: FileId::of(&self.manifest), ticket }
    }
}

#[tokio::test]
async fn hashes_and_chunks_come_as_they_are() {
    let scene = scene().await;
    let (source, wish) = (scene.source(), scene.wish());

    let hashes = scene.alice.peers.hashes(&source, &wish, 9 * 32).await.unwrap();
    let chunks = scene.alice.peers.chunks(&source, &wish, 5..9, 4 * SEALED).await.unwrap();

    let hashes = ChunkHashes::check(&scene.manifest, &hashes).unwrap();
    let stream = FileStream::new(&RustCrypto, &scene.manifest);
    for (number, sealed) in (5..9).zip(chunks.chunks(SEALED)) {
        let opened = stream.open(number, sealed.to_vec()).unwrap();
        assert!(hashes.chunk(number, opened).is_ok());
    }
}

/// Alice hears of it, knows Bob, and where he is.
async fn hears(scene: &Scene) -> MessageRef {
    let Scene { alice, bob, at, .. } = scene;
    let said = bob.store.offers().await.unwrap().remove(0).0;
    let offer = bob.store.message(&said.author, said.id).await.unwrap().unwrap().message;
    let recipient = alice.device.clone();
    let (id, sealed) = (EnvelopeId::of(offer.id, &recipient), Sealed::try_from(offer.encode()));
    let envelope = Envelope { id, recipient, sealed: sealed.unwrap() };
    let person = alice.directory.person(&bob.device.person).await.unwrap().unwrap();
    alice.store.remember(&person).await.unwrap();
    let (opening, path) = (Arc::new(Reading::default()), Path::Direct);
    alice.store.take(&bob.device, vec![envelope], opening, path, now()).await.unwrap();
    bob.directory.announce(&bob.device, at, 600_000).await.unwrap();
    said
}

#[tokio::test]
async fn a_file_that_is_offered_comes_from_device_to_device() {
    let scene = scene().await;
    let said = hears(&scene).await;
    let files = &scene.alice.peer.files;
    let folder = "/home/alice".into();
    files.fetch.handle(FetchFile { said, folder, at: now() }).await.unwrap();

    let file = FileId::of(&scene.manifest);
    files.take.handle(TakeChunks { file, at: now(), jitter: 0 }).await.unwrap();

    let fetched = scene.alice.store.fetch(&file).await.unwrap().unwrap();
    let FetchState::Done(path) = fetched.state else { panic!("{:?}", fetched.state) };
    assert!(scene.network.disk.read(&path, 0, BYTES + 1).await.unwrap() == Some(vec![7; BYTES]));
}

#[tokio::test]
async fn a_file_that_lies_at_the_directory_comes_though_its_sender_is_gone() {
    let scene = Scene { at: "127.0.0.1:1".parse().unwrap(), ..scene().await };
    let said = hears(&scene).await;
    let file = FileId::of(&scene.manifest);
    let of_bob = &scene.bob.peer.files;
    of_bob.uploads.upload.handle(UploadFile { file, at: now() }).await.unwrap();
    of_bob.uploads.carry.handle(CarryUpload { file, at: now(), jitter: 0 }).await.unwrap();
    let files = &scene.alice.peer.files;
    let folder = "/home/alice".into();
    files.fetch.handle(FetchFile { said, folder, at: now() }).await.unwrap();

    files.take.handle(TakeChunks { file, at: now(), jitter: 0 }).await.unwrap();

    let fetched = scene.alice.store.fetch(&file).await.unwrap().unwrap();
    let FetchState::Done(path) = fetched.state else { panic!("{:?}", fetched.state) };
    assert!(scene.network.disk.read(&path, 0, BYTES + 1).await.unwrap() == Some(vec![7; BYTES]));
}

#[tokio::test]
async fn t54_what_is_longer_or_shorter_than_it_should_be_is_broken() {
    let scene = scene().await;
    let (source, wish) = (scene.source(), scene.wish());

    for bytes in [0, SEALED - 1, SEALED + 1] {
        let refused = scene.alice.peers.chunks(&source, &wish, 0..1, bytes).await;
        assert!(matches!(refused, Err(NotGiven::Broken)), "{bytes}");
    }
    let refused = scene.alice.peers.hashes(&source, &wish, 8 * 32).await;
    assert!(matches!(refused, Err(NotGiven::Broken)));
}

#[tokio::test]
async fn t65_what_is_not_offered_to_this_device_is_told_as_that() {
    let scene = scene().await;
    let stolen = FileWish { ticket: FileTicket::from([7; 32]), ..scene.wish() };
    let absent = FileWish { file: FileId::from([7; 16]), ..scene.wish() };

    for wish in [stolen, absent] {
        let refused = scene.alice.peers.hashes(&scene.source(), &wish, 9 * 32).await;
        assert!(matches!(refused, Err(NotGiven::NotOffered)), "{refused:?}");
    }
}

#[tokio::test]
async fn nobody_gives_anything_where_that_device_is_not() {
    let scene = scene().await;
    let nobody = FileSource { at: "127.0.0.1:1".parse().unwrap(), ..scene.source() };
    let carol = scene.network.member("carol").await;
    let another = FileSource { at: carol.up().await, ..scene.source() };

    for source in [nobody, another] {
        let refused = scene.alice.peers.hashes(&source, &scene.wish(), 9 * 32).await;
        let Err(NotGiven::NotNow { cause, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(cause, Cause::UNREACHABLE);
    }
}
