//! What the client asks and tells of what has not arrived, and of receipts.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use given::{KEPT, Peer, answer, page, problem, typed};

const ID: &str = "0191d5f2-7c4a-7abc-8def-0123456789ab";

#[rstest]
#[case("", None, "everything is where it should be")]
#[case(&sent("stored", "IN_MAILBOX"), None, "IN_MAILBOX (it waits in the recipient's mailbox")]
#[case(&sent("queued", "UNREACHABLE"), Some(4), "UNREACHABLE (nothing answered")]
#[case(&sent("failed", "EXPIRED"), Some(1), "causerie tell bob@localhost TEXT")]
#[case(
    &[sent("failed", "EXPIRED"), sent("stored", "IN_MAILBOX")].join(","),
    Some(1),
    "EXPIRED"
)]
#[tokio::test]
async fn why_tells_what_holds_it_up_and_ends_as_badly_as_the_worst_of_it(
    #[case] reasons: &str,
    #[case] code: Option<u8>,
    #[case] told: &str,
) {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![these(reasons)]).await;

    let (printed, outcome) = typed(data.path(), &["why", "bob"]).await;

    assert!(printed.contains(told), "{printed}");
    assert_eq!(outcome.err().map(|failure| failure.exit_code()), code);
    assert!(peer.asked()[0].starts_with("GET /v1/people/bob/why "));
}

#[tokio::test]
async fn why_of_a_message_is_asked_by_its_id_and_json_has_the_advice() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![these(&sent("stored", "IN_MAILBOX"))]).await;

    let (printed, outcome) = typed(data.path(), &["why", ID, "--json"]).await;

    outcome.unwrap();
    let told: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(told["reasons"][0]["cause"], "IN_MAILBOX");
    assert!(told["reasons"][0]["advice"].as_str().unwrap().starts_with("nothing"));
    assert!(peer.asked()[0].starts_with(&format!("GET /v1/messages/{ID}/why ")));
}

#[tokio::test]
async fn a_message_that_was_never_sent_is_1_with_advice() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![problem("404 Not Found", "NOT_FOUND")]).await;

    let failure = typed(data.path(), &["why", ID]).await.1.unwrap_err();

    assert_eq!(failure.exit_code(), 1);
    assert!(failure.next().unwrap().contains("the id of a message that you sent"));
}

#[rstest]
#[case("on", "{\"allowed\":true}", "bob is told when")]
#[case("off", "{\"allowed\":false}", "bob is no longer told when")]
#[tokio::test]
async fn receipts_are_switched_for_each_person(
    #[case] switch: &str,
    #[case] sent: &str,
    #[case] told: &str,
) {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![KEPT.to_owned(), KEPT.to_owned()]).await;

    let (people, outcome) = typed(data.path(), &["receipts", "bob", switch]).await;
    let (scripts, _) = typed(data.path(), &["receipts", "bob", switch, "--json"]).await;

    outcome.unwrap();
    assert!(people.starts_with(told), "{people}");
    assert_eq!(scripts, format!("{{\"name\":\"bob\",{}\n", &sent[1..]));
    let asked = &peer.asked()[0];
    assert!(asked.starts_with("PUT /v1/people/bob/receipts ") && asked.ends_with(sent), "{asked}");
}

#[tokio::test]
async fn receipts_are_for_people_one_has_met() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![problem("404 Not Found", "USER_NOT_FOUND")]).await;

    let failure = typed(data.path(), &["receipts", "carol", "off"]).await.1.unwrap_err();

    assert!(failure.next().unwrap().contains("causerie tell carol TEXT"));
}

#[rstest]
#[case::people(&["conversation", "bob"], &["PUT /v1/conversations/bob/read "])]
#[case::scripts(&["conversation", "bob", "--json"], &["PUT /v1/conversations/bob/read "])]
#[case::who_only_peeks(&["conversation", "bob", "--peek"], &[])]
#[tokio::test]
async fn what_was_shown_is_marked_as_read_up_to_the_last_of_it(
    #[case] words: &[&str],
    #[case] asked: &[&str],
) {
    let data = TempDir::new().unwrap();
    let pages = vec![
        page(&[message(3, "bob", "alice", "delivered"), message(5, "alice", "bob", "stored")], 5),
        page(&[message(7, "bob", "alice", "delivered")], 7),
        page(&[], 7),
        KEPT.to_owned(),
    ];
    let peer = Peer::on(data.path(), pages).await;

    typed(data.path(), words).await.1.unwrap();

    let said = peer.asked()[3..].to_vec();
    assert_eq!(said.len(), asked.len());
    for (said, asked) in said.iter().zip(asked) {
        assert!(said.starts_with(asked) && said.ends_with("{\"up_to\":7}"), "{said}");
    }
}

#[tokio::test]
async fn where_all_was_read_before_nothing_is_marked() {
    let data = TempDir::new().unwrap();
    let read = [message(3, "bob", "alice", "read"), message(4, "alice", "bob", "delivered")];
    let peer = Peer::on(data.path(), vec![page(&read, 4), page(&[], 4)]).await;

    typed(data.path(), &["conversation", "bob"]).await.1.unwrap();

    assert_eq!(peer.asked().len(), 2);
}

#[tokio::test]
async fn a_message_to_somebody_away_waits_in_the_mailbox_which_is_success_unless_delivery_is_required()
 {
    for (words, code) in [(&[][..], None), (&["--require-delivery"][..], Some(4))] {
        let data = TempDir::new().unwrap();
        let _peer = Peer::on(data.path(), vec![KEPT.to_owned(), report("stored")]).await;

        let words = [&["tell", "bob", "hi", "--wait", "0"], words].concat();
        let (printed, outcome) = typed(data.path(), &words).await;

        assert!(printed.starts_with("it waits in the mailbox of bob@localhost"), "{printed}");
        assert!(printed.ends_with(&format!("next: causerie why {ID}\n")), "{printed}");
        assert_eq!(outcome.err().map(|failure| failure.exit_code()), code);
    }
}

#[tokio::test]
async fn who_only_could_not_be_reached_directly_has_it_a_moment_later() {
    let data = TempDir::new().unwrap();
    let answers = vec![KEPT.to_owned(), report("stored"), report("delivered")];
    let _peer = Peer::on(data.path(), answers).await;

    let (printed, _) = typed(data.path(), &["tell", "bob", "hi", "--json"]).await;

    let told: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(told["message"]["state"], "delivered");
}

fn sent(state: &str, cause: &str) -> String {
    format!(
        "{{\"about\":\"sent\",\"id\":\"{ID}\",\"state\":\"{state}\",\"with\":\"bob@localhost\",\"cause\":\"{cause}\",\
         \"since\":1000,\"attempts\":0}}"
    )
}

fn these(reasons: &str) -> String {
    answer("200 OK", &format!("{{\"reasons\":[{reasons}]}}"))
}

fn message(cursor: u64, from: &str, to: &str, state: &str) -> String {
    format!(
        "{{\"id\":\"{ID}\",\"cursor\":{cursor},\"from\":\"{from}@localhost\",\"to\":\"{to}@localhost\",\
         \"text\":\"Hello\",\"kind\":1,\"sent_at\":1000,\"changed_at\":1012,\"state\":\"{state}\"}}"
    )
}

fn report(state: &str) -> String {
    answer("200 OK", &format!("{{\"message\":{}}}", message(1, "alice", "bob", state)))
}
