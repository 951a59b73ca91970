//! What the client asks and tells of rooms.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_cli::Failure;
use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use given::{KEPT, Peer, answer, problem, typed};

const ID: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";
const OTHER: &str = "1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a";

fn room(id: &str, name: &str) -> Value {
    json!({ "id": id, "name": name, "kind": "private", "host": "localhost", "standing": "member" })
}

fn rooms() -> String {
    let mut invited = room(OTHER, "poker");
    invited["by"] = json!("carol@localhost");
    invited["message"] = json!("");
    invited["at"] = json!(1);
    let all = json!({ "rooms": [room(ID, "Book club")], "wishes": [], "invitations": [invited] });
    answer("200 OK", &all.to_string())
}

fn status() -> String {
    let status = json!({
        "address": "alice@localhost", "device": "d1", "account_key": "", "signed_in": true,
        "waiting_envelopes": 0, "waiting_devices": 0, "version": "1",
    });
    answer("200 OK", &status.to_string())
}

fn details() -> String {
    let mut room = room(ID, "Book club");
    let bob = json!({ "address": "bob@localhost", "role": "member", "devices": ["d1"] });
    room["epoch"] = json!(3);
    room["members"] = json!([bob]);
    answer("200 OK", &room.to_string())
}

/// What was asked first of each request, and its last line.
async fn does(
    words: &[&str],
    answers: &[String],
) -> (Vec<(String, String)>, String, Option<Failure>) {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), answers.to_vec()).await;
    let (printed, outcome) = typed(data.path(), words).await;
    let asked = peer.asked().into_iter().map(|asked| {
        let first = asked.split(" HTTP").next().unwrap().to_owned();
        (first, asked.rsplit("\r\n").next().unwrap().to_owned())
    });
    (asked.collect(), printed, outcome.err())
}

#[rstest]
#[case(&["leave", "#book-club"], &[], "POST", "/leave", "null", "you left #book-club\n")]
#[case(&["rotate", "book-club"], &[], "POST", "/rotate", "null", "#book-club has new keys\n")]
#[case(&["rename", "#0f8c2e5a", "Chess"], &[], "PUT", "/name", "{\"name\":\"Chess\"}", "it is #chess now\n")]
#[case(&["promote", "#Book-Club", "bob"], &[], "PUT", "/members/bob/role", "{\"role\":\"admin\"}", "bob is admin in #book-club now\n")]
#[case(&["promote", "#book-club", "bob", "--owner"], &[], "PUT", "/members/bob/role", "{\"role\":\"owner\"}", "bob is owner in #book-club now\n")]
#[case(&["demote", "#book-club", "bob"], &[], "PUT", "/members/bob/role", "{\"role\":\"member\"}", "bob is member in #book-club now\n")]
#[case(&["invite", "#book-club", "bob"], &[], "POST", "/invitations", "{\"who\":\"bob\"}", "bob is invited into #book-club\n")]
#[case(&["remove", "#book-club", "bob"], &[status(), details()], "DELETE", "/members/bob@localhost", "null", "bob is not in #book-club any more\n")]
#[case(&["remove", "#book-club", "eve"], &[status(), details()], "DELETE", "/members/eve@localhost", "null", "eve is not in #book-club\n")]
#[tokio::test]
async fn what_is_done_with_a_room_is_asked_of_the_one_that_is_meant(
    #[case] words: &[&str],
    #[case] between: &[String],
    #[case] method: &str,
    #[case] path: &str,
    #[case] body: &str,
    #[case] said: &str,
) {
    let answers = [&[rooms()], between, &[KEPT.to_owned()]].concat();

    let (asked, printed, failure) = does(&[&["room"], words].concat(), &answers).await;

    assert!(failure.is_none(), "{failure:?}");
    assert_eq!(asked[0].0, "GET /v1/rooms");
    let expected = (format!("{method} /v1/rooms/{ID}{path}"), body.to_owned());
    assert_eq!(asked.last(), Some(&expected));
    assert_eq!(printed, said);
}

#[tokio::test]
async fn a_room_is_made_under_an_id_that_the_failure_names_to_try_again_with() {
    let unreachable = problem("503 Service Unavailable", "DIRECTORY_UNREACHABLE");

    let (asked, _, failure) = does(&["room", "create", "Book club"], &[unreachable]).await;

    let body: Value = serde_json::from_str(&asked[0].1).unwrap();
    let next = failure.unwrap().next().unwrap();
    assert_eq!((asked[0].0.as_str(), &body["name"]), ("POST /v1/rooms", &json!("Book club")));
    assert!(next.contains(&format!("--id {}", body["id"].as_str().unwrap())), "{next}");
}

#[tokio::test]
async fn for_scripts_what_was_done_is_a_line_of_json_each() {
    let answers = [rooms(), KEPT.to_owned(), KEPT.to_owned()];

    let words = ["room", "invite", "#book-club", "bob", "carol", "--json"];
    let (_, printed, _) = does(&words, &answers).await;

    let lines: Vec<Value> = printed.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let who: Vec<_> = lines.iter().map(|it| it["who"].as_str().unwrap()).collect();
    assert_eq!(who, ["bob", "carol"]);
    assert_eq!((&lines[0]["room"], &lines[0]["done"]), (&json!(ID), &json!("invited")));
}

#[rstest]
#[case(&["room", "join", "#poker", "--wait", "0"], Vec::new(), "{}")]
#[case(&["room", "join", "#1a1a1a1a", "--wait=0", "--by", "carol"], vec![status()], "{\"by\":\"carol@localhost\"}")]
#[tokio::test]
async fn who_is_invited_asks_to_be_taken_in(
    #[case] words: &[&str],
    #[case] between: Vec<String>,
    #[case] body: &str,
) {
    let answers = [vec![rooms()], between, vec![KEPT.to_owned()]].concat();

    let (asked, printed, _) = does(words, &answers).await;

    let expected = (format!("POST /v1/rooms/{OTHER}/join"), body.to_owned());
    assert_eq!(asked.last(), Some(&expected));
    assert!(printed.starts_with("asked to be taken into #poker;"), "{printed}");
}

