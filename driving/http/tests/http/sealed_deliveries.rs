//! What is delivered is sealed, for this device, by the one that brings it, and once.

use axum::Router;
use causerie_chat::{Address, Message, Person, pad};
use causerie_http_api::{PeerConfig, Quota};
use causerie_usecases::ports::{Contacts, Cursor, Decision, History, People, Unopened};
use causerie_wire::{Delivery, WireEnvelope};
use rstest::rstest;

use crate::support::{
    Asking, BobsPeer, alice, ask, device, envelope, enveloped, message, put_bytes, sealed, secrets,
};

/// Bob's peer, and the router by which others deliver to it.
async fn scene() -> (BobsPeer, Router) {
    let peer = BobsPeer::new().await;
    let plenty = Quota::new(100_000, 100_000);
    let router = peer.for_peers(PeerConfig { deliveries: plenty, ..PeerConfig::default() });
    (peer, router)
}

#[rstest]
#[case::the_message(|message: &Message| message.encode())]
#[case::the_padded_message(|message: &Message| pad(message.encode()))]
#[case::text(|_: &Message| b"hello".to_vec())]
#[case::json(|_: &Message| br#"{"text":"hello"}"#.to_vec())]
#[case::nothing(|_: &Message| Vec::new())]
#[tokio::test]
async fn t46_what_is_not_sealed_is_refused_and_kept(
    #[case] plain: fn(&Message) -> Vec<u8>,
    #[values(false, true)] within_a_session: bool,
) {
    let (peer, router) = scene().await;
    if within_a_session {
        assert_eq!(deliver(&router, &alice(), envelope(1, "alice", "hi")).await, "204");
    }
    let message = message(2, "alice", "bob", "not sealed");

    let outcome = deliver(&router, &alice(), enveloped(&message, plain(&message))).await;

    assert_eq!(outcome, "CANNOT_OPEN");
    assert_eq!(heard(&peer).await, usize::from(within_a_session));
    assert_eq!(kept(&peer).await, [("CANNOT_OPEN".to_owned(), plain(&message).len() as u64)]);
}

#[tokio::test]
async fn t46_nothing_that_looks_like_sealed_is_taken_for_it() {
    let (peer, router) = scene().await;
    assert_eq!(deliver(&router, &alice(), envelope(1, "alice", "hi")).await, "204");
    let message = message(2, "alice", "bob", &"not sealed".repeat(300));

    for first in 0..=255 {
        let bytes = [&[first], &*pad(message.encode())].concat();
        assert_eq!(deliver(&router, &alice(), enveloped(&message, bytes)).await, "CANNOT_OPEN");
    }

    assert_eq!(heard(&peer).await, 1);
}

#[rstest]
#[case::sealed_for_carol("carol", "carol", "bob", "CANNOT_OPEN")]
#[case::sealed_for_carol_with_a_message_for_bob("carol", "bob", "bob", "CANNOT_OPEN")]
#[case::addressed_to_carol("carol", "carol", "carol", "WRONG_RECIPIENT")]
#[case::sealed_for_bob_and_addressed_to_carol("bob", "bob", "carol", "WRONG_RECIPIENT")]
#[case::with_a_message_for_carol("bob", "carol", "bob", "WRONG_RECIPIENT")]
#[tokio::test]
async fn what_is_for_somebody_else_is_refused(
    #[case] sealed_for: &str,
    #[case] message_for: &str,
    #[case] addressed_to: &str,
    #[case] cause: &str,
) {
    let (peer, router) = scene().await;
    let message = message(1, "alice", message_for, "for her");
    let bytes = sealed("alice", sealed_for, std::slice::from_ref(&message)).remove(0);
    let recipient = device(addressed_to).to_string();

    let envelope = WireEnvelope { recipient, ..enveloped(&message, bytes) };
    let outcome = deliver(&router, &alice(), envelope).await;

    assert_eq!(outcome, cause);
    assert_eq!(heard(&peer).await, 0);
    assert_eq!(kept(&peer).await.len(), 1);
}

#[tokio::test]
async fn t03_what_another_device_sealed_is_refused_whoever_it_names() {
    let (peer, router) = scene().await;
    let mallory = device("mallory").to_string();
    let in_her_name = message(1, "alice", "bob", "send money");
    let by_him = sealed("mallory", "bob", std::slice::from_ref(&in_her_name)).remove(0);

    for brings in [alice(), mallory] {
        let outcome = deliver(&router, &brings, enveloped(&in_her_name, by_him.clone())).await;
        assert_eq!(outcome, "SENDER_MISMATCH");
    }
    assert_eq!(heard(&peer).await, 0);
}

