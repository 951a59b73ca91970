//! How a server stops.

use std::time::Duration;

use axum::{Router, routing::get};
use causerie_http_api::{Limits, NotLocal, serve_local};
use tokio::{net::TcpListener, time::sleep};

use crate::support::{ask_over_http2, directory, health, patient, serve_router};

#[tokio::test]
async fn what_is_under_way_is_finished_before_a_server_stops() {
    let slow = get(async || {
        sleep(Duration::from_millis(300)).await;
        "done"
    });
    let served = serve_router(Router::new().route("/v1/health", slow), Limits::default()).await;
    let stream = served.network.stranger(served.at, "h2").await.unwrap();
    let asking = tokio::spawn(ask_over_http2(stream, health()));
    sleep(Duration::from_millis(100)).await;

    patient(served.stop()).await;

    assert_eq!(asking.await.unwrap().body, "done");
}

#[tokio::test]
async fn a_server_that_stopped_leaves_its_port() {
    let served = serve_router(directory(), Limits::default()).await;
    let at = served.at;
    let _idle = served.network.stranger(at, "h2").await.unwrap();

    patient(served.stop()).await;

    TcpListener::bind(at).await.unwrap();
}

#[tokio::test]
async fn t56_nothing_is_served_in_the_clear_to_other_machines() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();

    let refused = serve_local(listener, directory(), Limits::default(), async {}).await;

    assert!(matches!(refused, Err(NotLocal::Reachable)));
}
