//! What a directory keeps of files, and what it makes of those who lie about them.

use axum::{Router, body::Body, http::Request};
use causerie_files::{Blob, BlobHash, BlobList};
use causerie_http_api::{DirectoryConfig, Quota};
use causerie_usecases::ports::BlobTerms;
use causerie_wire::UploadStanding;
use rstest::rstest;

use crate::{
    rooms::{directory_of, of, outcome},
    support::{Asking, Reply, alice, ask, delete, directory_keeping, enrol, get, put, put_bytes},
};

const BYTES: &str = "application/octet-stream";
const FILE: &str = "0123456789abcdef0123456789abcdef";

fn blob(n: u8, bytes: usize) -> Blob {
    Blob::new(vec![n; bytes]).unwrap()
}

fn listing(blobs: &[Blob]) -> Vec<u8> {
    let blobs = blobs.iter().map(|it| (it.hash(), it.length())).collect();
    BlobList::new(blobs).unwrap().encode()
}

fn path(name: &str, file: &str) -> String {
    format!("/v1/people/{name}/devices/d1/files/{file}")
}

fn list(name: &str, blobs: &[Blob]) -> Request<Body> {
    put_bytes(&path(name, FILE), BYTES, listing(blobs))
}

fn bring(blob: &Blob) -> Request<Body> {
    named(&blob.hash().to_string(), blob.as_bytes())
}

/// Some bytes, under a name.
fn named(name: &str, bytes: &[u8]) -> Request<Body> {
    put_bytes(&format!("/v1/blobs/{name}"), BYTES, bytes.to_vec())
        .with("content-length", &bytes.len().to_string())
}

async fn fetch(directory: &Router, blob: &BlobHash, name: &str) -> Reply {
    ask(directory, get(&format!("/v1/blobs/{blob}")).by(&of(name))).await
}

async fn keeping(terms: BlobTerms) -> Router {
    let directory = directory_keeping(terms);
    for name in ["alice", "bob"] {
        enrol(&directory, name).await;
    }
    directory
}

async fn plain() -> Router {
    directory_of(DirectoryConfig::default()).await
}

#[tokio::test]
async fn a_file_is_listed_brought_and_read_and_goes_when_it_is_unlisted() {
    let directory = plain().await;
    let blobs = [blob(1, 100), blob(2, 300_000)];
    let standing = async || {
        let asked = get(&format!("{}/standing", path("alice", FILE))).by(&alice());
        ask(&directory, asked).await
    };
    assert_eq!(standing().await.outcome(), "404 NO_SUCH_UPLOAD");

    for _ in 0..2 {
        assert_eq!(outcome(&directory, list("alice", &blobs), "alice").await, "204");
    }
    assert_eq!(outcome(&directory, bring(&blobs[1]), "alice").await, "204");
    let told: UploadStanding = standing().await.json();
    assert_eq!((told.blobs, told.here.0), (2, vec![0b10]));
    assert!(told.until > 0);
    let unwhole = ask(&directory, get(&path("alice", FILE)).by(&of("bob"))).await;
    assert_eq!(unwhole.outcome(), "404 NO_SUCH_UPLOAD");
    assert_eq!(outcome(&directory, bring(&blobs[0]), "alice").await, "204");

    let read = ask(&directory, get(&path("alice", FILE)).by(&of("bob"))).await;
    assert_eq!(
        (read.outcome(), &read.headers["content-type"]),
        ("200".to_owned(), &BYTES.parse().unwrap())
    );
    assert_eq!(read.body, listing(&blobs));
    for blob in &blobs {
        let read = fetch(&directory, &blob.hash(), "bob").await;
        assert_eq!(read.headers["content-length"], blob.length().to_string());
        assert!(read.body == blob.as_bytes());
    }
    for _ in 0..2 {
        let gone = delete(&path("alice", FILE));
        assert_eq!(outcome(&directory, gone, "alice").await, "204");
    }
    assert_eq!(fetch(&directory, &blobs[1].hash(), "bob").await.outcome(), "404 NO_SUCH_BLOB");
    let read = ask(&directory, get(&path("alice", FILE)).by(&of("bob"))).await;
    assert_eq!(read.outcome(), "404 NO_SUCH_UPLOAD");
}

