//! What a person's own programs say in rooms.

use axum::{Router, body::Body, http::Request};
use causerie_wire::{Edit, MessageRef, MessageReport, React, SendMessage, Timer, Typing};
use rstest::rstest;

use crate::support::{Asking, BobsPeer, ROOM, Reply, ask, get, post_json, put_json};

const MESSAGE: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";
const ID: &str = "0191d5f2-7c4a-7abc-8def-012345678901";
const CHANGE: &str = "0191d5f2-7c4a-7abc-8def-0123456789";
const OTHER: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678902";

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}

fn hello(to: &str) -> SendMessage {
    SendMessage { to: to.to_owned(), text: "hello".to_owned(), ..SendMessage::default() }
}

#[tokio::test]
async fn a_message_is_said_in_a_room_and_answered_there() {
    let router = BobsPeer::with_room().await.for_bob();
    let to = MessageRef { id: ID.to_owned(), from: "bob".to_owned() };
    let answer = SendMessage { reply_to: Some(to), ..hello(ROOM) };

    let said = own(&router, put_json(MESSAGE, &hello(ROOM))).await;
    let again = own(&router, put_json(MESSAGE, &hello(ROOM))).await;
    let answered = own(&router, put_json(OTHER, &answer)).await;

    assert_eq!([said, again, answered].map(|it| it.outcome()), ["204"; 3]);
    let message = own(&router, get(OTHER)).await.json::<MessageReport>().message;
    assert_eq!((message.to.as_str(), message.text.as_deref()), (ROOM, Some("hello")));
    assert_eq!(message.reply_to.map(|it| it.id).as_deref(), Some(ID));
}

#[rstest]
#[case::nowhere("#", "400 BAD_REQUEST")]
#[case::no_room_s_name("#book club", "400 BAD_REQUEST")]
#[case::a_room_that_is_not_here("#08080808080808080808080808080808", "404 NO_SUCH_ROOM")]
#[tokio::test]
async fn what_goes_to_no_room_of_theirs_is_refused(#[case] to: &str, #[case] outcome: &str) {
    let router = BobsPeer::with_room().await.for_bob();

    let said = own(&router, put_json(MESSAGE, &hello(to))).await;

    assert_eq!(said.outcome(), outcome);
    assert_eq!(own(&router, get(MESSAGE)).await.outcome(), "404 NOT_FOUND");
}

#[tokio::test]
async fn what_was_said_in_a_room_is_edited_and_reacted_to() {
    let router = BobsPeer::with_room().await.for_bob();
    own(&router, put_json(MESSAGE, &hello(ROOM))).await;
    let change = |what: &str, n: u8| format!("{MESSAGE}/{what}/{CHANGE}{n:02}");
    let edit = Edit { text: "hello, all".to_owned() };
    let react = React { from: "bob".to_owned(), emoji: Some("👍".to_owned()) };

    let edited = own(&router, put_json(&change("edits", 3), &edit)).await;
    let reacted = own(&router, put_json(&change("reactions", 4), &react)).await;

    assert_eq!([edited, reacted].map(|it| it.outcome()), ["204"; 2]);
    let message = own(&router, get(MESSAGE)).await.json::<MessageReport>().message;
    assert_eq!(message.text.as_deref(), Some("hello, all"));
    assert_eq!(message.reactions.len(), 1);
}

#[tokio::test]
async fn the_timer_of_a_room_is_set_and_told() {
    let router = BobsPeer::with_room().await.for_bob();
    let path = format!("/v1/rooms/{}/timer", &ROOM[1..]);
    let hour = Timer { expires_in_ms: Some(3_600_000) };

    let set = own(&router, put_json(&path, &hour)).await.outcome();
    let told = own(&router, get(&path)).await.json::<Timer>();
    own(&router, put_json(MESSAGE, &hello(ROOM))).await;

    assert_eq!((set.as_str(), told), ("204", hour));
    let message = own(&router, get(MESSAGE)).await.json::<MessageReport>().message;
    assert_eq!(message.expires_at, Some(message.sent_at + 3_600_000));
}

#[rstest]
#[case::of_a_room_that_is_not_here("08080808080808080808080808080808", 60_000, "404 NO_SUCH_ROOM")]
#[case::of_no_room("book-club", 60_000, "400 BAD_REQUEST")]
#[case::that_is_over_at_once("07070707070707070707070707070707", 0, "400 BAD_TIMER")]
#[tokio::test]
async fn a_timer_is_not_set(#[case] room: &str, #[case] millis: u64, #[case] outcome: &str) {
    let router = BobsPeer::with_room().await.for_bob();
    let timer = Timer { expires_in_ms: Some(millis) };

    let set = own(&router, put_json(&format!("/v1/rooms/{room}/timer"), &timer)).await;

    assert_eq!(set.outcome(), outcome);
}

#[tokio::test]
async fn that_somebody_is_typing_is_not_told_in_rooms() {
    let router = BobsPeer::with_room().await.for_bob();
    let typing = Typing { to: ROOM.to_owned() };

    let told = own(&router, post_json("/v1/typing", &typing)).await;

    assert_eq!(told.outcome(), "400 ONLY_BETWEEN_TWO");
}
