//! What a person's own programs can ask of their peer.

use axum::{Router, body::Body, http::Request};
use causerie_wire::{
    ConversationPage, Conversations, Found, MessageReport, Person, Search, SendMessage, Status,
};
use rstest::rstest;

use crate::support::{Asking, BobsPeer, Reply, ask, get, post_json, put_json};

const MESSAGE: &str = "/v1/messages/0191d5f2-7c4a-7abc-8def-012345678901";

#[tokio::test]
async fn what_is_said_is_kept_once_and_reported() {
    let router = BobsPeer::new().await.for_bob();

    let said = say(&router, MESSAGE, "alice", "hello").await;
    let again = say(&router, MESSAGE, "alice@chat.example.org", "hello").await;
    let report: MessageReport = own(&router, get(MESSAGE)).await.json();
    let page: ConversationPage = own(&router, get("/v1/conversations/alice")).await.json();
    let all: Conversations = own(&router, get("/v1/conversations")).await.json();

    assert_eq!((said.outcome(), again.outcome()), ("204".into(), "204".into()));
    assert_eq!(report.message.state, "queued");
    assert_eq!(report.message.from, "bob@chat.example.org");
    assert!(report.retry.is_none());
    assert_eq!(page.with, "alice@chat.example.org");
    assert_eq!(page.messages[0].text.as_deref(), Some("hello"));
    assert_eq!((page.messages.len(), page.next), (1, page.messages[0].cursor));
    assert_eq!((all.conversations.len(), all.conversations[0].messages), (1, 1));
}

#[tokio::test]
async fn a_conversation_is_read_piece_by_piece() {
    let router = BobsPeer::new().await.for_bob();
    for (n, text) in ["one", "two", "three"].into_iter().enumerate() {
        let path = format!("/v1/messages/0191d5f2-7c4a-7abc-8def-01234567890{n}");
        assert_eq!(say(&router, &path, "alice", text).await.outcome(), "204");
    }

    let mut heard = Vec::new();
    let mut next = 0;
    for _ in 0..4 {
        let path = format!("/v1/conversations/alice?after={next}&limit=2");
        let page: ConversationPage = own(&router, get(&path)).await.json();
        heard.extend(page.messages.into_iter().filter_map(|message| message.text));
        next = page.next;
    }

    assert_eq!(heard, ["one", "two", "three"]);
}

#[tokio::test]
async fn a_conversation_that_never_was_is_empty() {
    let router = BobsPeer::new().await.for_bob();

    let page: ConversationPage = own(&router, get("/v1/conversations/carol")).await.json();

    assert_eq!((page.messages.len(), page.next), (0, 0));
}

#[tokio::test]
async fn what_was_said_is_found_piece_by_piece_the_latest_first() {
    let router = BobsPeer::new().await.for_bob();
    for (n, text) in ["a test", "something else", "Testing"].into_iter().enumerate() {
        let path = format!("/v1/messages/0191d5f2-7c4a-7abc-8def-01234567890{n}");
        assert_eq!(say(&router, &path, "alice", text).await.outcome(), "204");
    }
    let texts = |found: &Found| -> Vec<_> {
        found.messages.iter().filter_map(|message| message.text.clone()).collect()
    };
    let question = Search { limit: Some(1), ..search("test") };

    let first: Found = own(&router, post_json("/v1/search", &question)).await.json();
    let question = Search { before: first.next, ..question };
    let second: Found = own(&router, post_json("/v1/search", &question)).await.json();
    let with = Search { with: Some("carol".to_owned()), ..search("test") };
    let none: Found = own(&router, post_json("/v1/search", &with)).await.json();

    assert_eq!((texts(&first), texts(&second)), (vec!["Testing".into()], vec!["a test".into()]));
    assert_eq!((none.messages.len(), none.next), (0, None));
}

#[rstest]
#[case::nothing(search(" "))]
#[case::too_many(search(&"a ".repeat(17)))]
#[case::too_long(search(&"a".repeat(257)))]
#[case::nobody(Search { with: Some("Carol!".to_owned()), ..search("test") })]
#[tokio::test]
async fn t54_what_cannot_be_looked_for_is_refused(#[case] question: Search) {
    let router = BobsPeer::new().await.for_bob();

    let refused = own(&router, post_json("/v1/search", &question)).await;

    assert_eq!(refused.outcome(), "400 BAD_REQUEST");
}

fn search(words: &str) -> Search {
    let words = words.to_owned();
    Search { words, with: None, since: None, until: None, before: None, limit: None }
}

#[rstest]
#[case::stranger("carol", "hi", "404 USER_NOT_FOUND")]
#[case::elsewhere("alice@elsewhere.example", "hi", "400 UNKNOWN_DOMAIN")]
#[case::no_address("Alice!", "hi", "400 BAD_REQUEST")]
#[case::nothing("alice", "", "400 BAD_REQUEST")]
#[case::too_much("alice", &"a".repeat(64 * 1024 + 1), "400 BAD_REQUEST")]
#[tokio::test]
async fn what_cannot_be_said_is_refused(
    #[case] to: &str,
    #[case] text: &str,
    #[case] outcome: &str,
) {
    let router = BobsPeer::new().await.for_bob();

    assert_eq!(say(&router, MESSAGE, to, text).await.outcome(), outcome);
}

#[tokio::test]
async fn another_message_under_the_same_id_is_refused() {
    let router = BobsPeer::new().await.for_bob();

    say(&router, MESSAGE, "alice", "hello").await;
    let other = say(&router, MESSAGE, "alice", "goodbye").await;

    assert_eq!(other.outcome(), "409 ID_IN_USE");
}

#[rstest]
#[case("/v1/messages/0191d5f2-7c4a-7abc-8def-0123456789ee", "404 NOT_FOUND")]
#[case("/v1/messages/0191d5f2-7c4a-4abc-8def-0123456789ee", "400 BAD_REQUEST")]
#[case("/v1/people/carol", "404 USER_NOT_FOUND")]
#[case("/v1/people/Carol!", "400 BAD_REQUEST")]
#[case("/v1/conversations/alice?after=-1", "400 BAD_REQUEST")]
#[case("/v1/conversations/alice?limit=many", "400 BAD_REQUEST")]
#[case("/v1/conversations/%ff", "400 BAD_REQUEST")]
#[tokio::test]
async fn what_cannot_be_answered_is_a_problem(#[case] path: &str, #[case] outcome: &str) {
    let router = BobsPeer::new().await.for_bob();

    assert_eq!(own(&router, get(path)).await.outcome(), outcome);
}

#[tokio::test]
async fn a_peer_says_who_it_is_and_who_others_are() {
    let router = BobsPeer::new().await.for_bob();
    say(&router, MESSAGE, "alice", "hello").await;

    let status: Status = own(&router, get("/v1/status")).await.json();
    let person: Person = own(&router, get("/v1/people/alice")).await.json();

    assert_eq!((status.address.as_str(), status.device.as_str()), ("bob@chat.example.org", "d1"));
    assert!(status.signed_in);
    assert_eq!((status.waiting_envelopes, status.waiting_devices), (1, 1));
    assert_eq!(person.address, "alice@chat.example.org");
}

async fn say(router: &Router, path: &str, to: &str, text: &str) -> Reply {
    let body = SendMessage { to: to.to_owned(), text: text.to_owned(), ..SendMessage::default() };
    own(router, put_json(path, &body)).await
}

async fn own(router: &Router, request: Request<Body>) -> Reply {
    ask(router, request.own()).await
}
