//! What the client does when the peer behaves badly, or is not there. How it gets on with a peer that is well is tested
//! with the real one.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_cli::Failure;
use tempfile::TempDir;
use tokio::net::TcpListener;

use given::{KEPT, Peer, answer, leave_files, typed};

const ID: &str = "0191d5f2-7c4a-7abc-8def-0123456789ab";
const BROKEN: &str = "";

#[tokio::test]
async fn without_a_peer_it_ends_with_3_and_says_how_to_start_one() {
    let data = TempDir::new().unwrap();

    let failure = typed(data.path(), &["status"]).await.1.unwrap_err();

    assert_eq!(failure.exit_code(), 3);
    let start = format!("causerie up --data {}", data.path().display());
    assert!(failure.next().unwrap().contains(&start));
}

#[tokio::test]
async fn where_a_peer_stopped_nothing_answers_and_it_ends_with_3() {
    let data = TempDir::new().unwrap();
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    leave_files(data.path(), &gone.to_string());

    let (_, outcome) = typed(data.path(), &["tell", "bob", "hi"]).await;

    assert_eq!(outcome.unwrap_err().exit_code(), 3);
}

#[tokio::test]
async fn a_message_whose_connection_breaks_is_sent_again_under_the_same_id() {
    let data = TempDir::new().unwrap();
    let answers = [BROKEN, BROKEN, KEPT, &report("delivered")].map(str::to_owned);
    let peer = Peer::on(data.path(), answers.to_vec()).await;

    let (printed, outcome) = typed(data.path(), &["tell", "bob", "hi"]).await;

    outcome.unwrap();
    assert_eq!(printed, "delivered to bob@localhost in 12ms, directly\n");
    let asked = peer.asked();
    assert_eq!((&asked[0], &asked[1]), (&asked[1], &asked[2]));
    assert!(asked[0].starts_with("PUT /v1/messages/") && asked[3].starts_with("GET /v1/messages/"));
}

#[tokio::test]
async fn the_token_and_the_host_go_with_each_request() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![answer("200 OK", "{\"conversations\":[]}")]).await;

    typed(data.path(), &["conversations"]).await.1.unwrap();

    let asked = peer.asked().remove(0);
    assert!(asked.contains("authorization: Bearer 0123456789abcdef0123456789abcdef\r\n"));
    assert!(asked.contains(&format!("host: {}\r\n", peer.address)));
}

#[tokio::test]
async fn a_queued_message_is_success_unless_delivery_is_required() {
    for (words, code) in [(&[][..], None), (&["--require-delivery"][..], Some(4))] {
        let data = TempDir::new().unwrap();
        let _peer = Peer::on(data.path(), vec![KEPT.to_owned(), report("queued")]).await;

        let words = [&["tell", "bob", "hi", "--wait", "0"], words].concat();
        let (printed, outcome) = typed(data.path(), &words).await;

        assert!(printed.starts_with("queued for bob@localhost: UNREACHABLE (nothing answered"));
        assert_eq!(outcome.err().map(|failure| failure.exit_code()), code);
    }
}

#[tokio::test]
async fn where_delivery_is_required_a_message_in_the_mailbox_is_watched_until_the_wait_is_over() {
    let data = TempDir::new().unwrap();
    // Asked so often, more than half a second has passed.
    let answers = [vec![KEPT.to_owned()], vec![report("stored"); 9], vec![report("delivered")]];
    let _peer = Peer::on(data.path(), answers.concat()).await;

    let words = ["tell", "bob", "hi", "--wait", "10", "--require-delivery"];
    let (printed, outcome) = typed(data.path(), &words).await;

    outcome.unwrap();
    assert!(printed.starts_with("delivered to bob@localhost"), "{printed}");
}

#[tokio::test]
async fn a_message_refused_for_good_ends_with_1() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![KEPT.to_owned(), report("failed")]).await;

    let (printed, outcome) = typed(data.path(), &["tell", "bob", "hi"]).await;

    assert!(printed.starts_with("not delivered to bob@localhost"));
    assert_eq!(outcome.unwrap_err().exit_code(), 1);
}

#[tokio::test]
async fn a_refusal_ends_with_1_and_tells_its_code() {
    let data = TempDir::new().unwrap();
    let problem = "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\
         \"code\":\"USER_NOT_FOUND\",\"detail\":\"nobody can be found under that name\",\"retry\":false}";
    let _peer = Peer::on(data.path(), vec![answer("404 Not Found", problem)]).await;

    let failure = typed(data.path(), &["whois", "carol"]).await.1.unwrap_err();

    assert_eq!(failure.to_string(), "nobody can be found under that name (USER_NOT_FOUND)");
    assert_eq!(failure.exit_code(), 1);
}

#[tokio::test]
async fn a_peer_that_goes_away_after_it_kept_a_message_is_no_loss() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![KEPT.to_owned()]).await;

    let (_, outcome) = typed(data.path(), &["tell", "bob", "hi", "--wait", "0"]).await;

    let failure = outcome.unwrap_err();
    assert!(matches!(failure, Failure::Accepted { .. }), "{failure:?}");
}

#[tokio::test]
async fn something_else_on_that_port_is_noticed() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![answer("200 OK", "<html>")]).await;

    let failure = typed(data.path(), &["status"]).await.1.unwrap_err();

    assert!(matches!(failure, Failure::NotAPeer));
}

#[tokio::test]
async fn with_json_a_conversation_of_several_pages_is_one_document() {
    let data = TempDir::new().unwrap();
    let page = |messages: &str, next| {
        answer(
            "200 OK",
            &format!("{{\"with\":\"bob@localhost\",\"messages\":[{messages}],\"next\":{next}}}"),
        )
    };
    let one = message("delivered");
    let pages = vec![page(&one, 7), page(&one, 8), page("", 8)];
    let peer = Peer::on(data.path(), pages).await;

    let (printed, outcome) = typed(data.path(), &["conversation", "bob", "--json"]).await;

    outcome.unwrap();
    assert_eq!(printed.matches("Hello").count(), 2);
    assert!(printed.ends_with(",\"next\":8}\n") && printed.matches('\n').count() == 1);
    assert!(peer.asked()[1].starts_with("GET /v1/conversations/bob?after=7&limit=100 "));
}

fn message(state: &str) -> String {
    format!(
        "{{\"id\":\"{ID}\",\"cursor\":1,\"from\":\"alice@localhost\",\"to\":\"bob@localhost\",\
         \"text\":\"Hello\",\"kind\":1,\"sent_at\":1000,\"changed_at\":1012,\"state\":\"{state}\",\
         \"path\":\"direct\"}}"
    )
}

fn report(state: &str) -> String {
    let retry = match state {
        "queued" => ",\"retry\":{\"failures\":1,\"last\":1,\"next\":2,\"cause\":\"UNREACHABLE\"}",
        _ => "",
    };
    answer("200 OK", &format!("{{\"message\":{}{retry}}}", message(state)))
}
