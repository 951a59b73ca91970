//! Asking a peer for history, and having a peer ask for it.

use axum::{
    body::Body,
    http::{Method, Request},
};
use causerie_chat::Cause;
use causerie_http_api::PeerConfig;
use causerie_usecases::ports::{Cursor, History, HistoryTransfer, Recollection, TransferStep};
use causerie_wire::{Delivery, FetchHistory, HistoryProgress, WireEnvelope};
use rstest::rstest;

use crate::support::{Asking, BobsPeer, alice, ask, device, envelope, get, put_bytes, put_json};

fn asks(envelopes: Vec<WireEnvelope>) -> Request<Body> {
    let body = Delivery { envelopes }.encode();
    let mut request = put_bytes("/v1/history", Delivery::CONTENT_TYPE, body);
    *request.method_mut() = Method::POST;
    request
}

#[rstest]
#[case::a_device_of_a_contact(&alice())]
#[case::a_device_that_the_directory_made_up("d9.bob.peers.chat.example.org")]
#[case::itself("d1.bob.peers.chat.example.org")]
#[tokio::test]
async fn t05_history_is_refused_to_whoever_is_no_other_device_of_ones_own(#[case] by: &str) {
    let peer = BobsPeer::new().await;
    let router = peer.for_peers(PeerConfig::default());

    let reply = ask(&router, asks(vec![envelope(1, "alice", "hello")]).by(by)).await;

    assert_eq!(reply.outcome(), "422 ENVELOPES_REFUSED");
    assert_eq!(reply.problem().refused[0].code, "NOT_YOUR_DEVICE");
    let kept =
        peer.store.conversation(&device("alice").person.into(), Cursor(0), 10).await.unwrap();
    assert_eq!(kept, []);
}

#[tokio::test]
async fn t05_who_is_not_accepted_gets_no_answer_and_who_shows_no_certificate_none_either() {
    let router = BobsPeer::asked().await.for_peers(PeerConfig::default());

    let stranger = ask(&router, asks(vec![envelope(1, "alice", "hello")]).by(&alice())).await;
    let nobody = ask(&router, asks(vec![envelope(1, "alice", "hello")])).await;

    assert!(stranger.body.is_empty());
    assert_eq!(nobody.outcome(), "401 CREDENTIAL_REQUIRED");
}

#[tokio::test]
async fn t54_a_question_is_one_envelope_that_can_be_read() {
    let router = BobsPeer::new().await.for_peers(PeerConfig::default());
    let two = vec![envelope(1, "alice", "a"), envelope(2, "alice", "b")];
    let without_id = WireEnvelope { id: vec![7; 15], ..envelope(1, "alice", "a") };
    let no_device = WireEnvelope { recipient: "bob".to_owned(), ..envelope(1, "alice", "a") };

    for envelopes in [Vec::new(), two, vec![without_id]] {
        assert_eq!(ask(&router, asks(envelopes).by(&alice())).await.outcome(), "400 BAD_REQUEST");
    }

    let reply = ask(&router, asks(vec![no_device]).by(&alice())).await;
    assert_eq!(reply.problem().refused[0].code, "MALFORMED");
}

#[tokio::test]
async fn history_is_fetched_from_another_device_of_ones_own_alone() {
    let router = BobsPeer::new().await.for_bob();
    let from = |from: Option<&str>| {
        put_json("/v1/history", &FetchHistory { from: from.map(str::to_owned) }).own()
    };

    assert_eq!(ask(&router, get("/v1/history").own()).await.outcome(), "404 NO_TRANSFER");
    assert_eq!(ask(&router, from(None)).await.outcome(), "409 THIS_DEVICE");
    assert_eq!(ask(&router, from(Some("d1"))).await.outcome(), "409 THIS_DEVICE");
    for unknown in ["pad", "No device!"] {
        assert_eq!(ask(&router, from(Some(unknown))).await.outcome(), "404 NO_SUCH_DEVICE");
    }
    assert_eq!(ask(&router, get("/v1/history").own()).await.outcome(), "404 NO_TRANSFER");
}

#[tokio::test]
async fn how_far_it_is_is_told() {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    let from = "laptop.bob.peers.chat.example.org".parse().unwrap();
    let next = Some(TransferStep::Entries(Some(7)));
    let failed = Some(Cause::UNREACHABLE);
    let transfer = HistoryTransfer { from, next, people: 2, entries: 3, total: 9, failed };
    peer.store.begin(&transfer).await.unwrap();

    let progress: HistoryProgress = ask(&router, get("/v1/history").own()).await.json();

    let (from, cause) = ("laptop".to_owned(), Some("UNREACHABLE".to_owned()));
    let expected = HistoryProgress { from, people: 2, entries: 3, total: 9, done: false, cause };
    assert_eq!(progress, expected);
    peer.store.note(&HistoryTransfer { next: None, failed: None, ..transfer }).await.unwrap();
    let progress: HistoryProgress = ask(&router, get("/v1/history").own()).await.json();
    assert!(progress.done && progress.cause.is_none());
}