#[tokio::test]
async fn t49_nobody_lists_brings_or_removes_for_another_device() {
    let directory = plain().await;
    let it = blob(1, 100);
    assert_eq!(outcome(&directory, list("alice", std::slice::from_ref(&it)), "alice").await, "204");

    for request in [
        list("alice", &[blob(2, 100)]),
        delete(&path("alice", FILE)),
        get(&format!("{}/standing", path("alice", FILE))),
    ] {
        assert_eq!(outcome(&directory, request, "bob").await, "403 FORBIDDEN");
    }
    assert_eq!(outcome(&directory, bring(&it), "bob").await, "404 NO_SUCH_UPLOAD");
    assert_eq!(outcome(&directory, delete(&path("bob", FILE)), "bob").await, "204");

    assert_eq!(outcome(&directory, bring(&it), "alice").await, "204");
    let read = ask(&directory, get(&path("alice", FILE)).by(&of("bob"))).await;
    assert_eq!(read.body, listing(&[it]));
}

#[rstest]
#[case::a_list(list("alice", &[blob(1, 9)]))]
#[case::a_blob(bring(&blob(1, 9)))]
#[case::removing(delete(&path("alice", FILE)))]
#[case::reading_a_list(get(&path("alice", FILE)))]
#[case::reading_a_blob(get(&format!("/v1/blobs/{}", blob(1, 9).hash())))]
#[case::a_standing(get(&format!("{}/standing", path("alice", FILE))))]
#[tokio::test]
async fn who_shows_no_credential_of_this_domain_learns_nothing(#[case] request: Request<Body>) {
    let directory = plain().await;
    let (head, _) = request.into_parts();
    let as_is = |device: Option<&str>| {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = head.uri.clone();
        *request.headers_mut() = head.headers.clone();
        match device {
            Some(device) => request.by(device),
            None => request,
        }
    };

    let nobody = ask(&directory, as_is(None)).await;
    let foreign = ask(&directory, as_is(Some("d1.alice.peers.elsewhere.example"))).await;

    assert_eq!(nobody.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(foreign.outcome(), "401 CREDENTIAL_REQUIRED");
}

#[tokio::test]
async fn t65_bytes_of_another_hash_are_refused_and_not_kept() {
    let directory = plain().await;
    let it = blob(1, 100);
    assert_eq!(outcome(&directory, list("alice", std::slice::from_ref(&it)), "alice").await, "204");

    let name = it.hash().to_string();
    let refused = outcome(&directory, named(&name, &[2; 100]), "alice").await;

    assert_eq!(refused, "400 WRONG_BLOB");
    assert_eq!(fetch(&directory, &it.hash(), "alice").await.outcome(), "404 NO_SUCH_BLOB");
    assert_eq!(outcome(&directory, bring(&it), "alice").await, "204");
}

#[rstest]
#[case::shorter(99, "99", "400 BAD_REQUEST")]
#[case::longer(101, "101", "400 BAD_REQUEST")]
#[case::shorter_than_it_says(50, "100", "400 WRONG_BLOB")]
#[case::longer_than_it_says(5_000_000, "100", "400 BAD_REQUEST")]
#[case::of_no_length(100, "", "400 BAD_REQUEST")]
#[case::of_an_odd_length(100, "-100", "400 BAD_REQUEST")]
#[tokio::test]
async fn t54_a_blob_that_lies_about_its_length_is_refused(
    #[case] bytes: usize,
    #[case] says: &str,
    #[case] refused: &str,
) {
    let directory = plain().await;
    let it = blob(1, 100);
    assert_eq!(outcome(&directory, list("alice", std::slice::from_ref(&it)), "alice").await, "204");

    let path = format!("/v1/blobs/{}", it.hash());
    let request = put_bytes(&path, BYTES, vec![1; bytes]).with("content-length", says);

    assert_eq!(outcome(&directory, request, "alice").await, refused);
    assert_eq!(fetch(&directory, &it.hash(), "alice").await.outcome(), "404 NO_SUCH_BLOB");
}

#[rstest]
#[case::a_way_out("..%2f..%2f..%2fetc%2fpasswd")]
#[case::a_way_out_of_the_right_length(
    "..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2f..%2fa"
)]
#[case::in_capitals("AB01234567890123456789012345678901234567890123456789012345678901")]
#[case::too_short("01")]
#[case::a_null("%00")]
#[case::begun("begun-0")]
#[tokio::test]
async fn t54_what_is_no_hash_names_nothing(#[case] name: &str) {
    let directory = plain().await;

    assert_eq!(outcome(&directory, named(name, b"x"), "alice").await, "400 BAD_REQUEST");
    let read = get(&format!("/v1/blobs/{name}"));
    assert_eq!(outcome(&directory, read, "alice").await, "400 BAD_REQUEST");
}

