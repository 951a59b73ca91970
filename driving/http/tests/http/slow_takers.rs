//! Devices that ask for files and do not take them.

use std::time::Duration;

use axum::body::Body;
use causerie_http_api::{Limits, PeerConfig};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::time::{sleep, timeout};

use crate::support::{
    DOMAIN, Offered, Served, alice, ask_over_http2, connect, patient, serve_router,
};

const BYTES: usize = 9 << 20;

async fn served(offered: &Offered, takes_files_within: Duration) -> Served {
    let config = PeerConfig { takes_files_within, ..PeerConfig::default() };
    serve_router(offered.peer.for_peers(config), Limits::default()).await
}

fn asks(offered: &Offered, what: &str) -> axum::http::Request<Body> {
    let mut asked = offered.asks(what, &alice());
    let path = asked.uri().path_and_query().unwrap().clone();
    *asked.uri_mut() = format!("https://{DOMAIN}{path}").parse().unwrap();
    asked
}

/// She keeps her connection in use meanwhile, so that it does not end for being idle.
#[tokio::test]
async fn t54_whoever_does_not_take_what_they_asked_for_makes_room_for_others_in_time() {
    let (offered, within) = (Offered::of(BYTES).await, Duration::from_secs(3));
    let served = served(&offered, within).await;
    let tls = || served.network.client(&[&alice()], 60, "h2");
    let stuck = TokioIo::new(connect(tls(), served.at).await.unwrap());
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stuck).await.unwrap();
    let connection = tokio::spawn(connection);
    let mut untaken = Vec::new();
    for _ in 0..4 {
        let answer = patient(sender.send_request(asks(&offered, "chunks?from=0&count=4"))).await;
        untaken.push(answer.unwrap());
    }
    let other = async || {
        let stream = connect(tls(), served.at).await.unwrap();
        patient(ask_over_http2(stream, asks(&offered, "chunks?from=0&count=1"))).await.outcome()
    };
    assert_eq!(other().await, "429 QUOTA_EXCEEDED");

    let ends = async {
        while sender.send_request(asks(&offered, "hashes")).await.is_ok() {
            sleep(within / 100).await;
        }
    };
    timeout(within * 3, ends).await.unwrap();

    assert_eq!(other().await, "200");
    drop(untaken);
    patient(connection).await.unwrap().ok();
}

#[tokio::test]
async fn whoever_takes_what_they_asked_for_keeps_their_connection() {
    let (offered, within) = (Offered::of(BYTES).await, Duration::from_millis(500));
    let served = served(&offered, within).await;
    let tls = served.network.client(&[&alice()], 60, "h2");
    let stream = TokioIo::new(connect(tls, served.at).await.unwrap());
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), stream).await.unwrap();
    tokio::spawn(connection);

    for _ in 0..3 {
        let answer = patient(sender.send_request(asks(&offered, "hashes"))).await.unwrap();
        let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
        assert_eq!(body.len(), 9 * 32);
        sleep(within * 2).await;
    }
}
