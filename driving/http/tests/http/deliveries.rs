//! Delivering envelopes to a peer.

use axum::{body::Body, http::Request};
use causerie_chat::Address;
use causerie_http_api::PeerConfig;
use causerie_usecases::ports::{Cursor, History};
use causerie_wire::{Delivery, WireEnvelope};
use rstest::rstest;

use crate::support::{Asking, BobsPeer, FAULT, alice, ask, device, envelope, put_bytes};

const PATH: &str = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";

#[tokio::test]
async fn what_is_delivered_is_kept_once() {
    let peer = BobsPeer::new().await;
    let router = peer.for_peers(PeerConfig::default());
    let envelopes = vec![envelope(1, "alice", "hello"), envelope(2, "alice", "Bob")];

    for _ in 0..2 {
        let reply = ask(&router, deliver(envelopes.clone()).by(&alice())).await;
        assert_eq!(reply.outcome(), "204");
    }

    assert_eq!(heard(&peer, "alice").await, 2);
}

#[rstest]
#[case("x-forwarded-user", "alice")]
#[case("from", "alice@chat.example.org")]
#[case("x-client-cert", "d1.alice.peers.chat.example.org")]
#[case("x-forwarded-client-cert", "DNS=d1.alice.peers.chat.example.org")]
#[tokio::test]
async fn t51_a_peer_cannot_speak_for_another_whatever_its_headers_say(
    #[case] header: &str,
    #[case] name: &str,
) {
    let peer = BobsPeer::new().await;
    let router = peer.for_peers(PeerConfig::default());
    let forged = || deliver(vec![envelope(1, "alice", "send money")]).with(header, name);

    let mallory = ask(&router, forged().by("d1.mallory.peers.chat.example.org")).await;
    let namesake = ask(&router, forged().by("d1.alice.peers.elsewhere.example")).await;
    let nobody = ask(&router, forged()).await;

    for reply in [mallory, namesake] {
        assert_eq!(reply.outcome(), "422 ENVELOPES_REFUSED");
        assert_eq!(reply.problem().refused[0].code, "SENDER_MISMATCH");
    }
    assert_eq!(nobody.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(heard(&peer, "alice").await, 0);
}

#[tokio::test]
async fn one_bad_envelope_does_not_keep_the_others_back() {
    let peer = BobsPeer::new().await;
    let router = peer.for_peers(PeerConfig::default());
    let not_a_device = WireEnvelope { recipient: "bob".to_owned(), ..envelope(2, "alice", "a") };
    let not_bob =
        WireEnvelope { recipient: device("carol").to_string(), ..envelope(3, "alice", "b") };
    let oversized = WireEnvelope { sealed: vec![7; 96 * 1024 + 1], ..envelope(4, "alice", "c") };
    let envelopes = vec![not_a_device, envelope(1, "alice", "hello"), not_bob, oversized];

    let reply = ask(&router, deliver(envelopes).by(&alice())).await;

    let problem = reply.problem();
    let codes: Vec<_> = problem.refused.iter().map(|refused| refused.code.as_str()).collect();
    assert_eq!(problem.code, "ENVELOPES_REFUSED");
    assert_eq!(codes, ["MALFORMED", "MALFORMED", "WRONG_RECIPIENT"]);
    assert!(!problem.retry);
    assert_eq!(heard(&peer, "alice").await, 1);
}

#[tokio::test]
async fn a_delivery_that_cannot_be_read_is_refused_as_a_whole() {
    let peer = BobsPeer::new().await;
    let router = peer.for_peers(PeerConfig::default());
    let without_id = WireEnvelope { id: vec![7; 15], ..envelope(1, "alice", "hello") };
    let bad_path = "/v1/deliveries/not-a-uuid";
    let requests = [
        put_bytes(PATH, "application/cbor", b"\xff".to_vec()),
        put_bytes(PATH, "application/cbor", Vec::new()),
        deliver(vec![envelope(2, "alice", "hi"), without_id]),
        put_bytes(bad_path, "application/cbor", Delivery::default().encode()),
    ];

    for request in requests {
        assert_eq!(ask(&router, request.by(&alice())).await.outcome(), "400 BAD_REQUEST");
    }
    assert_eq!(heard(&peer, "alice").await, 0);
}

#[tokio::test]
async fn a_peer_that_cannot_keep_messages_says_so_and_not_why() {
    let router = BobsPeer::broken().await.for_peers(PeerConfig::default());

    let reply = ask(&router, deliver(vec![envelope(1, "alice", "hello")]).by(&alice())).await;

    assert_eq!(reply.outcome(), "503 UNAVAILABLE");
    assert!(reply.problem().retry);
    assert!(!String::from_utf8_lossy(&reply.body).contains(FAULT));
}

fn deliver(envelopes: Vec<WireEnvelope>) -> Request<Body> {
    put_bytes(PATH, Delivery::CONTENT_TYPE, Delivery { envelopes }.encode())
}

async fn heard(peer: &BobsPeer, from: &str) -> usize {
    let from: Address = device(from).person;
    peer.store.conversation(&from.into(), Cursor(0), 100).await.unwrap().len()
}
