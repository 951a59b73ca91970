//! What a person's own programs learn of what has not arrived, and how they say what was read.

use axum::{Router, body::Body, http::Request};
use causerie_chat::{Cause, EnvelopeId, MessageId, Timestamp};
use causerie_http_api::PeerConfig;
use causerie_usecases::ports::{DueReceipts, Event, Outbox, Outcome, Retry};
use causerie_wire::{
    ConversationPage, Delivery, MarkRead, ReceiptsAllowed, SendMessage, Status, WireEnvelope,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Asking, BobsPeer, Reply, alice, ask, device, envelope, get, put_bytes, put_json,
};

const ID: &str = "0191d5f2-7c4a-7abc-8def-012345678901";

#[tokio::test]
async fn a_message_on_its_way_is_in_progress_and_one_held_up_says_why() {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    say(&router).await;

    let before = why_message(&router).await;
    let retry =
        Retry { failures: 3, last: at(2_000), next: at(9_000), cause: Cause::PEER_UNAVAILABLE };
    peer.store.postpone(&device("alice"), &retry).await.unwrap();
    let held_up = why_message(&router).await;

    assert_eq!(before["reasons"][0]["cause"], "IN_PROGRESS");
    let since = held_up["reasons"][0]["since"].as_u64().unwrap();
    let expected = json!({ "reasons": [{
        "about": "sent", "id": ID, "state": "queued", "with": "alice@chat.example.org",
        "cause": "PEER_UNAVAILABLE", "since": since, "attempts": 3, "next": 9_000,
    }] });
    assert_eq!(held_up, expected);
}

#[rstest]
#[case(Outcome::Stored, "stored", "IN_MAILBOX")]
#[case(Outcome::Failed(Cause::EXPIRED), "failed", "EXPIRED")]
#[tokio::test]
async fn what_lies_in_a_mailbox_or_failed_says_so_and_of_the_person_it_says_the_same(
    #[case] outcome: Outcome,
    #[case] state: &str,
    #[case] cause: &str,
) {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    say(&router).await;

    settle(&peer, outcome).await;

    let reasons = why_message(&router).await;
    assert_eq!(reasons["reasons"][0]["state"], state);
    assert_eq!(reasons["reasons"][0]["cause"], cause);
    assert_eq!(reasons["reasons"][0]["since"], 5_000);
    assert_eq!(own(&router, get("/v1/people/alice/why")).await.json::<Value>(), reasons);
}

#[tokio::test]
async fn what_was_delivered_needs_no_reason() {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    say(&router).await;

    settle(&peer, Outcome::Delivered(causerie_chat::Path::Mailbox)).await;

    assert_eq!(why_message(&router).await, json!({ "reasons": [] }));
    let of_alice: Value = own(&router, get("/v1/people/alice/why")).await.json();
    assert_eq!(of_alice, json!({ "reasons": [] }));
}

#[tokio::test]
async fn what_came_from_somebody_and_could_not_be_opened_is_among_the_reasons_also_of_a_stranger() {
    let peer = BobsPeer::new().await;
    let mut damaged = envelope(1, "alice", "secret-marker");
    *damaged.sealed.last_mut().unwrap() ^= 1;
    deliver(&peer, vec![damaged]).await;

    let reasons: Value = own(&peer.for_bob(), get("/v1/people/alice/why")).await.json();

    assert_eq!(reasons["reasons"][0]["about"], "unopened");
    assert_eq!(reasons["reasons"][0]["cause"], "CANNOT_OPEN");
    assert_eq!(reasons["reasons"].as_array().unwrap().len(), 1);
}

#[rstest]
#[case("/v1/messages/0191d5f2-7c4a-7abc-8def-0123456789ee/why", "404 NOT_FOUND")]
#[case("/v1/messages/0191d5f2-7c4a-4abc-8def-0123456789ee/why", "400 BAD_REQUEST")]
#[case("/v1/people/carol/why", "404 USER_NOT_FOUND")]
#[case("/v1/people/Carol!/why", "400 BAD_REQUEST")]
#[tokio::test]
async fn what_was_never_said_and_who_was_never_met_have_no_reasons(
    #[case] path: &str,
    #[case] outcome: &str,
) {
    let router = BobsPeer::new().await.for_bob();

    assert_eq!(own(&router, get(path)).await.outcome(), outcome);
}

