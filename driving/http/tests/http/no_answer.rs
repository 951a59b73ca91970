//! Who is no contact hears nothing of a peer, whatever they ask of it.

use axum::{
    body::Body,
    http::{Method, Request},
};
use causerie_chat::{Ruling, Timestamp};
use causerie_http_api::{Limits, PeerConfig};
use causerie_usecases::ports::{Choices, Contacts};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rstest::rstest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{
    BobsPeer, DOMAIN, Served, alice, ask_over_http2, connect, device, patient, person_of,
    serve_router,
};

const DELIVERY: &str = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";
const CHUNKS: &str = "/v1/files/00112233445566778899aabbccddeeff/chunks?from=0&count=1";

async fn served(peer: &BobsPeer) -> Served {
    serve_router(peer.for_peers(PeerConfig::default()), Limits::default()).await
}

fn request(method: Method, path: &str, body: &'static str) -> Request<Body> {
    let url = format!("https://{DOMAIN}{path}");
    Request::builder().method(method).uri(url).body(Body::from(body)).unwrap()
}

#[rstest]
#[case::a_delivery(Method::PUT, DELIVERY, "\u{a0}")]
#[case::garbage(Method::PUT, "/v1/deliveries/none", "?")]
#[case::another_path(Method::GET, "/v1/messages", "")]
#[case::what_there_is(Method::GET, "/v1/openapi.json", "")]
#[case::a_file(Method::GET, CHUNKS, "")]
#[tokio::test]
async fn t39_the_connection_of_one_who_is_no_contact_ends_without_an_answer(
    #[case] method: Method,
    #[case] path: &str,
    #[case] body: &'static str,
    #[values(None, Some(Ruling::Ignore), Some(Ruling::Block))] ruling: Option<Ruling>,
) {
    let peer = BobsPeer::asked().await;
    if let Some(ruling) = ruling {
        peer.store.remember(&person_of("alice")).await.unwrap();
        let (alice, choices) = (device("alice").person.into(), ruling.choices());
        peer.store.choose(&alice, choices, Vec::new(), Timestamp::default()).await.unwrap();
    }
    let served = served(&peer).await;
    let stream = connect(served.network.client(&[&alice()], 60, "h2"), served.at).await.unwrap();
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);

    let answer = patient(sender.send_request(request(method, path, body))).await;

    assert!(answer.is_err(), "{answer:?}");
    patient(connection).await.unwrap().ok();
}

#[tokio::test]
async fn t39_over_http_1_not_one_byte_comes_back() {
    let peer = BobsPeer::asked().await;
    let served = served(&peer).await;
    let client = served.network.client(&[&alice()], 60, "http/1.1");
    let mut stream = connect(client, served.at).await.unwrap();

    let asked = format!("GET /v1/openapi.json HTTP/1.1\r\nhost: {DOMAIN}\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();

    let mut heard = Vec::new();
    // It may end in any way, as long as it says nothing.
    let _ = patient(stream.read_to_end(&mut heard)).await;
    assert_eq!(heard, b"");
}

#[tokio::test]
async fn a_contact_is_answered() {
    let peer = BobsPeer::asked().await;
    peer.store.remember(&person_of("alice")).await.unwrap();
    let served = served(&peer).await;
    let stream = connect(served.network.client(&[&alice()], 60, "h2"), served.at).await.unwrap();

    let reply = ask_over_http2(stream, request(Method::PUT, "/v1/deliveries/none", "?"));

    assert_eq!(patient(reply).await.status.as_u16(), 415);
}

#[rstest]
#[case::what_is_delivered(Method::PUT, DELIVERY, None, Some(415))]
#[case::what_of_a_file_is_asked(Method::GET, CHUNKS, None, Some(400))]
#[case::what_else_is_asked(Method::GET, "/v1/messages", None, None)]
#[case::what_is_asked_of_history(Method::POST, "/v1/history", None, None)]
#[case::another_method(Method::POST, DELIVERY, None, None)]
#[case::another_method_for_files(Method::PUT, CHUNKS, None, None)]
#[case::from_one_who_is_blocked(Method::PUT, DELIVERY, Some(Ruling::Block), None)]
#[case::a_file_by_one_who_is_blocked(Method::GET, CHUNKS, Some(Ruling::Block), None)]
#[case::from_one_who_is_ignored(Method::PUT, DELIVERY, Some(Ruling::Ignore), Some(415))]
#[tokio::test]
async fn who_is_in_a_room_with_this_device_is_answered_what_they_deliver_and_what_of_files_they_ask(
    #[case] method: Method,
    #[case] path: &str,
    #[case] ruling: Option<Ruling>,
    #[case] answers: Option<u16>,
) {
    let peer = BobsPeer::asked().await;
    peer.is_in_a_room_with("alice").await;
    if let Some(ruling) = ruling {
        peer.store.remember(&person_of("alice")).await.unwrap();
        let (alice, choices) = (device("alice").person.into(), ruling.choices());
        peer.store.choose(&alice, choices, Vec::new(), Timestamp::default()).await.unwrap();
    }
    let served = served(&peer).await;
    let stream = connect(served.network.client(&[&alice()], 60, "h2"), served.at).await.unwrap();
    let (mut sender, connection) =
        http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    let connection = tokio::spawn(connection);

    let answer = patient(sender.send_request(request(method, path, "?"))).await;

    assert_eq!(answer.ok().map(|it| it.status().as_u16()), answers);
    drop(sender);
    patient(connection).await.unwrap().ok();
}
