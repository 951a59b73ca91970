//! What the client asks and tells of what moderators decide.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_cli::Failure;
use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use given::{Peer, answer, problem, typed};

const ROOM: &str = "0f8c2e5a9b1d4c7fa3e6b2d8c5f19a70";
const ID: &str = "0191d5f2-7c4a-7abc-8def-0123456789ab";
const OF: &str = "0191d5f2-7c4a-7abc-8def-0123456789cd";

fn made() -> String {
    answer("200 OK", &json!({ "id": ID, "room": ROOM }).to_string())
}

fn rooms() -> String {
    let room = json!({ "id": ROOM, "name": "public", "kind": "public", "host": "localhost", "standing": "member" });
    answer("200 OK", &json!({ "rooms": [room], "wishes": [], "invitations": [] }).to_string())
}

fn page(ids: &[&str]) -> String {
    let messages = ids.iter().map(|id| {
        json!({
            "id": id, "cursor": 1, "from": "bob@localhost", "to": format!("#{ROOM}"), "kind": 1,
            "sent_at": 1, "changed_at": 1, "state": "delivered",
        })
    });
    let messages: Vec<Value> = messages.collect();
    answer(
        "200 OK",
        &json!({ "with": format!("#{ROOM}"), "messages": messages, "next": 1 }).to_string(),
    )
}

/// What was asked last, what was printed, and why it failed, if it did.
async fn does(words: &[&str], answers: &[String]) -> (String, String, Option<Failure>) {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), answers.to_vec()).await;
    let (printed, outcome) = typed(data.path(), words).await;
    (peer.asked().pop().unwrap(), printed, outcome.err())
}

fn body(asked: &str) -> Value {
    assert!(asked.starts_with("POST /v1/public/moderation "), "{asked}");
    serde_json::from_str(asked.rsplit("\r\n").next().unwrap()).unwrap()
}

#[rstest]
#[case(&["ban", "bob"], "ban", "you banned bob: spam\n")]
#[case(&["lift", "bob"], "lift", "you let bob speak and come in again: spam\n")]
#[tokio::test]
async fn what_is_decided_about_somebody_is_asked_for_and_said(
    #[case] words: &[&str],
    #[case] what: &str,
    #[case] said: &str,
) {
    let words = [&["moderate"], words, &["--reason", "spam", "--id", ID]].concat();

    let (asked, printed, failed) = does(&words, &[made()]).await;

    assert!(failed.is_none());
    let wanted = json!({ "id": ID, "what": what, "who": "bob", "reason": "spam" });
    assert_eq!(body(&asked), wanted);
    assert_eq!(printed, said);
}

#[tokio::test]
async fn somebody_is_muted_for_an_hour_unless_it_is_said_for_how_long() {
    let words = ["--json", "moderate", "mute", "bob", "--reason", "spam"];
    let (asked, printed, _) = does(&words, &[made()]).await;
    let (longer, _, _) = does(&[&words[..], &["--for", "2h"]].concat(), &[made()]).await;

    let until = |asked: &str| body(asked)["until"].as_u64().unwrap();
    let more = until(&longer) - until(&asked);
    assert!((3_600_000..3_660_000).contains(&more), "{more}");
    let told: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(
        (&told["what"], &told["who"], &told["room"]),
        (&json!("mute"), &json!("bob"), &json!(ROOM))
    );
    assert_eq!(told["until"].as_u64(), Some(until(&asked)));
}

#[tokio::test]
async fn a_message_is_removed_whose_author_need_not_be_there_any_more() {
    let words = ["moderate", "remove", OF, "--reason", "spam"];

    let (asked, printed, _) = does(&words, &[rooms(), page(&[ID, OF]), made()]).await;

    assert_eq!(body(&asked)["message"], json!({ "id": OF, "from": "bob@localhost" }));
    assert_eq!(printed, "you removed a message of bob@localhost: spam\n");
}

#[tokio::test]
async fn a_message_that_is_not_there_is_not_removed() {
    let words = ["moderate", "remove", OF, "--reason", "spam"];

    let (asked, _, failed) = does(&words, &[rooms(), page(&[ID]), page(&[])]).await;

    assert!(asked.starts_with("GET /v1/conversations/%23"), "{asked}");
    assert!(failed.unwrap().to_string().contains("no message of that id"));
}

#[rstest]
#[case("403 Forbidden", "NOT_ENTITLED", "causerie-server moderators add NAME")]
#[case("409 Conflict", "NOT_IN_ROOM", "causerie all TEXT")]
#[case("503 Service Unavailable", "DIRECTORY_UNREACHABLE", ID)]
#[tokio::test]
async fn who_is_refused_is_told_what_helps(
    #[case] status: &str,
    #[case] code: &str,
    #[case] helps: &str,
) {
    let words = ["moderate", "ban", "bob", "--reason", "spam", "--id", ID];

    let (_, _, failed) = does(&words, &[problem(status, code)]).await;

    let next = failed.unwrap().next().unwrap();
    assert!(next.contains(helps), "{next}");
}

#[rstest]
#[case(
    "MUTED",
    Some(3_601_000),
    "wait until 1970-01-01 01:00:01Z, or ask alice@localhost, who muted you: spam"
)]
#[case("BANNED", None, "ask alice@localhost, who banned you: spam")]
#[tokio::test]
async fn who_is_not_heard_is_told_until_when_and_why(
    #[case] code: &str,
    #[case] until: Option<u64>,
    #[case] next: &str,
) {
    let mut mute =
        json!({ "room": ROOM, "since": 1_000, "by": "alice@localhost", "reason": "spam" });
    if let Some(until) = until {
        mute["until"] = json!(until);
    }
    let heard = answer("200 OK", &json!({ "mute": mute }).to_string());

    let (_, _, failed) = does(&["all", "hi"], &[problem("403 Forbidden", code), heard]).await;

    assert_eq!(failed.unwrap().next().as_deref(), Some(next));
}
