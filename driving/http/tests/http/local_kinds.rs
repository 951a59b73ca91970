//! What a person's own programs can do to messages.

use axum::{Router, body::Body, http::Request};
use causerie_wire::{
    ConversationPage, Deletion, Edit, Message, MessageRef, MessageReport, React, SendMessage,
    Timer, Typing,
};
use rstest::rstest;
use serde::Serialize;

use crate::support::{Asking, BobsPeer, Reply, ask, get, post_json, put_json};

const MESSAGE: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";
const ID: &str = "0191d5f2-7c4a-7abc-8def-012345678901";
const CHANGE: &str = "0191d5f2-7c4a-7abc-8def-0123456789";
const BOB: &str = "bob@chat.example.org";
const YEAR: u64 = 365 * 24 * 60 * 60 * 1_000;

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}

async fn put(router: &Router, path: &str, body: &impl Serialize) -> String {
    own(router, put_json(path, body)).await.outcome()
}

fn hello() -> SendMessage {
    SendMessage { to: "alice".to_owned(), text: "hello".to_owned(), ..SendMessage::default() }
}

/// Bob, who said something to Alice.
async fn bob() -> Router {
    let router = BobsPeer::new().await.for_bob();
    assert_eq!(put(&router, MESSAGE, &hello()).await, "204");
    router
}

fn edit(text: &str) -> Edit {
    Edit { text: text.to_owned() }
}

fn react(from: &str, emoji: Option<&str>) -> React {
    React { from: from.to_owned(), emoji: emoji.map(str::to_owned) }
}

async fn now(router: &Router) -> Message {
    own(router, get(MESSAGE)).await.json::<MessageReport>().message
}

#[tokio::test]
async fn a_message_is_edited_and_reacted_to_and_the_changes_stand_in_the_conversation() {
    let router = bob().await;
    let edits = format!("{MESSAGE}/edits/{CHANGE}02");
    let reactions = format!("{MESSAGE}/reactions/{CHANGE}03");

    let edited = put(&router, &edits, &edit("hello, Alice")).await;
    let again = put(&router, &edits, &edit("hello, Alice")).await;
    let other = put(&router, &edits, &edit("hello, Carol")).await;
    let reacted = put(&router, &reactions, &react("bob", Some("👍"))).await;

    assert_eq!([edited, again, other, reacted], ["204", "204", "409 ID_IN_USE", "204"]);
    let message = now(&router).await;
    assert_eq!(message.text.as_deref(), Some("hello, Alice"));
    assert!(message.edited_at.is_some() && !message.deleted);
    assert_eq!((&*message.reactions[0].from, &*message.reactions[0].emoji), (BOB, "👍"));
    let page: ConversationPage = own(&router, get("/v1/conversations/alice")).await.json();
    let kinds: Vec<_> = page.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [1, 3, 5]);
    for change in &page.messages[1..] {
        assert!(change.text.is_none());
        assert!(change.target == Some(MessageRef { id: ID.to_owned(), from: BOB.to_owned() }));
    }
}

#[tokio::test]
async fn a_deleted_message_has_no_words_any_more() {
    let router = bob().await;
    put(&router, &format!("{MESSAGE}/edits/{CHANGE}02"), &edit("secret")).await;

    let deleted = put(&router, &format!("{MESSAGE}/deletion/{CHANGE}03"), &Deletion {}).await;

    assert_eq!(deleted, "204");
    let reply = own(&router, get("/v1/conversations/alice")).await;
    let page: ConversationPage = reply.json();
    let first = &page.messages[0];
    assert!(first.deleted && first.text.is_none() && first.kind == 1);
    let all = serde_json::to_string(&page).unwrap();
    assert!(!all.contains("secret") && !all.contains("hello"), "{all}");
}

#[rstest]
#[case::no_message(format!("/v1/messages/{CHANGE}99/edits/{CHANGE}02"), "404 NOT_FOUND")]
#[case::no_id("/v1/messages/hello/edits/x".to_owned(), "400 BAD_REQUEST")]
#[case::an_id_of_another_version(
    format!("{MESSAGE}/edits/0191d5f2-7c4a-4abc-8def-012345678902"), "400 BAD_REQUEST")]
#[case::its_own_id(format!("{MESSAGE}/edits/{ID}"), "409 ID_IN_USE")]
#[tokio::test]
async fn what_cannot_be_edited_is_a_problem(#[case] path: String, #[case] outcome: &str) {
    let router = bob().await;

    assert_eq!(put(&router, &path, &edit("other words")).await, outcome);
    assert_eq!(now(&router).await.text.as_deref(), Some("hello"));
}

