//! What a person's own programs learn of what is said in rooms.

use axum::{Router, body::Body, http::Request};
use causerie_chat::{
    EnvelopeId, Message, Path, RoomDepartures, RoomId, RoomKind, RoomPlace, RoomTrail, Sealed,
    Timestamp,
};
use causerie_usecases::ports::{
    Addressed, GroupKeep, KnownRoom, Outbox, Outcome, RoomKeys, RoomMail, RoomStanding, RoomStep,
    Rooms, SaidInRoom,
};
use causerie_wire::{ConversationPage, Found, MarkRead, MessageReport, Search};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{
    Asking, BobsPeer, DOMAIN, Reply, ask, device, get, message, post_json, put_json,
};

const ROOM: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";
const MESSAGE: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";

#[tokio::test]
async fn a_message_in_a_room_says_how_far_it_has_come_with_each() {
    let (peer, router) = bob_who_spoke().await;
    let id = EnvelopeId::of(said().id, &device("alice"));
    let outcome = vec![(id, Outcome::Delivered(Path::Direct))];
    peer.store.settle(&device("alice"), outcome, at(5_000)).await.unwrap();

    let report: MessageReport = own(&router, get(MESSAGE)).await.json();
    let why: Value = own(&router, get(&format!("{MESSAGE}/why"))).await.json();

    assert_eq!((&*report.message.state, &*report.message.to), ("queued", &*format!("#{ROOM}")));
    let since = report.message.changed_at;
    let reached = json!([
        { "who": "alice@chat.example.org", "state": "delivered", "at": 5_000, "path": "direct" },
        { "who": "carol@chat.example.org", "state": "queued", "at": since },
    ]);
    assert_eq!(serde_json::to_value(&report.reached).unwrap(), reached);
    let reason = json!({
        "about": "sent", "id": said().id.to_string(), "state": "queued", "with": format!("#{ROOM}"),
        "who": "carol@chat.example.org", "device": "d1", "cause": "IN_PROGRESS", "since": since,
        "attempts": 0,
    });
    assert_eq!(why, json!({ "reasons": [reason], "reached": reached }));
    let of_all: Value = own(&router, get(&format!("/v1/rooms/{ROOM}/why"))).await.json();
    assert_eq!(of_all, json!({ "reasons": [reason] }));
}

#[tokio::test]
async fn a_room_that_was_lost_is_the_reason() {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    comes_in(&peer, RoomStanding::Lost).await;

    let why: Value = own(&router, get(&format!("/v1/rooms/{ROOM}/why"))).await.json();

    assert_eq!(why["reasons"][0]["about"], "room");
    assert_eq!(why["reasons"][0]["cause"], "ROOM_LOST");
    assert_eq!(why["reasons"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_said_in_a_room_is_a_conversation() {
    let router = bob_who_spoke().await.1;
    let with = format!("/v1/conversations/%23{ROOM}");

    let page: ConversationPage = own(&router, get(&with)).await.json();
    let read = put_json(&format!("{with}/read"), &MarkRead { up_to: page.next });
    let marked = own(&router, read).await;

    assert_eq!(page.with, format!("#{ROOM}"));
    let said: Vec<_> = page.messages.iter().map(|it| (&*it.from, it.text.as_deref())).collect();
    assert_eq!(said, [("bob@chat.example.org", Some("hello"))]);
    assert_eq!(marked.outcome(), "204");
}

#[rstest]
#[case(Some(format!("#{ROOM}")), 1)]
#[case(Some(format!("#{}", "a1".repeat(16))), 0)]
#[case(Some("alice".to_owned()), 0)]
#[case(None, 1)]
#[tokio::test]
async fn it_is_found_in_the_room_it_was_said_in(
    #[case] with: Option<String>,
    #[case] found: usize,
) {
    let router = bob_who_spoke().await.1;
    let words = "hello".to_owned();
    let search = Search { words, with, since: None, until: None, before: None, limit: None };

    let reply = own(&router, post_json("/v1/search", &search)).await;

    assert_eq!(reply.json::<Found>().messages.len(), found);
}

#[rstest]
#[case("%23")]
#[case("%230f8c2e5a")]
#[case("%23%230f8c2e5a9b1d4c7fa3e6b2d8c5f19a70")]
#[case("%23alice@chat.example.org")]
#[tokio::test]
async fn what_is_no_room_is_no_conversation(#[case] with: &str) {
    let router = BobsPeer::new().await.for_bob();
    let read = put_json(&format!("/v1/conversations/{with}/read"), &MarkRead { up_to: 1 });

    let page = own(&router, get(&format!("/v1/conversations/{with}"))).await;

    assert_eq!(page.outcome(), "400 BAD_REQUEST");
    assert_eq!(own(&router, read).await.outcome(), "400 BAD_REQUEST");
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn room() -> RoomId {
    ROOM.parse().unwrap()
}

fn said() -> Message {
    Message { recipient: room().into(), ..message(1, "bob", "alice", "hello") }
}

async fn comes_in(peer: &BobsPeer, standing: RoomStanding) {
    let known = KnownRoom {
        id: room(),
        kind: RoomKind::Private,
        host: DOMAIN.parse().unwrap(),
        name: "book club".parse().unwrap(),
        place: RoomPlace(0),
        standing,
        departures: RoomDepartures::default(),
        trail: RoomTrail::default(),
        keys: RoomKeys::default(),
        version: 0,
    };
    let keep = GroupKeep { tree: Some(vec![1]), state: vec![2].into() };
    peer.store.add(&known, keep).await.unwrap();
}

/// Bob, who said something in a room with Alice and Carol.
async fn bob_who_spoke() -> (BobsPeer, Router) {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    comes_in(&peer, RoomStanding::Member).await;
    let message = said();
    let envelopes = ["alice", "carol"].map(device).map(|recipient| {
        let id = EnvelopeId::of(message.id, &recipient);
        Addressed { id, recipient, trace: None }
    });
    let sealed = Sealed::try_from(vec![1; 9]).unwrap();
    let step = RoomStep { room: room(), version: 0, keep: None };
    let said = SaidInRoom { message, sealed, envelopes: envelopes.to_vec(), step };
    peer.store.say(said).await.unwrap();
    (peer, router)
}

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}
