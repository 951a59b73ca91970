//! Bytes that are no protocol at all.

use causerie_http_api::Limits;
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{directory, patient, serve_router};

/// Bytes that look random and are the same at each run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..length).map(|_| next()).collect()
}

#[tokio::test]
async fn t63_noise_instead_of_tls_ends_its_connection_and_nothing_else() {
    let served = serve_router(directory(), Limits::default()).await;

    for seed in 0..64 {
        let mut stream = TcpStream::connect(served.at).await.unwrap();
        let mut bytes = noise(seed, 600);
        if seed % 2 == 0 {
            // It begins as a TLS handshake does (RFC 8446 §5.1).
            bytes[..5].copy_from_slice(&[0x16, 3, 1, 2, 0]);
        }
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = patient(stream.read_to_end(&mut answer)).await;
    }

    served.assert_serves().await;
}

#[rstest]
#[tokio::test]
async fn t63_noise_inside_of_tls_ends_its_connection_and_nothing_else(
    #[values("h2", "http/1.1")] alpn: &str,
) {
    let served = serve_router(directory(), Limits::default()).await;

    for seed in 0..64 {
        let mut stream = served.network.stranger(served.at, alpn).await.unwrap();
        let mut bytes = noise(seed, 600);
        if alpn == "h2" && seed % 2 == 0 {
            // It begins as HTTP/2 does (RFC 9113 §3.4).
            bytes.splice(..0, *b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        }
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let _ = patient(stream.read_to_end(&mut answer)).await;
    }

    served.assert_serves().await;
}
