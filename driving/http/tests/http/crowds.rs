//! Too many connections.

use causerie_http_api::Limits;
use tokio::net::TcpStream;

use crate::support::{directory, patient, serve_router};

#[tokio::test]
async fn t54_connections_beyond_the_limit_are_dropped_at_once_and_room_comes_back() {
    let limits = Limits { connections_per_address: 3, ..Limits::default() };
    let served = serve_router(directory(), limits).await;
    let mut crowd = Vec::new();
    for _ in 0..3 {
        crowd.push(served.network.stranger(served.at, "h2").await.unwrap());
    }

    let refused = patient(served.network.stranger(served.at, "h2")).await;
    crowd.pop();
    patient(async {
        while served.network.stranger(served.at, "h2").await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    })
    .await;

    assert!(refused.is_err());
}

#[tokio::test]
async fn t54_half_open_connections_are_dropped_and_others_are_served() {
    let handshake = std::time::Duration::from_millis(300);
    let limits = Limits { handshake, connections_per_address: 50, ..Limits::default() };
    let served = serve_router(directory(), limits).await;
    let mut half_open = Vec::new();
    for _ in 0..49 {
        half_open.push(TcpStream::connect(served.at).await.unwrap());
    }

    served.assert_serves().await;

    let mut byte = [0];
    for stream in &mut half_open {
        let ended = patient(tokio::io::AsyncReadExt::read(stream, &mut byte)).await;
        assert!(matches!(ended, Ok(0) | Err(_)));
    }
    served.assert_serves().await;
}