#[tokio::test]
async fn who_joins_waits_until_they_are_in() {
    let both = json!([room(ID, "Book club"), room(OTHER, "poker")]);
    let came = json!({ "rooms": both, "wishes": [], "invitations": [] });
    let answers = [rooms(), KEPT.to_owned(), rooms(), answer("200 OK", &came.to_string())];

    let (asked, printed, failure) = does(&["room", "join", "#poker"], &answers).await;

    assert!(failure.is_none(), "{failure:?}");
    assert_eq!((asked.len(), &*printed), (4, "you are in #poker\n"));
}

#[rstest]
#[case(&["room", "show", "#poker"], "NO_SUCH_ROOM", "causerie room join '#poker'")]
#[case(&["room", "leave", "#old"], "NO_SUCH_ROOM", "causerie room list")]
#[case(&["tell", "#old", "hi"], "NO_SUCH_ROOM", "causerie room list")]
#[case(&["room", "join", "#old"], "NOT_INVITED", "ask an admin")]
#[tokio::test]
async fn a_room_that_is_not_there_is_1_with_advice_and_nothing_is_sent(
    #[case] words: &[&str],
    #[case] code: &str,
    #[case] advice: &str,
) {
    let (asked, printed, failure) = does(words, &[rooms()]).await;

    let failure = failure.unwrap();
    assert_eq!((failure.exit_code(), failure.problem().code.as_str()), (1, code));
    assert!(failure.next().unwrap().contains(advice), "{:?}", failure.next());
    assert_eq!((asked.len(), &*printed), (1, ""));
}

#[rstest]
#[case("NOT_ENTITLED", "causerie room show")]
#[case("LAST_OWNER", "--owner")]
#[case("NOT_IN_ROOM", "causerie room join")]
#[case("ROOM_LOST", "causerie room list")]
#[case("NOT_A_MEMBER", "causerie room invite")]
#[tokio::test]
async fn what_the_room_refuses_says_what_to_do(#[case] code: &str, #[case] advice: &str) {
    let answers = [rooms(), problem("409 Conflict", code)];

    let (_, _, failure) = does(&["room", "demote", "#book-club", "bob"], &answers).await;

    let next = failure.unwrap().next().unwrap();
    assert!(next.contains(advice), "{next}");
}

#[tokio::test]
async fn a_conversation_in_a_room_shows_who_says_what_and_is_marked_as_read() {
    let message = |cursor: u64, from: &str, state: &str| {
        json!({
            "id": "0191d5f2-7c4a-7abc-8def-0123456789ab", "cursor": cursor, "from": from,
            "to": format!("#{ID}"), "text": "hi", "kind": 1, "sent_at": 1_000, "changed_at": 1_000,
            "state": state, "path": "direct",
        })
    };
    let page = |messages: Vec<Value>| {
        let page = json!({ "with": format!("#{ID}"), "messages": messages, "next": 2 });
        answer("200 OK", &page.to_string())
    };
    let said =
        vec![message(1, "bob@localhost", "delivered"), message(2, "alice@localhost", "delivered")];
    let answers = [rooms(), status(), page(said), page(vec![]), KEPT.to_owned()];

    let (asked, printed, failure) = does(&["conversation", "#book-club"], &answers).await;

    assert!(failure.is_none(), "{failure:?}");
    let expected = "1970-01-01 00:00:01Z  bob  hi\n1970-01-01 00:00:01Z  alice  hi  ✓✓ direct\n";
    assert_eq!(printed, expected);
    assert!(asked[2].0.starts_with(&format!("GET /v1/conversations/%23{ID}?after=0")));
    let read = (format!("PUT /v1/conversations/%23{ID}/read"), "{\"up_to\":1}".to_owned());
    assert_eq!(asked[4], read);
}

#[tokio::test]
async fn why_and_search_take_a_room_too() {
    let reasons = answer("200 OK", "{\"reasons\":[]}");
    let (asked, printed, _) = does(&["why", "#book-club"], &[rooms(), status(), reasons]).await;
    assert_eq!(asked[2].0, format!("GET /v1/rooms/{ID}/why"));
    assert_eq!(printed, "everything is where it should be\n");

    let found = answer("200 OK", "{\"messages\":[]}");
    let words = ["search", "train", "--in", "#book-club"];
    let (asked, _, _) = does(&words, &[rooms(), status(), found]).await;
    let body: Value = serde_json::from_str(&asked[2].1).unwrap();
    assert_eq!(body["with"], format!("#{ID}"));
}

#[tokio::test]
async fn what_is_said_in_a_room_goes_to_its_id_and_is_told_by_its_name() {
    let message = json!({
        "id": "0191d5f2-7c4a-7abc-8def-0123456789ab", "cursor": 1, "from": "alice@localhost",
        "to": format!("#{ID}"), "text": "hi", "kind": 1, "sent_at": 1_000, "changed_at": 1_012,
        "state": "delivered", "path": "direct",
    });
    let report = answer("200 OK", &json!({ "message": message }).to_string());

    let words = ["tell", "#book-club", "hi"];
    let (asked, printed, _) = does(&words, &[rooms(), status(), KEPT.to_owned(), report]).await;

    let body: Value = serde_json::from_str(&asked[2].1).unwrap();
    assert_eq!(body, json!({ "to": format!("#{ID}"), "text": "hi" }));
    assert_eq!(printed, "delivered to #book-club in 12ms, directly\n");
}
