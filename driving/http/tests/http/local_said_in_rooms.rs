//! What a person's own programs say in rooms.

use axum::{Router, body::Body, http::Request};
use causerie_wire::{MessageRef, MessageReport, SendMessage};
use rstest::rstest;

use crate::support::{Asking, BobsPeer, ROOM, Reply, ask, get, put_json};

const MESSAGE: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";
const ID: &str = "0191d5f2-7c4a-7abc-8def-012345678901";
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
