//! Bodies and paths that are too much, or not what was asked for.

use std::convert::Infallible;

use axum::{
    body::{Body, Bytes},
    http::{Request, header},
};
use futures_util::stream;
use hyper::body::Frame;
use rstest::rstest;

use crate::support::{
    Asking, BobsPeer, Reply, alice, ask, directory, get, put, put_bytes, register_body,
};

const PATH: &str = "/v1/people/alice";
const PRE_KEYS: &str = "/v1/people/alice/devices/d1/pre-keys";
const CLAIM: &str = "/v1/pre-key-claims/0191d5f2-7c4a-7abc-8def-012345678901";
const VERDICT: &str = "/v1/identities/alice";

#[rstest]
#[tokio::test]
async fn t54_a_body_that_announces_too_much_is_not_read(
    #[values(PATH, PRE_KEYS, CLAIM, VERDICT)] path: &str,
) {
    let untouched =
        stream::poll_fn(|_| -> std::task::Poll<Option<Result<Frame<Bytes>, Infallible>>> {
            panic!("it was read")
        });
    let sized = http_body_util::StreamBody::new(untouched);
    let request = Request::put(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::new(Announced(sized)))
        .unwrap();

    assert_eq!(known(request).await.outcome(), "413 TOO_LARGE");
}

#[rstest]
#[tokio::test]
async fn t54_a_body_without_end_is_cut_off(#[values(PATH, PRE_KEYS, CLAIM, VERDICT)] path: &str) {
    let without_end =
        stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1024])));
    let request = Request::put(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from_stream(without_end))
        .unwrap();

    assert_eq!(known(request).await.outcome(), "413 TOO_LARGE");
}

#[rstest]
#[case::at_the_limit(256, "400 BAD_REQUEST")]
#[case::beyond_it(257, "413 TOO_LARGE")]
#[tokio::test]
async fn t54_a_body_that_announces_nothing_is_read_up_to_256_kib(
    #[case] kib: usize,
    #[case] outcome: &str,
    #[values(PATH, PRE_KEYS, CLAIM, VERDICT)] path: &str,
) {
    let chunk = Ok::<_, Infallible>(Bytes::from_static(&[b' '; 1024]));
    let chunks = stream::iter(vec![chunk; kib]);
    let request = Request::put(path)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from_stream(chunks))
        .unwrap();

    assert_eq!(known(request).await.outcome(), outcome);
}

#[rstest]
#[case::none("")]
#[case::text("text/plain")]
#[case::form("application/x-www-form-urlencoded")]
#[case::multipart("multipart/form-data; boundary=x")]
#[case::cbor("application/cbor")]
#[tokio::test]
async fn t54_a_body_of_another_media_type_is_not_read(
    #[case] media_type: &str,
    #[values(PATH, PRE_KEYS, CLAIM, VERDICT)] path: &str,
) {
    let body = serde_json::to_vec(&register_body("alice")).unwrap();

    let reply = known(put_bytes(path, media_type, body)).await;

    assert_eq!(reply.outcome(), "415 UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn parameters_of_the_media_type_do_not_matter() {
    let body = serde_json::to_vec(&register_body("alice")).unwrap();

    let reply = ask(&directory(), put_bytes(PATH, "Application/JSON; charset=utf-8", body)).await;

    assert_eq!(reply.outcome(), "204");
}

#[rstest]
#[case::empty("")]
#[case::broken("{\"device\":")]
#[case::another_shape("[1,2,3]")]
#[case::deep(&"[".repeat(100_000))]
#[case::not_utf8("{\"device\":\"\\ud800\"}")]
#[case::null("null")]
#[case::other_types(
    "{\"target\":[\"device\"],\"last_resort\":{},\"one_time\":\"device\",\"verdict\":7}"
)]
#[case::other_types_within("{\"last_resort\":\"AA\",\"one_time\":[[\"device\"],null,-1e999]}")]
#[case::no_base64("{\"last_resort\":\"device==\",\"one_time\":[]}")]
#[case::twice(
    "{\"target\":\"device\",\"target\":\"device\",\"verdict\":\"device\",\"verdict\":\"device\"}"
)]
#[case::more_behind("{\"target\":\"x\",\"verdict\":\"accepted\"} device")]
#[tokio::test]
async fn t63_json_that_is_none_is_refused_without_repeating_it(
    #[case] body: &str,
    #[values(PATH, PRE_KEYS, CLAIM, VERDICT)] path: &str,
) {
    let sent = body.replace("device", "secret-marker");

    let reply = known(put_bytes(path, "application/json", sent.into_bytes())).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
    assert!(!String::from_utf8_lossy(&reply.body).contains("secret-marker"));
}

#[tokio::test]
async fn fields_of_a_later_version_are_passed_over() {
    let mut body = serde_json::to_value(register_body("alice")).unwrap();
    body["since_version_9"] = serde_json::json!({ "x": [1, 2, 3] });

    let reply =
        ask(&directory(), put_bytes(PATH, "application/json", body.to_string().into())).await;

    assert_eq!(reply.outcome(), "204");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_too() {
    let directory = directory();

    let nothing = ask(&directory, get("/v2/secret-marker")).await;
    let method = ask(&directory, put("/v1/health")).await;

    assert_eq!(nothing.outcome(), "404 NOT_FOUND");
    assert!(!String::from_utf8_lossy(&nothing.body).contains("secret-marker"));
    assert_eq!(method.outcome(), "405 METHOD_NOT_ALLOWED");
    assert_eq!(method.headers[header::ALLOW], "GET,HEAD");
}

/// Asks as somebody who may: Alice's device at an empty directory, or Bob's own program at his peer.
async fn known(request: Request<Body>) -> Reply {
    let router =
        if request.uri().path() == VERDICT { BobsPeer::new().await.for_bob() } else { directory() };
    ask(&router, request.by(&alice()).own()).await
}

/// A body that says it is a byte too long.
struct Announced<B>(B);

impl<B: http_body_util::BodyExt + hyper::body::Body<Data = Bytes> + Unpin> hyper::body::Body
    for Announced<B>
{
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        std::pin::Pin::new(&mut self.0).poll_frame(context)
    }

    fn size_hint(&self) -> hyper::body::SizeHint {
        hyper::body::SizeHint::with_exact(256 * 1024 + 1)
    }
}
