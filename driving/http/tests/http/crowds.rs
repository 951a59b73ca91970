//! Too many connections at once.

use std::time::Duration;

use causerie_http_api::Limits;
use tokio::{io::AsyncReadExt, net::TcpStream, time::sleep};

use crate::support::{directory, patient, serve_router};

#[tokio::test]
async fn t54_a_connection_too_many_is_dropped_at_once_and_the_others_are_served() {
    let limits = Limits { connections_per_address: 2, ..Limits::default() };
    let served = serve_router(directory(), limits).await;
    let idle = TcpStream::connect(served.at).await.unwrap();
    served.assert_serves().await;

    let other = TcpStream::connect(served.at).await.unwrap();
    sleep(Duration::from_millis(100)).await;
    let mut third = TcpStream::connect(served.at).await.unwrap();
    let dropped = patient(third.read(&mut [0])).await;

    assert!(matches!(dropped, Ok(0) | Err(_)));
    drop((idle, other));
    sleep(Duration::from_millis(100)).await;
    served.assert_serves().await;
}

#[tokio::test]
async fn t54_there_is_a_limit_for_all_together_too() {
    let served = serve_router(directory(), Limits { connections: 1, ..Limits::default() }).await;
    let first = TcpStream::connect(served.at).await.unwrap();
    sleep(Duration::from_millis(100)).await;

    let mut second = TcpStream::connect(served.at).await.unwrap();
    let dropped = patient(second.read(&mut [0])).await;

    assert!(matches!(dropped, Ok(0) | Err(_)));
    drop(first);
    sleep(Duration::from_millis(100)).await;
    served.assert_serves().await;
}

#[tokio::test]
async fn t54_half_open_connections_are_dropped_and_others_are_served() {
    let handshake = std::time::Duration::from_millis(300);
    let limits = Limits { handshake, connections_per_address: 50, ..Limits::default() };
    let served = serve_router(directory(), limits).await;
    let mut half_open = Vec::new();
    for _ in 0..49 {
        half_open.push(tokio::net::TcpStream::connect(served.at).await.unwrap());
    }

    served.assert_serves().await;

    let mut byte = [0];
    for stream in &mut half_open {
        let ended = patient(tokio::io::AsyncReadExt::read(stream, &mut byte)).await;
        assert!(matches!(ended, Ok(0) | Err(_)));
    }
    served.assert_serves().await;
}
