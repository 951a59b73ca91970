//! Bytes that are no request, and requests that are too much of one.

use axum::{body::Body, http::Request};
use causerie_http_api::Limits;
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Served, ask_over_http1, directory, health, patient, serve_router};

#[tokio::test]
async fn t63_no_first_bytes_end_the_server() {
    let served = serve_router(directory(), Limits::default()).await;
    let mut random = 0x9e37_79b9_7f4a_7c15;

    for round in 0..60 {
        let bytes = garbage(&mut random, round);
        let mut plain = TcpStream::connect(served.at).await.unwrap();
        finish(&mut plain, &bytes).await;
        for alpn in ["h2", "http/1.1"] {
            let mut within = served.network.stranger(served.at, alpn).await.unwrap();
            finish(&mut within, &bytes).await;
        }
    }

    served.assert_serves().await;
}

#[tokio::test]
async fn t63_no_frames_end_the_server() {
    let served = serve_router(directory(), Limits::default()).await;
    let mut random = 0x2545_f491_4f6c_dd1d;

    for round in 0..60 {
        let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec();
        bytes.extend(garbage(&mut random, round));
        let mut stream = served.network.stranger(served.at, "h2").await.unwrap();
        finish(&mut stream, &bytes).await;
    }

    served.assert_serves().await;
}

#[tokio::test]
async fn t54_a_long_path_is_refused() {
    let served = serve_router(directory(), Limits::default()).await;
    let path = format!("/v1/people/{}", "a".repeat(Limits::URI_BYTES));

    let uri = format!("https://chat.example.org{path}");
    let two = served.ask(Request::get(uri).body(Body::empty()).unwrap()).await;
    let stream = served.network.stranger(served.at, "http/1.1").await.unwrap();
    let one = Request::get(path).header("host", "x").body(Body::empty()).unwrap();
    let one = ask_over_http1(stream, one).await;

    assert_eq!(two.outcome(), "414 URI_TOO_LONG");
    assert_eq!(one.outcome(), "414 URI_TOO_LONG");
}

#[rstest]
#[case::one_large(1, 40 * 1024)]
#[case::many(2_000, 10)]
#[tokio::test]
async fn t54_a_head_that_is_too_much_is_refused(#[case] headers: usize, #[case] bytes: usize) {
    let served = serve_router(directory(), Limits::default()).await;
    let mut head = "GET /v1/health HTTP/1.1\r\nhost: x\r\n".to_owned();
    for n in 0..headers {
        head.extend([&format!("x-{n}: "), &"a".repeat(bytes), "\r\n"]);
    }
    head += "\r\n";

    let mut stream = served.network.stranger(served.at, "http/1.1").await.unwrap();
    let answer = finish(&mut stream, head.as_bytes()).await;
    let two = large_head_over_http2(&served, headers, bytes).await;

    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"));
    assert!(two.is_none_or(|status| status == 431));
    served.assert_serves().await;
}

/// The status, if there is an answer at all.
async fn large_head_over_http2(served: &Served, headers: usize, bytes: usize) -> Option<u16> {
    use hyper_util::rt::{TokioExecutor, TokioIo};
    let stream = served.network.stranger(served.at, "h2").await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .ok()?;
    tokio::spawn(connection);
    let mut request = health();
    for n in 0..headers {
        let name: axum::http::HeaderName = format!("x-{n}").parse().unwrap();
        request.headers_mut().insert(name, "a".repeat(bytes).parse().unwrap());
    }
    Some(patient(sender.send_request(request)).await.ok()?.status().as_u16())
}

/// Sends `bytes` and no more, and reads until the other end closes or there is nothing more to read.
async fn finish(stream: &mut (impl AsyncReadExt + AsyncWriteExt + Unpin), bytes: &[u8]) -> Vec<u8> {
    let mut answer = Vec::new();
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let _ = patient(stream.read_to_end(&mut answer)).await;
    answer
}

/// Bytes that repeat from run to run (xorshift); some begin like something.
fn garbage(random: &mut u64, round: usize) -> Vec<u8> {
    let begins: [&[u8]; 6] = [
        b"",
        b"\x16\x03\x01",
        b"GET / HTTP/1.1\r\n",
        b"PRI * HTTP/2.0",
        b"\0\0\x08\x06",
        b"PUT /v1/people/",
    ];
    let mut next = || {
        *random ^= *random << 13;
        *random ^= *random >> 7;
        *random ^= *random << 17;
        random.to_le_bytes()
    };
    let noise = (0..round * 8).flat_map(|_| next());
    begins[round % begins.len()].iter().copied().chain(noise).collect()
}
