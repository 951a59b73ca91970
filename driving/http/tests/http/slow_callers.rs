//! Callers that take their time.

use std::time::Duration;

use axum::{
    body::{Body, Bytes},
    http::{Request, header},
};
use causerie_http_api::Limits;
use futures_util::stream;
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::sleep,
};

use crate::support::{
    DOMAIN, Served, Stream, ask_over_http1, ask_over_http2, directory, patient, serve_router,
};

const SHORT: Duration = Duration::from_millis(300);

async fn impatient() -> Served {
    let limits =
        Limits { head: SHORT, request: SHORT, idle: SHORT, handshake: SHORT, ..Limits::default() };
    serve_router(directory(), limits).await
}

/// Waits until the other end has closed the connection.
async fn closed(stream: &mut Stream) {
    let mut rest = Vec::new();
    let _ = patient(stream.read_to_end(&mut rest)).await;
}

#[rstest]
#[tokio::test]
async fn t54_a_connection_that_never_asks_is_closed(#[values("h2", "http/1.1")] alpn: &str) {
    let served = impatient().await;
    let mut silent = served.network.stranger(served.at, alpn).await.unwrap();

    closed(&mut silent).await;

    served.assert_serves().await;
}

#[tokio::test]
async fn t54_a_head_that_trickles_is_cut_off() {
    let served = impatient().await;
    let mut slow = served.network.stranger(served.at, "http/1.1").await.unwrap();
    let head = format!("GET /v1/health HTTP/1.1\r\nHost: {DOMAIN}\r\nX-Slow: ");

    slow.write_all(head.as_bytes()).await.unwrap();
    let trickle = async {
        while slow.write_all(b"x").await.is_ok() && slow.flush().await.is_ok() {
            sleep(Duration::from_millis(20)).await;
        }
    };

    patient(trickle).await;
    served.assert_serves().await;
}

#[rstest]
#[tokio::test]
async fn t54_a_body_that_trickles_is_timed_out(#[values("h2", "http/1.1")] alpn: &str) {
    let served = impatient().await;
    let stream = served.network.stranger(served.at, alpn).await.unwrap();
    let trickle = stream::unfold((), |()| async {
        sleep(Duration::from_millis(20)).await;
        Some((Ok::<_, std::convert::Infallible>(Bytes::from_static(b" ")), ()))
    });
    let request = Request::put(if alpn == "h2" {
        format!("https://{DOMAIN}/v1/people/alice")
    } else {
        "/v1/people/alice".to_owned()
    })
    .header(header::CONTENT_TYPE, "application/json")
    .header(header::HOST, DOMAIN)
    .body(Body::from_stream(trickle))
    .unwrap();

    let reply = match alpn {
        "h2" => patient(ask_over_http2(stream, request)).await,
        _ => patient(ask_over_http1(stream, request)).await,
    };

    assert_eq!(reply.outcome(), "408 TIMEOUT");
    served.assert_serves().await;
}

#[tokio::test]
async fn an_old_connection_is_ended_so_that_credentials_are_shown_again() {
    let limits = Limits { age: SHORT, request: SHORT, ..Limits::default() };
    let served = serve_router(directory(), limits).await;
    let mut old = served.network.device(served.at, &crate::support::alice(), "h2").await;

    closed(&mut old).await;
}