#[rstest]
#[case::of_a_change(format!("/v1/messages/{CHANGE}02/edits/{CHANGE}03"), "409 NOT_CHANGEABLE")]
#[case::of_itself(format!("/v1/messages/{CHANGE}02/deletion/{CHANGE}03"), "409 NOT_CHANGEABLE")]
#[tokio::test]
async fn t38_a_change_cannot_be_changed(#[case] path: String, #[case] outcome: &str) {
    let router = bob().await;
    put(&router, &format!("{MESSAGE}/edits/{CHANGE}02"), &edit("second")).await;

    assert_eq!(put(&router, &path, &edit("third")).await, outcome);
}

#[rstest]
#[case::nothing("")]
#[case::words("very good")]
#[case::too_long(&"a".repeat(33))]
#[tokio::test]
async fn t54_a_reaction_is_a_short_sign(#[case] emoji: &str) {
    let router = bob().await;

    let path = format!("{MESSAGE}/reactions/{CHANGE}02");

    assert_eq!(put(&router, &path, &react("bob", Some(emoji))).await, "400 BAD_REQUEST");
    assert_eq!(put(&router, &path, &react("alice", Some("👍"))).await, "404 NOT_FOUND");
}

#[tokio::test]
async fn a_reply_and_a_timer_are_told_as_they_were_said() {
    let router = bob().await;
    let to = MessageRef { id: ID.to_owned(), from: "bob".to_owned() };
    let reply = SendMessage { reply_to: Some(to), expires_in_ms: Some(60_000), ..hello() };
    let path = format!("/v1/messages/{CHANGE}02");

    let said = put(&router, &path, &reply).await;

    assert_eq!(said, "204");
    let message = own(&router, get(&path)).await.json::<MessageReport>().message;
    assert!(message.reply_to == Some(MessageRef { id: ID.to_owned(), from: BOB.to_owned() }));
    assert_eq!(message.expires_at, Some(message.sent_at + 60_000));
    let theirs = own(&router, get(&format!("{path}?from=alice"))).await;
    assert_eq!(theirs.outcome(), "404 NOT_FOUND");
    let own_by_name = own(&router, get(&format!("{path}?from=bob"))).await;
    assert_eq!(own_by_name.json::<MessageReport>().message.id, message.id);
}

#[rstest]
#[case::over_at_once(0)]
#[case::longer_than_a_year(YEAR + 1)]
#[case::for_ever(u64::MAX)]
#[tokio::test]
async fn t36_a_timer_ends_later_and_within_a_year(#[case] millis: u64) {
    let router = bob().await;
    let said = SendMessage { expires_in_ms: Some(millis), ..hello() };
    let timer = Timer { expires_in_ms: Some(millis) };

    let path = format!("/v1/messages/{CHANGE}02");

    assert_eq!(put(&router, &path, &said).await, "400 BAD_TIMER");
    assert_eq!(put(&router, "/v1/people/alice/timer", &timer).await, "400 BAD_TIMER");
    assert_eq!(own(&router, get(&path)).await.outcome(), "404 NOT_FOUND");
}

#[tokio::test]
async fn the_timer_of_a_conversation_is_set_and_told() {
    let router = bob().await;
    let year = Timer { expires_in_ms: Some(YEAR) };
    let told = async || own(&router, get("/v1/people/alice/timer")).await.json::<Timer>();
    assert_eq!(told().await, Timer::default());

    assert_eq!(put(&router, "/v1/people/alice/timer", &year).await, "204");
    assert_eq!(told().await, year);
    assert_eq!(put(&router, "/v1/people/alice/timer", &Timer::default()).await, "204");

    assert_eq!(told().await, Timer::default());
    assert_eq!(put(&router, "/v1/people/carol/timer", &year).await, "404 USER_NOT_FOUND");
}

#[tokio::test]
async fn a_reply_to_what_neither_of_the_two_said_is_refused() {
    let router = bob().await;
    let to = MessageRef { id: ID.to_owned(), from: "carol".to_owned() };

    let said = SendMessage { reply_to: Some(to), ..hello() };

    assert_eq!(put(&router, &format!("/v1/messages/{CHANGE}02"), &said).await, "400 BAD_REQUEST");
}

#[tokio::test]
async fn typing_is_taken_and_leaves_nothing_behind() {
    let router = bob().await;

    let typing = Typing { to: "alice".to_owned() };
    let told = own(&router, post_json("/v1/typing", &typing)).await;

    assert_eq!(told.outcome(), "204");
    let page: ConversationPage = own(&router, get("/v1/conversations/alice")).await.json();
    assert_eq!(page.messages.len(), 1);
    let nobody = Typing { to: "Alice!".to_owned() };
    assert_eq!(own(&router, post_json("/v1/typing", &nobody)).await.outcome(), "400 BAD_REQUEST");
}
