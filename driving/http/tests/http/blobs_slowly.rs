//! Blobs that come and go slowly, and many at once.

use std::{convert::Infallible, time::Duration};

use axum::{body::Body, http::Request};
use causerie_files::{Blob, BlobList};
use causerie_http_api::{Limits, PushConfig};
use futures_util::stream::unfold;
use http_body_util::StreamBody;
use hyper::body::Frame;
use tokio::time::{Instant, interval, sleep};

use crate::support::{Asking, Post, alice, ask, ask_over_http1, device, get, patient, put_bytes};

const SHORT: Duration = Duration::from_millis(300);
const BYTES: &str = "application/octet-stream";
const FILE: &str = "0123456789abcdef0123456789abcdef";

/// A blob of spaces.
fn blob(bytes: usize) -> Blob {
    Blob::new(vec![b' '; bytes]).unwrap()
}

/// One of that many, a byte every 30 milliseconds.
fn slowly(bytes: usize) -> Request<Body> {
    let bytes_left = (interval(SHORT / 10), bytes);
    let trickle = unfold(bytes_left, async |(mut clock, left)| {
        let left = left.checked_sub(1)?;
        clock.tick().await;
        Some((Ok::<_, Infallible>(Frame::data(bytes::Bytes::from_static(b" "))), (clock, left)))
    });
    Request::put(format!("/v1/blobs/{}", blob(bytes).hash()))
        .header("host", "chat.example.org")
        .header("content-type", BYTES)
        .header("content-length", bytes)
        .body(Body::new(StreamBody::new(Box::pin(trickle))))
        .unwrap()
}

/// A directory that expects blobs of these lengths of Alice, and waits so long for a request.
async fn expecting(lengths: &[usize], request: Duration) -> Post {
    let post = Post::with(PushConfig::default(), Limits { request, ..Limits::default() }).await;
    let blobs = lengths.iter().map(|bytes| blob(*bytes)).map(|it| (it.hash(), it.length()));
    let list = BlobList::new(blobs.collect()).unwrap().encode();
    let path = format!("/v1/people/alice/devices/d1/files/{FILE}");
    let listed = ask(&post.router, put_bytes(&path, BYTES, list).by(&alice())).await;
    assert_eq!(listed.outcome(), "204");
    post
}

#[tokio::test]
async fn a_blob_may_take_longer_than_other_requests() {
    let post = expecting(&[20], SHORT).await;

    let began = Instant::now();
    let reply = patient(ask_over_http1(post.tls(Some("alice")).await, slowly(20))).await;

    assert_eq!(reply.outcome(), "204");
    assert!(began.elapsed() > SHORT);
}

#[tokio::test]
async fn t54_a_blob_that_trickles_is_not_awaited_for_ever() {
    let post = expecting(&[1_000], SHORT).await;

    for _ in 0..2 {
        let reply = patient(ask_over_http1(post.tls(Some("alice")).await, slowly(1_000))).await;
        assert_eq!(reply.outcome(), "408 TIMEOUT");
    }

    post.served.assert_serves().await;
    let path = format!("/v1/blobs/{}", blob(1_000).hash());
    let read = ask(&post.router, get(&path).by(&alice())).await;
    assert_eq!(read.outcome(), "404 NO_SUCH_BLOB");
}

#[tokio::test]
async fn t54_what_one_person_trickles_keeps_nobody_else_waiting() {
    let lengths: Vec<usize> = (900..920).collect();
    let post = expecting(&lengths, Duration::from_secs(10)).await;
    let mut slow = Vec::new();
    for bytes in &lengths[..4] {
        let stream = post.tls(Some("alice")).await;
        slow.push(tokio::spawn(ask_over_http1(stream, slowly(*bytes))));
    }
    sleep(SHORT).await;

    let fifth = patient(ask_over_http1(post.tls(Some("alice")).await, slowly(910))).await;
    assert_eq!(fifth.outcome(), "429 QUOTA_EXCEEDED");
    let it = Blob::new(b"of Bob".to_vec()).unwrap();
    let list = BlobList::new(vec![(it.hash(), it.length())]).unwrap().encode();
    let bob = device("bob").to_string();
    let path = format!("/v1/people/bob/devices/d1/files/{FILE}");
    let listed = ask(&post.router, put_bytes(&path, BYTES, list).by(&bob)).await;
    let path = format!("/v1/blobs/{}", it.hash());
    let brought = put_bytes(&path, BYTES, it.as_bytes().to_vec()).with("content-length", "6");
    let brought = patient(ask(&post.router, brought.by(&bob))).await;

    assert_eq!((&*listed.outcome(), &*brought.outcome()), ("204", "204"));
    for one in slow {
        one.abort();
    }
}