#[tokio::test]
async fn a_message_of_somebody_else_is_none_this_person_sent() {
    let peer = BobsPeer::new().await;
    deliver(&peer, vec![envelope(1, "alice", "hi")]).await;

    let path = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901/why";

    assert_eq!(own(&peer.for_bob(), get(path)).await.outcome(), "404 NOT_FOUND");
}

#[tokio::test]
async fn what_was_read_is_marked_up_to_there_and_its_author_is_to_be_told() {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    for n in 1..=2 {
        deliver(&peer, vec![envelope(n, "alice", "hi")]).await;
    }
    let first = conversation(&router).await.messages[0].cursor;

    let marked = mark(&router, "alice", first).await;
    let again = mark(&router, "alice", first).await;

    let states: Vec<_> =
        conversation(&router).await.messages.into_iter().map(|m| m.state).collect();
    assert_eq!((marked.outcome(), again.outcome()), ("204".into(), "204".into()));
    assert_eq!(states, ["read", "delivered"]);
    assert_eq!(peer.store.due_receipts(true).await.unwrap(), [device("alice")]);
}

#[tokio::test]
async fn who_is_not_to_be_told_is_not_told_until_they_are_again() {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    deliver(&peer, vec![envelope(1, "alice", "hi")]).await;

    let off = allow(&router, "alice", false).await;
    mark(&router, "alice", u64::MAX).await;
    let untold = peer.store.due_receipts(true).await.unwrap();
    let on = allow(&router, "alice@chat.example.org", true).await;

    assert_eq!((off.outcome(), on.outcome()), ("204".into(), "204".into()));
    assert_eq!(untold, []);
    assert!(peer.store.receipts_allowed(&device("alice").person).await.unwrap());
}

#[rstest]
#[case("carol", "404 USER_NOT_FOUND")]
#[case("Carol!", "400 BAD_REQUEST")]
#[tokio::test]
async fn receipts_are_decided_for_people_who_were_met(#[case] who: &str, #[case] outcome: &str) {
    let router = BobsPeer::new().await.for_bob();

    assert_eq!(allow(&router, who, false).await.outcome(), outcome);
}

#[tokio::test]
async fn the_status_says_since_when_all_mail_is_here() {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();

    let at_first = synced(&router).await;
    peer.events().tell(Event::Synced(at(7_000)));
    let then = synced(&router).await;
    peer.events().tell(Event::Behind);

    assert_eq!((at_first, then, synced(&router).await), (None, Some(7_000), None));
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

async fn synced(router: &Router) -> Option<u64> {
    own(router, get("/v1/status")).await.json::<Status>().synced_since
}

async fn say(router: &Router) {
    let body =
        SendMessage { to: "alice".to_owned(), text: "hello".to_owned(), ..SendMessage::default() };
    let reply = own(router, put_json(&format!("/v1/messages/{ID}"), &body)).await;
    assert_eq!(reply.outcome(), "204");
}

async fn why_message(router: &Router) -> Value {
    own(router, get(&format!("/v1/messages/{ID}/why"))).await.json()
}

async fn settle(peer: &BobsPeer, outcome: Outcome) {
    let (id, to): (MessageId, _) = (ID.parse().unwrap(), device("alice"));
    peer.store.settle(&to, vec![(EnvelopeId::of(id, &to), outcome)], at(5_000)).await.unwrap();
}

async fn deliver(peer: &BobsPeer, envelopes: Vec<WireEnvelope>) {
    let path = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";
    let request = put_bytes(path, Delivery::CONTENT_TYPE, Delivery { envelopes }.encode());
    ask(&peer.for_peers(PeerConfig::default()), request.by(&alice())).await;
}

async fn conversation(router: &Router) -> ConversationPage {
    own(router, get("/v1/conversations/alice")).await.json()
}

async fn mark(router: &Router, with: &str, up_to: u64) -> Reply {
    own(router, put_json(&format!("/v1/conversations/{with}/read"), &MarkRead { up_to })).await
}

async fn allow(router: &Router, who: &str, allowed: bool) -> Reply {
    own(router, put_json(&format!("/v1/people/{who}/receipts"), &ReceiptsAllowed { allowed })).await
}

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}
