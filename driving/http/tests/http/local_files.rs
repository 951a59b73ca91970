//! What a person's own programs can do with files.

use std::{fs, path::Path};

use axum::{Router, body::Body, http::Request};
use causerie_wire::{FetchFile, File, Files, OfferFile, Offering, TurnFetch};
use rstest::rstest;
use serde::Serialize;
use tempfile::TempDir;

use crate::support::{Asking, BobsPeer, Reply, ask, get, put_json};

const MESSAGE: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";
const ID: &str = "0191d5f2-7c4a-7abc-8def-012345678901";
const NO_FILE: &str = "/v1/files/0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}

async fn put(router: &Router, path: &str, body: &impl Serialize) -> Reply {
    own(router, put_json(path, body)).await
}

fn offer(path: &Path) -> OfferFile {
    let path = path.to_str().unwrap().to_owned();
    OfferFile { to: "alice".to_owned(), path, ..OfferFile::default() }
}

/// Bob, and a file of so many bytes on his disk.
async fn bob(bytes: usize) -> (Router, TempDir, OfferFile) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, vec![7; bytes]).unwrap();
    (BobsPeer::new().await.for_bob(), folder, offer(&path))
}

/// Offers it, however often that has to be asked for.
async fn offers(router: &Router, wanted: &OfferFile) -> Offering {
    loop {
        let far: Offering = put(router, &format!("{MESSAGE}/file"), wanted).await.json();
        assert!(far.read <= far.size);
        if far.done {
            return far;
        }
    }
}

#[tokio::test]
async fn a_file_is_offered_once_and_listed_with_where_it_lies() {
    let (router, _folder, wanted) = bob(70_000).await;

    let far = offers(&router, &wanted).await;
    let again = offers(&router, &wanted).await;

    assert_eq!((far.read, far.size, again.done), (70_000, 70_000, true));
    let files: Files = own(&router, get("/v1/files")).await.json();
    let [file] = &files.files[..] else { panic!("one file") };
    assert_eq!((&*file.file.name, file.file.size, file.file.id.len()), ("a.txt", 70_000, 32));
    assert_eq!((&*file.message.id, &*file.with), (ID, "alice@chat.example.org"));
    assert_eq!(file.lies_at.as_ref(), Some(&wanted.path));
    assert!(file.fetch.is_none() && files.next.is_none());
    let one: File = own(&router, get(&format!("/v1/files/{}", file.file.id))).await.json();
    assert!(one == *file);
    let with = async |who: &str| {
        own(&router, get(&format!("/v1/files?with={who}"))).await.json::<Files>().files.len()
    };
    assert_eq!((with("alice").await, with("carol").await), (1, 0));
}

#[tokio::test]
async fn a_file_is_fetched_paused_and_cancelled() {
    let (router, folder, wanted) = bob(70_000).await;
    offers(&router, &wanted).await;
    let files: Files = own(&router, get("/v1/files")).await.json();
    let path = format!("/v1/files/{}", files.files[0].file.id);
    let here = folder.path().join("here").to_str().unwrap().to_owned();
    let fetch = |folder: &str| FetchFile { from: "bob".to_owned(), folder: folder.to_owned() };
    let turn = async |state: &str| {
        put(&router, &path, &TurnFetch { state: state.to_owned() }).await.outcome()
    };
    let stands = async || own(&router, get(&path)).await.json::<File>().fetch.map(|it| it.state);
    assert_eq!(turn("paused").await, "404 NO_SUCH_FETCH");

    let begun = put(&router, &format!("{MESSAGE}/fetch"), &fetch(&here)).await.outcome();
    assert_eq!((begun, stands().await), ("204".to_owned(), Some("wanted".to_owned())));
    assert_eq!(
        (turn("paused").await, stands().await),
        ("204".to_owned(), Some("paused".to_owned()))
    );
    assert_eq!(turn("forgotten").await, "400 BAD_REQUEST");
    assert_eq!(
        (turn("wanted").await, stands().await),
        ("204".to_owned(), Some("wanted".to_owned()))
    );
    assert_eq!((turn("cancelled").await, stands().await), ("204".to_owned(), None));

    let refused = put(&router, &format!("{MESSAGE}/fetch"), &fetch("here")).await.outcome();
    assert_eq!(refused, "400 BAD_REQUEST", "that is no absolute path");
}

#[rstest]
#[case::no_file(OfferFile { path: "/nowhere/a.txt".to_owned(), ..OfferFile::default() }, "404 NO_SUCH_FILE")]
#[case::a_folder(OfferFile { path: "/".to_owned(), ..OfferFile::default() }, "404 NO_SUCH_FILE")]
#[case::not_absolute(OfferFile { path: "a.txt".to_owned(), ..OfferFile::default() }, "404 NO_SUCH_FILE")]
#[case::no_media_type(OfferFile { media_type: Some("text".to_owned()), ..OfferFile::default() }, "400 BAD_REQUEST")]
#[case::a_long_caption(OfferFile { caption: Some("a".repeat(4_097)), ..OfferFile::default() }, "400 BAD_REQUEST")]
#[case::no_caption(OfferFile { caption: Some(String::new()), ..OfferFile::default() }, "400 BAD_REQUEST")]
#[case::no_time(OfferFile { expires_in_ms: Some(0), ..OfferFile::default() }, "400 BAD_TIMER")]
#[tokio::test]
async fn what_cannot_be_offered_is_a_problem_and_nothing_is_said(
    #[case] bad: OfferFile,
    #[case] outcome: &str,
) {
    let (router, _folder, good) = bob(10).await;
    let path = if bad.path.is_empty() { good.path } else { bad.path.clone() };

    let bad = OfferFile { to: good.to, path, ..bad };
    let refused = put(&router, &format!("{MESSAGE}/file"), &bad).await;

    assert_eq!(refused.outcome(), outcome);
    assert_eq!(own(&router, get(MESSAGE)).await.outcome(), "404 NOT_FOUND");
    assert!(own(&router, get("/v1/files")).await.json::<Files>().files.is_empty());
}

#[rstest]
#[case::no_id("/v1/files/hello", "400 BAD_REQUEST")]
#[case::not_whole("/v1/files/0f8c2e5a", "400 BAD_REQUEST")]
#[case::unknown(NO_FILE, "404 NO_SUCH_FETCH")]
#[tokio::test]
async fn what_is_no_file_here_is_a_problem(#[case] path: &str, #[case] outcome: &str) {
    let (router, _folder, _) = bob(10).await;
    let state = TurnFetch { state: "paused".to_owned() };

    assert_eq!(own(&router, get(path)).await.outcome(), outcome);
    assert_eq!(put(&router, path, &state).await.outcome(), outcome);
}

#[tokio::test]
async fn whose_message_offers_no_file_has_none_to_fetch() {
    let (router, folder, _) = bob(10).await;
    let folder = folder.path().to_str().unwrap().to_owned();

    let wanted = FetchFile { from: "alice".to_owned(), folder };
    let refused = put(&router, &format!("{MESSAGE}/fetch"), &wanted).await;

    assert_eq!(refused.outcome(), "404 NO_SUCH_FILE");
}
