//! What a person's own programs learn of envelopes that could not be opened.

use axum::{Router, body::Body, http::Request};
use causerie_http_api::PeerConfig;
use causerie_wire::{Delivery, Unopened, WireEnvelope};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Asking, BobsPeer, alice, ask, device, envelope, get, put_bytes};

#[tokio::test]
async fn at_first_there_is_nothing() {
    let router = BobsPeer::new().await.for_bob();

    let reply = ask(&router, get("/v1/unopened").own()).await;

    assert_eq!(reply.json::<Value>(), json!({ "envelopes": [] }));
}

#[tokio::test]
async fn a_damaged_envelope_is_shown_with_its_cause_and_nothing_of_its_content() {
    let peer = BobsPeer::new().await;
    let (for_peers, for_bob) = (peer.for_peers(PeerConfig::default()), peer.for_bob());
    let damaged = damaged(1);

    let reply = ask(&for_peers, deliver(vec![damaged.clone(), envelope(2, "alice", "hi")])).await;

    let shown: Value = ask(&for_bob, get("/v1/unopened").own()).await.json();
    let at = shown["envelopes"][0]["at"].as_u64().unwrap();
    let expected = json!({ "envelopes": [{
        "id": Uuid::from_slice(&damaged.id).unwrap().to_string(),
        "from": alice(),
        "at": at,
        "cause": "CANNOT_OPEN",
        "bytes": damaged.sealed.len(),
    }] });
    assert_eq!(reply.outcome(), "422 ENVELOPES_REFUSED");
    assert_eq!(shown, expected);
    assert!(at > 1_700_000_000_000);
}

#[tokio::test]
async fn the_latest_comes_first_and_what_was_opened_later_is_gone() {
    let peer = BobsPeer::new().await;
    let (for_peers, for_bob) = (peer.for_peers(PeerConfig::default()), peer.for_bob());
    for n in [1, 2, 3] {
        ask(&for_peers, deliver(vec![damaged(n)])).await;
    }

    let before = ids(&for_bob).await;
    ask(&for_peers, deliver(vec![envelope(2, "alice", "hi")])).await;
    let after = ids(&for_bob).await;

    let id = |n| Uuid::from_slice(&damaged(n).id).unwrap().to_string();
    assert_eq!(before, [id(3), id(2), id(1)]);
    assert_eq!(after, [id(3), id(1)]);
}

#[tokio::test]
async fn whoever_brought_it_is_whom_the_certificate_names() {
    let peer = BobsPeer::new().await;
    let mallory = device("mallory").to_string();

    let request = deliver(vec![envelope(1, "alice", "hi")]).by(&mallory);
    ask(&peer.for_peers(PeerConfig::default()), request).await;

    let shown: Unopened = ask(&peer.for_bob(), get("/v1/unopened").own()).await.json();
    let shown: Vec<_> = shown.envelopes.iter().map(|it| (&*it.from, &*it.cause)).collect();
    assert_eq!(shown, [(&*mallory, "SENDER_MISMATCH")]);
}

/// Alice's message of that number, with a bit of its end flipped.
fn damaged(n: u8) -> WireEnvelope {
    let mut envelope = envelope(n, "alice", "secret-marker");
    *envelope.sealed.last_mut().unwrap() ^= 1;
    envelope
}

async fn ids(router: &Router) -> Vec<String> {
    let shown: Unopened = ask(router, get("/v1/unopened").own()).await.json();
    shown.envelopes.into_iter().map(|it| it.id).collect()
}

fn deliver(envelopes: Vec<WireEnvelope>) -> Request<Body> {
    let path = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";
    put_bytes(path, Delivery::CONTENT_TYPE, Delivery { envelopes }.encode()).by(&alice())
}