#[rstest]
#[case::nothing(vec![], "400 BAD_REQUEST")]
#[case::a_part(vec![0; 35], "400 BAD_REQUEST")]
#[case::of_nothing([[1; 32].to_vec(), vec![0; 4]].concat(), "400 BAD_REQUEST")]
#[case::of_too_much([[1; 32].to_vec(), vec![0, 0x40, 0, 0x11]].concat(), "400 BAD_REQUEST")]
#[case::one_twice([[1; 32].to_vec(), vec![0, 0, 0, 9]].concat().repeat(2), "400 BAD_REQUEST")]
#[case::too_many(vec![1; BlobList::MOST_BYTES + 36], "413 TOO_LARGE")]
#[tokio::test]
async fn t54_a_list_that_makes_no_sense_is_refused(#[case] body: Vec<u8>, #[case] refused: &str) {
    let directory = plain().await;

    let request = put_bytes(&path("alice", FILE), BYTES, body);

    assert_eq!(outcome(&directory, request, "alice").await, refused);
    let standing = get(&format!("{}/standing", path("alice", FILE)));
    assert_eq!(outcome(&directory, standing, "alice").await, "404 NO_SUCH_UPLOAD");
}

#[rstest]
#[case::no_file(put_bytes(&path("alice", "0123"), BYTES, listing(&[blob(1, 9)])), "400 BAD_REQUEST")]
#[case::in_capitals(get(&path("bob", &FILE.to_uppercase())), "400 BAD_REQUEST")]
#[case::nobody(get(&path("NOBODY", FILE)), "404 NO_SUCH_UPLOAD")]
#[case::another_type(put_bytes(&path("alice", FILE), "application/json", listing(&[blob(1, 9)])), "415 UNSUPPORTED_MEDIA_TYPE")]
#[case::no_type(put(&path("alice", FILE)), "415 UNSUPPORTED_MEDIA_TYPE")]
#[tokio::test]
async fn what_makes_no_sense_is_refused(#[case] request: Request<Body>, #[case] refused: &str) {
    assert_eq!(outcome(&plain().await, request, "alice").await, refused);
}

#[tokio::test]
async fn t54_more_than_ones_share_is_refused_up_front_and_there_is_room_again_after_removing() {
    let terms = BlobTerms { per_person: 200_000, in_all: 250_000, ..BlobTerms::default() };
    let directory = keeping(terms).await;
    let other = path("alice", &FILE.replace('0', "f"));

    let large = list("alice", &[blob(1, 150_000), blob(2, 150_000)]);
    let refused = ask(&directory, large.by(&alice())).await;
    assert_eq!(refused.outcome(), "403 UPLOAD_QUOTA");
    assert!(!refused.problem().retry);
    assert_eq!(outcome(&directory, list("alice", &[blob(1, 150_000)]), "alice").await, "204");
    let more = || put_bytes(&other, BYTES, listing(&[blob(2, 150_000)]));
    assert_eq!(outcome(&directory, more(), "alice").await, "403 UPLOAD_QUOTA");
    let full = ask(&directory, list("bob", &[blob(3, 150_000)]).by(&of("bob"))).await;
    assert_eq!(full.outcome(), "507 UPLOADS_FULL");
    assert!(full.problem().retry);
    let another = list("alice", &[blob(9, 9)]);
    assert_eq!(outcome(&directory, another, "alice").await, "409 UPLOAD_DIFFERS");

    assert_eq!(outcome(&directory, delete(&path("alice", FILE)), "alice").await, "204");
    assert_eq!(outcome(&directory, more(), "alice").await, "204");
}

#[tokio::test]
async fn a_directory_that_keeps_no_files_says_so() {
    let directory = keeping(BlobTerms { per_person: 0, ..BlobTerms::default() }).await;

    let refused = ask(&directory, list("alice", &[blob(1, 9)]).by(&alice())).await;

    assert_eq!(refused.outcome(), "403 UPLOADS_OFF");
    assert!(!refused.problem().retry);
}

#[tokio::test]
async fn t54_each_device_asks_so_often_and_no_more() {
    let few = Quota::new(1, 3);
    let config = DirectoryConfig {
        file_lists: few,
        uploads: Quota::new(1, 5),
        file_reads: few,
        ..DirectoryConfig::default()
    };
    let directory = directory_of(config).await;
    let often = async |name: &str, make: &dyn Fn() -> Request<Body>| {
        let mut passed = 0;
        for _ in 0..20 {
            passed += usize::from(outcome(&directory, make(), name).await != "429 QUOTA_EXCEEDED");
        }
        passed
    };

    assert_eq!(often("alice", &|| list("alice", &[blob(1, 9)])).await, 3);
    assert_eq!(often("bob", &|| bring(&blob(1, 9))).await, 5);
    assert_eq!(often("bob", &|| get(&path("alice", FILE))).await, 3);
    assert_eq!(often("carol", &|| get(&format!("/v1/blobs/{}", blob(1, 9).hash()))).await, 3);
}
