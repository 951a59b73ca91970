//! Callers who take their time (slow loris), while others are served.

use std::time::Duration;

use axum::body::Body;
use causerie_http_api::Limits;
use http_body_util::StreamBody;
use hyper::body::Frame;
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, interval, sleep},
};

use crate::support::{
    Served, Stream, ask_over_http1, ask_over_http2, directory, health, patient, serve_router,
};

const SHORT: Duration = Duration::from_millis(300);

#[rstest]
#[case::silence(b"")]
#[case::half_a_hello(b"\x16\x03\x01\x02\x00\x01")]
#[tokio::test]
async fn t54_a_handshake_that_does_not_come_is_not_awaited(#[case] sent: &[u8]) {
    let served = impatient(Limits { handshake: SHORT, ..Limits::default() }).await;
    let mut stream = TcpStream::connect(served.at).await.unwrap();
    stream.write_all(sent).await.unwrap();

    let ended = patient(ends_of_tcp(&mut stream)).await;

    served.assert_serves().await;
    assert!(ended >= SHORT / 2);
}

#[rstest]
#[case::http1_silence("http/1.1", b"")]
#[case::http1_half_a_head("http/1.1", b"GET /v1/health HTTP/1.1\r\nhost: x\r\nx-a: ")]
#[case::http2_silence("h2", b"")]
#[case::http2_half_a_preface("h2", b"PRI * HTTP/2.0\r\n")]
#[case::http2_preface_only(
    "h2",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00"
)]
#[tokio::test]
async fn t54_a_first_request_that_does_not_come_is_not_awaited(
    #[case] alpn: &str,
    #[case] sent: &[u8],
) {
    let served = impatient(Limits { head: SHORT, request: SHORT, ..Limits::default() }).await;
    let mut stream = served.network.stranger(served.at, alpn).await.unwrap();
    stream.write_all(sent).await.unwrap();

    patient(ends(&mut stream)).await;

    served.assert_serves().await;
}

#[tokio::test]
async fn t54_a_head_that_trickles_is_not_awaited() {
    let served = impatient(Limits { head: SHORT, ..Limits::default() }).await;
    let stream = served.network.stranger(served.at, "http/1.1").await.unwrap();
    let (mut reader, mut writer) = tokio::io::split(stream);

    let trickle = tokio::spawn(async move {
        let _ = writer.write_all(b"GET /v1/health HTTP/1.1\r\nx: ").await;
        while writer.write_all(b"a").await.is_ok() {
            sleep(SHORT / 10).await;
        }
    });
    let mut answer = Vec::new();
    let _ = patient(reader.read_to_end(&mut answer)).await;

    served.assert_serves().await;
    assert!(!answer.starts_with(b"HTTP/1.1 2"));
    trickle.abort();
}

#[rstest]
#[case("h2")]
#[case("http/1.1")]
#[tokio::test]
async fn t54_a_body_that_trickles_is_answered_with_a_timeout(#[case] alpn: &str) {
    let served = impatient(Limits { request: SHORT, ..Limits::default() }).await;
    let stream = served.network.stranger(served.at, alpn).await.unwrap();
    let request = |uri: &str| {
        axum::http::Request::put(uri)
            .header("host", "chat.example.org")
            .header("content-type", "application/json")
            .body(trickle())
            .unwrap()
    };

    let reply = if alpn == "h2" {
        patient(ask_over_http2(stream, request("https://chat.example.org/v1/people/bob"))).await
    } else {
        patient(ask_over_http1(stream, request("/v1/people/bob"))).await
    };

    assert_eq!(reply.outcome(), "408 TIMEOUT");
    assert!(reply.problem().retry);
    served.assert_serves().await;
}

#[tokio::test]
async fn a_handler_that_hangs_is_answered_with_a_timeout() {
    let hang = async || std::future::pending::<()>().await;
    let router = axum::Router::new().route("/v1/health", axum::routing::get(hang));
    let limits = Limits { request: SHORT, ..Limits::default() };
    let served = serve_router(router, limits).await;

    let reply = patient(served.ask(health())).await;

    assert_eq!(reply.outcome(), "408 TIMEOUT");
}

async fn impatient(limits: Limits) -> Served {
    serve_router(directory(), limits).await
}

/// A byte now and then, without end.
fn trickle() -> Body {
    let now_and_then = futures_util::stream::unfold(interval(SHORT / 10), async |mut clock| {
        clock.tick().await;
        let frame = Frame::data(bytes::Bytes::from_static(b" "));
        Some((Ok::<_, std::convert::Infallible>(frame), clock))
    });
    Body::new(StreamBody::new(Box::pin(now_and_then)))
}

/// Reads until the other end closes.
async fn ends(stream: &mut Stream) {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
}

/// Reads until the other end closes, and says how long that took.
async fn ends_of_tcp(stream: &mut TcpStream) -> Duration {
    let began = Instant::now();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    began.elapsed()
}
