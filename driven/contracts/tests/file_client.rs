//! Asking other devices for files over mutual TLS keeps the promises of the port.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, RANGE},
    response::Response,
};
use causerie_chat::{Cause, NetworkAddress};
use causerie_edge::now;
use causerie_files::{ChunkHashes, FileId, FileStream, FileTicket};
use causerie_http_api::{PeerConfig, Quota};
use causerie_session::RustCrypto;
use causerie_usecases::{
    CommandHandler,
    peer::commands::{CarryUpload, TakeChunks, UploadFile},
    ports::{FetchState, FileSource, FileSources, FileWish, NotGiven, OwnFiles},
};
use futures_util::{StreamExt, stream};
use network::offered::{BYTES, Offered};
use tokio::time::Instant;

const CHUNK: usize = 1 << 20;
const SEALED: usize = CHUNK + 16;

/// Bob offers Alice a file, and can be reached.
async fn scene() -> (Offered, FileSource, FileWish) {
    let scene = Offered::begin().await;
    let at = scene.bob.up().await;
    let (source, wish) = (scene.source(&at), scene.wish());
    (scene, source, wish)
}

#[tokio::test]
async fn hashes_and_chunks_come_as_they_are() {
    let (scene, source, wish) = scene().await;

    let hashes = scene.alice.peers.hashes(&source, &wish, 9 * 32).await.unwrap();
    let chunks = scene.alice.peers.chunks(&source, &wish, 5..9, 4 * SEALED).await.unwrap();

    let hashes = ChunkHashes::check(&scene.manifest, &hashes).unwrap();
    let stream = FileStream::new(&RustCrypto, &scene.manifest);
    for (number, sealed) in (5..9).zip(chunks.chunks(SEALED)) {
        let opened = stream.open(number, sealed.to_vec()).unwrap();
        assert!(hashes.chunk(number, opened).is_ok());
    }
}

#[tokio::test]
async fn a_file_that_is_offered_comes_from_device_to_device() {
    let (scene, source, wish) = scene().await;
    scene.is_at(&source.at).await;
    let said = scene.heard().await.remove(0);
    scene.wants(&said).await;

    let take = TakeChunks { file: wish.file, at: now(), jitter: 0 };
    scene.alice.peer.files.take.handle(take).await.unwrap();

    let FetchState::Done(path) = scene.stands(&said).await else { panic!("it is not here") };
    assert!(scene.network.disk.read(&path, 0, BYTES + 1).await.unwrap() == Some(vec![7; BYTES]));
}

#[tokio::test]
async fn a_file_that_lies_at_the_directory_comes_though_its_sender_is_gone() {
    let scene = Offered::begin().await;
    scene.is_at(&"127.0.0.1:1".parse().unwrap()).await;
    let (said, file) = (scene.heard().await.remove(0), scene.wish().file);
    let uploads = &scene.bob.peer.files.uploads;
    uploads.upload.handle(UploadFile { file, at: now() }).await.unwrap();
    uploads.carry.handle(CarryUpload { file, at: now(), jitter: 0 }).await.unwrap();
    scene.wants(&said).await;

    let take = TakeChunks { file, at: now(), jitter: 0 };
    scene.alice.peer.files.take.handle(take).await.unwrap();

    let FetchState::Done(path) = scene.stands(&said).await else { panic!("all of it is there") };
    assert!(scene.network.disk.read(&path, 0, BYTES + 1).await.unwrap() == Some(vec![7; BYTES]));
}

#[tokio::test]
async fn t54_what_is_longer_or_shorter_than_it_should_be_is_broken() {
    let (scene, source, wish) = scene().await;

    for bytes in [0, SEALED - 1, SEALED + 1] {
        let refused = scene.alice.peers.chunks(&source, &wish, 0..1, bytes).await;
        assert!(matches!(refused, Err(NotGiven::Broken)), "{bytes}");
    }
    let refused = scene.alice.peers.hashes(&source, &wish, 8 * 32).await;
    assert!(matches!(refused, Err(NotGiven::Broken)));
}

#[tokio::test]
async fn t65_what_is_not_offered_to_this_device_is_told_as_that() {
    let (scene, source, wish) = scene().await;
    let stolen = FileWish { ticket: FileTicket::from([7; 32]), ..wish };
    let absent = FileWish { file: FileId::from([7; 16]), ..wish };

    for wish in [stolen, absent] {
        let refused = scene.alice.peers.hashes(&source, &wish, 9 * 32).await;
        assert!(matches!(refused, Err(NotGiven::NotOffered)), "{refused:?}");
    }
}

