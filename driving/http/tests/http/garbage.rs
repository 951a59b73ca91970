//! Bytes that are no request, and requests that are too much of one.

use axum::{body::Body, http::Request};
use causerie_http_api::{Limits, PeerConfig};
use rstest::rstest;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{
    Asking, BobsPeer, Served, alice, ask, ask_over_http1, directory, get, health, patient,
    put_bytes, serve_router,
};

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

#[rstest]
#[case::pre_keys("/v1/people/alice/devices/d1/pre-keys", "application/json")]
#[case::claims("/v1/pre-key-claims/0191d5f2-7c4a-7abc-8def-012345678901", "application/json")]
#[case::identities("/v1/identities/alice", "application/json")]
#[case::deliveries("/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff", "application/cbor")]
#[tokio::test]
async fn t63_no_body_is_more_than_a_bad_request(#[case] path: &str, #[case] media_type: &str) {
    let peer = BobsPeer::new().await;
    let router = match path.split('/').nth(2) {
        Some("deliveries") => peer.for_peers(PeerConfig::default()),
        Some("identities") => peer.for_bob(),
        _ => directory(),
    };
    let mut random = 0x6a09_e667_f3bc_c908;

    for round in 0..90 {
        let request = put_bytes(path, media_type, garbage(&mut random, round));
        let reply = ask(&router, request.by(&alice()).own()).await;
        assert_eq!(reply.outcome(), "400 BAD_REQUEST");
    }
}

#[rstest]
#[case("/v1/people/%ff/devices/d1/pre-keys", "400 BAD_REQUEST")]
#[case("/v1/people/alice/devices/%ff/pre-keys", "400 BAD_REQUEST")]
#[case("/v1/people/alice%00/devices/d1/pre-keys", "403 FORBIDDEN")]
#[case("/v1/people/Alice/devices/d1/pre-keys", "403 FORBIDDEN")]
#[case("/v1/people/alice/devices/d1%2Fx/pre-keys", "403 FORBIDDEN")]
#[case("/v1/people/alice/devices//pre-keys", "403 FORBIDDEN")]
#[case("/v1/people/alice/devices/d1/pre-keys/", "404 NOT_FOUND")]
#[case("/v1/people/alice/devices/d1/pre-keys/1", "404 NOT_FOUND")]
#[case("/v1/pre-key-claims/", "404 NOT_FOUND")]
#[case("/v1/pre-key-claims", "404 NOT_FOUND")]
#[case("/v1/pre-key-claims/%ff", "400 BAD_REQUEST")]
#[case("/v1/pre-key-claims/%00", "400 BAD_REQUEST")]
#[case("/v1/pre-key-claims/0191d5f2-7c4a-7abc-8def-012345678901/x", "404 NOT_FOUND")]
#[tokio::test]
async fn t63_a_path_that_leads_nowhere_is_refused(#[case] path: &str, #[case] outcome: &str) {
    let reply = ask(&directory(), get(path).by(&alice())).await;

    assert_eq!(reply.outcome(), outcome);
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
    let begins: [&[u8]; 9] = [
        b"",
        b"\x16\x03\x01",
        b"GET / HTTP/1.1\r\n",
        b"PRI * HTTP/2.0",
        b"\0\0\x08\x06",
        b"PUT /v1/people/",
        b"PUT /v1/people/a/devices/d/pre-keys HTTP/1.1\r\nhost: x\r\n",
        b"PUT /v1/pre-key-claims/",
        b"GET /v1/pre-key-claims/0191d5f2-7c4a-7abc-8def-012345678901",
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
