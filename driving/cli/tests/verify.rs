//! What the client does about people's keys, and tells about it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use causerie_cli::Failure;
use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use given::{KEPT, Peer, answer, problem, typed};

const KNOWN: &str = "00000 11111 22222 33333 44444 55555 66666 77777 88888 99999 01234 56789";
const CHANGED: &str = "99999 88888 77777 66666 55555 44444 33333 22222 11111 00000 98765 43210";

#[tokio::test]
async fn who_looks_sees_the_number_and_decides_nothing() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![bob(&[])]).await;

    let (printed, outcome) = typed(data.path(), &["verify", "bob", "--no-qr"]).await;

    outcome.unwrap();
    assert!(printed.contains("00000 11111 22222 33333\n"), "{printed}");
    assert!(printed.contains("causerie verify bob --confirm"), "{printed}");
    assert!(!printed.contains('█'), "{printed}");
    assert!(peer.asked()[0].starts_with("GET /v1/identities/bob "));
    assert_eq!(peer.asked().len(), 1);
}

#[tokio::test]
async fn the_code_is_there_where_it_is_asked_for() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![bob(&[])]).await;

    let (printed, outcome) = typed(data.path(), &["verify", "bob", "--qr"]).await;

    outcome.unwrap();
    assert!(printed.contains('█') && printed.contains('▀'), "{printed}");
}

#[rstest]
#[case(&["--confirm", KNOWN], "\"compared\"", &[("verified_at", "1000")])]
#[case(&["--accept"], "\"accepted\"", &[])]
#[case(&["--reject"], "\"rejected\"", &[])]
#[tokio::test]
async fn a_decision_is_sent_and_told_with_how_it_stands_now(
    #[case] words: &[&str],
    #[case] decision: &str,
    #[case] now: &[(&str, &str)],
) {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![bob(&[]), KEPT.to_owned(), bob(now)]).await;

    let words = [&["verify", "bob@localhost", "--json"], words].concat();
    let (printed, outcome) = typed(data.path(), &words).await;

    outcome.unwrap();
    let told: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(told["decision"].to_string(), decision);
    assert_eq!(told["address"], "bob@localhost");
    assert_eq!(told["safety_number"], KNOWN);
    assert_eq!(told.get("verified_at").is_some(), !now.is_empty());
    let sent = &peer.asked()[1];
    assert!(sent.starts_with("PUT /v1/identities/bob@localhost "), "{sent}");
    assert!(sent.contains(&format!("{{\"verdict\":{decision}")), "{sent}");
    assert_eq!(sent.contains(KNOWN), decision == "\"compared\"");
}

#[tokio::test]
async fn with_json_who_only_looks_sees_no_decision() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![bob(&[])]).await;

    let (printed, _) = typed(data.path(), &["verify", "bob", "--json"]).await;

    assert_eq!(
        printed,
        format!("{{\"address\":\"bob@localhost\",\"safety_number\":\"{KNOWN}\"}}\n")
    );
}

#[rstest]
#[case(&[], KNOWN.replace('0', "1"), "read all 60 digits again")]
#[case(&[("changed_safety_number", CHANGED)], KNOWN.to_owned(), "causerie verify bob --reject")]
#[tokio::test]
async fn a_number_that_does_not_match_ends_with_1_and_advice(
    #[case] standing: &[(&str, &str)],
    #[case] digits: String,
    #[case] advice: &str,
) {
    let data = TempDir::new().unwrap();
    let refused = problem("409 Conflict", "SAFETY_NUMBER_MISMATCH");
    let _peer = Peer::on(data.path(), vec![bob(standing), refused]).await;

    let (printed, outcome) = typed(data.path(), &["verify", "bob", "--confirm", &digits]).await;

    let failure = outcome.unwrap_err();
    assert_eq!((printed.as_str(), failure.exit_code()), ("", 1));
    assert!(failure.to_string().ends_with("(SAFETY_NUMBER_MISMATCH)"));
    assert!(failure.next().unwrap().contains("nothing was decided"));
    assert!(failure.next().unwrap().contains(advice));
    assert_eq!(failure.problem().code, "SAFETY_NUMBER_MISMATCH");
    assert!(failure.problem().detail.contains(advice));
}

#[tokio::test]
async fn digits_that_are_no_safety_number_are_not_sent() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![]).await;

    let outcome = typed(data.path(), &["verify", "bob", "--confirm", "12345"]).await.1;

    let failure = outcome.unwrap_err();
    assert!(matches!(failure, Failure::Digits(_)), "{failure:?}");
    assert_eq!(failure.exit_code(), 2);
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn whom_this_device_never_met_can_be_met() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![problem("404 Not Found", "USER_NOT_FOUND")]).await;

    let failure = typed(data.path(), &["verify", "carol"]).await.1.unwrap_err();

    assert_eq!(failure.exit_code(), 1);
    assert!(failure.next().unwrap().contains("causerie tell carol TEXT"));
}

#[tokio::test]
async fn a_message_to_somebody_whose_key_changed_tells_how_to_decide() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![problem("409 Conflict", "IDENTITY_CHANGED")]).await;

    let failure = typed(data.path(), &["tell", "bob", "hi"]).await.1.unwrap_err();

    assert_eq!(failure.exit_code(), 1);
    assert!(failure.to_string().ends_with("(IDENTITY_CHANGED)"));
    assert!(failure.next().unwrap().contains("causerie verify bob"));
}

#[tokio::test]
async fn what_could_not_be_opened_is_listed() {
    let data = TempDir::new().unwrap();
    let envelopes = "{\"envelopes\":[{\"id\":\"0191d5f2-7c4a-7abc-8def-0123456789ab\",\
         \"from\":\"d1.bob.peers.localhost\",\"at\":1000,\"cause\":\"CANNOT_OPEN\",\"bytes\":700}]}";
    let answers = vec![answer("200 OK", envelopes), answer("200 OK", envelopes)];
    let peer = Peer::on(data.path(), answers).await;

    let (people, _) = typed(data.path(), &["unopened"]).await;
    let (scripts, _) = typed(data.path(), &["unopened", "--json"]).await;

    assert!(people.contains("bob@localhost, device d1"), "{people}");
    assert!(people.contains("CANNOT_OPEN (no session here opens it"), "{people}");
    assert_eq!(scripts, format!("{envelopes}\n"));
    assert!(peer.asked()[0].starts_with("GET /v1/unopened "));
}

/// Bob, and what else is known of him.
fn bob(more: &[(&str, &str)]) -> String {
    let more: String = more
        .iter()
        .map(|(field, value)| match value.parse::<u64>() {
            Ok(number) => format!(",\"{field}\":{number}"),
            Err(_) => format!(",\"{field}\":\"{value}\""),
        })
        .collect();
    answer(
        "200 OK",
        &format!("{{\"address\":\"bob@localhost\",\"safety_number\":\"{KNOWN}\"{more}}}"),
    )
}