#[tokio::test]
async fn nobody_gives_anything_where_that_device_is_not() {
    let (scene, source, wish) = scene().await;
    let nobody = FileSource { at: "127.0.0.1:1".parse().unwrap(), ..source.clone() };
    let carol = scene.network.member("carol").await;
    let another = FileSource { at: carol.up().await, ..source };

    for source in [nobody, another] {
        let refused = scene.alice.peers.hashes(&source, &wish, 9 * 32).await;
        let Err(NotGiven::NotNow { cause, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(cause, Cause::UNREACHABLE);
    }
}

/// Has `answer` answer in Bob's place.
async fn answered(scene: &Offered, answer: fn(&Request) -> Response) -> NetworkAddress {
    let router = Router::new().fallback(async move |request: Request| answer(&request));
    scene.bob.answers_with(router).await
}

fn bytes(many: usize) -> Body {
    Body::from(vec![7; many])
}

#[tokio::test]
async fn t21_nobody_asks_for_anything_compressed_and_what_is_said_to_be_is_not_unpacked() {
    let scene = Offered::begin().await;
    let at = answered(&scene, |request| {
        let asks = |name| request.headers().contains_key(name);
        assert!(!asks(ACCEPT_ENCODING) && !asks(RANGE), "it comes as it is, or not at all");
        Response::builder().header(CONTENT_ENCODING, "gzip").body(bytes(SEALED)).unwrap()
    })
    .await;

    let given = scene.alice.peers.chunks(&scene.source(&at), &scene.wish(), 0..1, SEALED).await;

    assert_eq!(given.unwrap(), vec![7; SEALED]);
}

#[tokio::test]
async fn t54_an_answer_without_end_is_read_no_further_than_what_was_asked_for() {
    let scene = Offered::begin().await;
    let sent = Arc::new(Mutex::new(0));
    let counted = sent.clone();
    let router = Router::new().fallback(async move || {
        let counted = counted.clone();
        let without_end = stream::repeat_with(move || {
            *counted.lock().unwrap() += CHUNK;
            Ok::<_, Infallible>(vec![7; CHUNK])
        });
        Body::from_stream(without_end)
    });
    let at = scene.bob.answers_with(router).await;

    let given = scene.alice.peers.chunks(&scene.source(&at), &scene.wish(), 0..1, SEALED).await;

    assert!(matches!(given, Err(NotGiven::Broken)), "{given:?}");
    assert!(*sent.lock().unwrap() <= 16 * CHUNK, "{} bytes went out", sent.lock().unwrap());
}

#[tokio::test]
async fn t54_whoever_gives_no_more_for_now_is_asked_later() {
    let scene = Offered::begin().await;
    let few = PeerConfig { deliveries: Quota::new(1, 2), ..PeerConfig::default() };
    let source = scene.source(&scene.bob.up_with(few).await);
    let wish = scene.wish();
    let asks = || scene.alice.peers.hashes(&source, &wish, 9 * 32);
    assert!(asks().await.is_ok() && asks().await.is_ok());

    let refused = asks().await;

    let Err(NotGiven::NotNow { cause, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(cause, Cause::PEER_UNAVAILABLE);
}

/// Nobody waits for real: time goes on by itself while nothing happens.
#[tokio::test]
async fn t54_a_sender_that_stalls_in_the_middle_is_left_after_a_minute() {
    let scene = Offered::begin().await;
    let router = Router::new().fallback(async || {
        let some = stream::iter([Ok::<_, Infallible>(vec![7; CHUNK])]);
        Body::from_stream(some.chain(stream::pending()))
    });
    let stalls = scene.source(&scene.bob.answers_with(router).await);
    tokio::time::pause();
    let began = Instant::now();

    let given = scene.alice.peers.chunks(&stalls, &scene.wish(), 0..1, SEALED).await;

    let Err(NotGiven::NotNow { cause, .. }) = given else { panic!("{given:?}") };
    assert_eq!(cause, Cause::UNREACHABLE);
    assert!(began.elapsed() <= Duration::from_secs(61), "{:?}", began.elapsed());
}
