//! How connections end: idle ones, old ones, and all of them when the server stops.

use std::time::Duration;

use axum::{Router, body::Body, routing::get};
use causerie_http_api::{Limits, NotLocal, serve_local};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::{Instant, sleep},
};

use crate::support::{Served, directory, health, patient, serve_router};

const SHORT: Duration = Duration::from_millis(300);

#[rstest]
#[case::idle(Limits { idle: SHORT, ..Limits::default() })]
#[case::old(Limits { age: SHORT, ..Limits::default() })]
#[tokio::test]
async fn a_connection_that_is_idle_or_old_is_closed_in_good_order(#[case] limits: Limits) {
    let served = serve_router(directory(), limits).await;
    let (mut sender, connection) = connected(&served).await;

    assert_eq!(sender.send_request(health()).await.unwrap().status(), 204);
    let closed = patient(connection).await.unwrap();

    assert!(closed.is_ok());
    served.assert_serves().await;
}

#[tokio::test]
async fn a_connection_in_use_grows_older_than_it_may_idle_but_not_than_it_may_grow() {
    let age = SHORT * 4;
    let served = serve_router(directory(), Limits { idle: SHORT, age, ..Limits::default() }).await;
    let (mut sender, _connection) = connected(&served).await;
    let began = Instant::now();

    let mut answers = 0;
    while sender.send_request(health()).await.is_ok() {
        answers += 1;
        sleep(SHORT / 5).await;
        assert!(began.elapsed() < age * 4);
    }

    assert!(answers > 8);
    assert!(began.elapsed() + SHORT >= age);
}

#[tokio::test]
async fn a_request_under_way_is_finished_when_the_server_stops() {
    let served = serve_router(slow(SHORT), Limits::default()).await;
    let (mut sender, _connection) = connected(&served).await;
    let asked = tokio::spawn(sender.send_request(health()));
    sleep(SHORT / 3).await;

    let at = served.at;
    patient(served.stop()).await;

    assert_eq!(asked.await.unwrap().unwrap().status(), 200);
    assert!(TcpStream::connect(at).await.is_err());
}

#[tokio::test]
async fn the_server_does_not_wait_for_ever_to_stop() {
    let limits = Limits { grace: SHORT, ..Limits::default() };
    let served = serve_router(slow(Duration::from_mins(1)), limits).await;
    let (mut sender, _connection) = connected(&served).await;
    let asked = tokio::spawn(sender.send_request(health()));
    let half_open = TcpStream::connect(served.at).await.unwrap();
    sleep(SHORT / 3).await;

    let began = Instant::now();
    patient(served.stop()).await;

    assert!(began.elapsed() < SHORT * 5);
    drop((asked, half_open));
}

#[tokio::test]
async fn the_local_api_is_served_to_this_machine_only() {
    let everywhere = TcpListener::bind("0.0.0.0:0").await.unwrap();

    let refused = serve_local(everywhere, directory(), Limits::default(), async {}).await;

    assert!(matches!(refused, Err(NotLocal::Reachable)));
}

#[tokio::test]
async fn the_local_api_is_served_without_tls_and_without_a_limit_for_each_address() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let limits = Limits { connections_per_address: 1, ..Limits::default() };
    let stopped = async { drop(stopped.await) };
    let served = tokio::spawn(serve_local(listener, directory(), limits, stopped));

    let _idle = TcpStream::connect(at).await.unwrap();
    let mut stream = TcpStream::connect(at).await.unwrap();
    stream
        .write_all(b"GET /v1/health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = String::new();
    patient(stream.read_to_string(&mut answer)).await.unwrap();

    assert!(answer.starts_with("HTTP/1.1 204"));
    drop(stop);
    assert!(patient(served).await.unwrap().is_ok());
}

/// A router whose one answer takes so long.
fn slow(by: Duration) -> Router {
    Router::new().route("/v1/health", get(async move || sleep(by).await))
}

async fn connected(served: &Served) -> (SendRequest<Body>, JoinHandle<hyper::Result<()>>) {
    let stream = served.network.stranger(served.at, "h2").await.unwrap();
    let (sender, connection) =
        http2::handshake::<_, _, Body>(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    (sender, tokio::spawn(connection))
}