#[rstest]
#[case::the_first_of_a_session(0)]
#[case::a_later_one(1)]
#[tokio::test]
async fn an_envelope_under_another_id_is_refused_and_keeps_nothing_back(#[case] which: usize) {
    let (peer, router) = scene().await;
    let hers = in_one_session();
    if which == 1 {
        assert_eq!(deliver(&router, &alice(), hers[0].clone()).await, "204");
    }
    let under_another_id = WireEnvelope { id: hers[2].id.clone(), ..hers[which].clone() };

    let before = deliver(&router, &alice(), under_another_id.clone()).await;
    for envelope in &hers {
        assert_eq!(deliver(&router, &alice(), envelope.clone()).await, "204");
    }
    let another = WireEnvelope { id: vec![7; 16], ..under_another_id };
    let after = deliver(&router, &alice(), another).await;

    assert_eq!((before.as_str(), after.as_str()), ("CANNOT_OPEN", "CANNOT_OPEN"));
    assert_eq!(heard(&peer).await, 3);
}

#[tokio::test]
async fn t15_a_first_message_that_comes_again_is_kept_once() {
    let (peer, router) = scene().await;
    let first = envelope(1, "alice", "hello");

    let taken = deliver(&router, &alice(), first.clone()).await;
    let again = deliver(&router, &alice(), first.clone()).await;
    let under_another_id = WireEnvelope { id: vec![7; 16], ..first.clone() };
    let replayed = deliver(&router, &alice(), under_another_id).await;
    let by_another = deliver(&router, &device("mallory").to_string(), first).await;

    assert_eq!((taken.as_str(), again.as_str()), ("204", "204"));
    assert_eq!((replayed.as_str(), by_another.as_str()), ("CANNOT_OPEN", "CANNOT_OPEN"));
    assert_eq!(heard(&peer).await, 1);
}

#[tokio::test]
async fn t15_the_last_resort_begins_no_session_twice_even_when_that_session_is_forgotten() {
    let (peer, router) = scene().await;
    let hers = in_one_session();
    assert_eq!(deliver(&router, &alice(), hers[0].clone()).await, "204");
    forget_sessions_with_alice(&peer).await;

    // It carries the same beginning, and Bob has not seen it, so that nothing else gives it away.
    let replayed = deliver(&router, &alice(), hers[1].clone()).await;
    let fresh = deliver(&router, &alice(), envelope(9, "alice", "once more")).await;

    assert_eq!((replayed.as_str(), fresh.as_str()), ("CANNOT_OPEN", "204"));
    assert_eq!(heard(&peer).await, 2);
}

#[tokio::test]
async fn t63_no_damage_to_a_sealed_envelope_opens_it_or_keeps_the_whole_one_back() {
    let (peer, router) = scene().await;
    let whole = envelope(1, "alice", "hello");
    let length = whole.sealed.len();

    for at in (0..length).step_by(41).chain([0, 1, length - 1]) {
        let mut flipped = whole.clone();
        flipped.sealed[at] ^= 1 << (at % 8);
        let mut truncated = whole.clone();
        truncated.sealed.truncate(at);
        for damaged in [flipped, truncated] {
            assert_eq!(deliver(&router, &alice(), damaged).await, "CANNOT_OPEN", "{at}");
        }
    }
    let mut extended = whole.clone();
    extended.sealed.push(0);
    assert_eq!(deliver(&router, &alice(), extended).await, "CANNOT_OPEN");

    assert_eq!(heard(&peer).await, 0);
    assert_eq!(deliver(&router, &alice(), whole).await, "204");
    assert_eq!((heard(&peer).await, kept(&peer).await.len()), (1, 0));
}

/// Three messages of Alice's to Bob, in one session.
fn in_one_session() -> Vec<WireEnvelope> {
    let messages = [1, 2, 3].map(|n| message(n, "alice", "bob", "hello"));
    let sealed = sealed("alice", "bob", &messages);
    messages.iter().zip(sealed).map(|(message, sealed)| enveloped(message, sealed)).collect()
}

/// `204`, or why the envelope was refused.
async fn deliver(router: &Router, by: &str, envelope: WireEnvelope) -> String {
    let path = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";
    let body = Delivery { envelopes: vec![envelope] }.encode();
    let reply = ask(router, put_bytes(path, Delivery::CONTENT_TYPE, body).by(by)).await;
    match reply.outcome().as_str() {
        "422 ENVELOPES_REFUSED" => reply.problem().refused.remove(0).code,
        other => other.to_owned(),
    }
}

/// How many messages of Alice's Bob has.
async fn heard(peer: &BobsPeer) -> usize {
    let alice: Address = device("alice").person;
    peer.store.conversation(&alice.into(), Cursor(0), 1_000).await.unwrap().len()
}

/// What is kept of what could not be opened: cause and size.
async fn kept(peer: &BobsPeer) -> Vec<(String, u64)> {
    let kept = peer.store.unopened().await.unwrap();
    kept.into_iter().map(|it| (it.cause.to_string(), it.bytes)).collect()
}

/// Bob takes Alice for somebody else and then for herself again, which costs him all sessions with her.
async fn forget_sessions_with_alice(peer: &BobsPeer) {
    let who = device("alice").person;
    let hers = peer.store.person(&who).await.unwrap().unwrap();
    for name in ["mallory", "alice"] {
        let key = secrets(name).0.public();
        let _ = peer.store.remember(&Person { account_key: key, ..hers.clone() }).await;
        let decision = Decision { who: who.clone(), key, verified: None };
        peer.store.decide(&decision).await.unwrap();
    }
}
