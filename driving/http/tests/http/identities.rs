//! What a person's own programs learn and decide about who others are.

use axum::{Router, body::Body, http::Request};
use causerie_chat::Person;
use causerie_usecases::ports::{Contacts, People};
use causerie_wire::{Identity, SendMessage, Verdict};
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Asking, BobsPeer, Reply, ask, device, get, put_bytes, put_json, secrets};

const HERS: &str = "/v1/identities/alice";

/// Bob's own router, once he has written to Alice.
async fn acquainted() -> (BobsPeer, Router) {
    let peer = BobsPeer::new().await;
    let router = peer.for_bob();
    assert_eq!(say(&router, 0).await.outcome(), "204");
    (peer, router)
}

/// The same, once somebody has offered another account key as hers.
async fn offered_another_key() -> Router {
    let (peer, router) = acquainted().await;
    let known = peer.store.person(&device("alice").person).await.unwrap().unwrap();
    let other = Person { account_key: secrets("mallory").0.public(), ..known };
    assert!(peer.store.remember(&other).await.is_err());
    router
}

#[tokio::test]
async fn whoever_was_written_to_has_a_safety_number_to_compare() {
    let (_peer, router) = acquainted().await;

    let reply = ask(&router, get(HERS).own()).await;
    let with_domain = ask(&router, get("/v1/identities/alice@chat.example.org").own()).await;

    let shown: Value = reply.json();
    let digits = shown["safety_number"].as_str().unwrap();
    assert_eq!(shown, json!({ "address": "alice@chat.example.org", "safety_number": digits }));
    let groups: Vec<_> = digits.split(' ').collect();
    assert_eq!(groups.len(), 12);
    assert!(groups.iter().all(|it| it.len() == 5 && it.bytes().all(|b| b.is_ascii_digit())));
    assert_eq!(with_domain.body, reply.body);
}

#[rstest]
#[case::as_shown(|digits: &str| digits.to_owned())]
#[case::without_spaces(|digits: &str| digits.replace(' ', ""))]
#[case::with_other_spaces(|digits: &str| format!(" {}\n", digits.replace(' ', "\t ")))]
#[tokio::test]
async fn who_was_compared_is_verified(#[case] typed: fn(&str) -> String) {
    let (_peer, router) = acquainted().await;
    let digits = identity(&router).await.safety_number;

    let decided = decide(&router, "compared", Some(&typed(&digits))).await;

    let after = identity(&router).await;
    assert_eq!(decided.outcome(), "204");
    assert!(after.verified_at.is_some_and(|at| at > 1_700_000_000_000));
    assert_eq!((after.safety_number, after.changed_safety_number), (digits, None));
}

#[tokio::test]
async fn another_safety_number_verifies_nobody() {
    let (_peer, router) = acquainted().await;

    let decided = decide(&router, "compared", Some(&"1".repeat(60))).await;

    assert_eq!(decided.outcome(), "409 SAFETY_NUMBER_MISMATCH");
    assert!(!decided.problem().retry);
    assert_eq!(identity(&router).await.verified_at, None);
}

#[rstest]
#[case::no_verdict(r#"{"verdict":""}"#)]
#[case::another_word(r#"{"verdict":"trusted"}"#)]
#[case::capitals(r#"{"verdict":"Accepted"}"#)]
#[case::nothing_compared(r#"{"verdict":"compared"}"#)]
#[case::null_compared(r#"{"verdict":"compared","safety_number":null}"#)]
#[case::accepted_with_a_number(&format!(r#"{{"verdict":"accepted","safety_number":"{}"}}"#, "1".repeat(60)))]
#[case::rejected_with_a_number(r#"{"verdict":"rejected","safety_number":""}"#)]
#[case::nothing(r#"{"verdict":"compared","safety_number":""}"#)]
#[case::a_digit_short(&compared(&"1".repeat(59)))]
#[case::a_digit_more(&compared(&"1".repeat(61)))]
#[case::letters(&compared(&"x".repeat(60)))]
#[case::other_digits(&compared(&"١".repeat(60)))]
#[case::dashes(&compared(&["11111"; 12].join("-")))]
#[case::a_number(r#"{"verdict":"compared","safety_number":1}"#)]
#[case::another_shape(r#"["compared"]"#)]
#[tokio::test]
async fn a_verdict_that_is_none_decides_nothing(#[case] body: &str) {
    let router = offered_another_key().await;
    let before = identity(&router).await;

    let request = put_bytes(HERS, "application/json", body.as_bytes().to_vec()).own();
    let reply = ask(&router, request).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
    assert_eq!(identity(&router).await, before);
}

#[rstest]
#[case::stranger("/v1/identities/carol", "404 USER_NOT_FOUND")]
#[case::on_record_but_not_known_here("/v1/identities/alice", "404 USER_NOT_FOUND")]
#[case::elsewhere("/v1/identities/alice@elsewhere.example", "404 USER_NOT_FOUND")]
#[case::no_address("/v1/identities/Alice!", "400 BAD_REQUEST")]
#[case::no_text("/v1/identities/%ff", "400 BAD_REQUEST")]
#[tokio::test]
async fn of_those_who_are_not_known_here_nothing_is_shown_or_decided(
    #[case] path: &str,
    #[case] outcome: &str,
) {
    let router = BobsPeer::new().await.for_bob();

    let shown = ask(&router, get(path).own()).await;
    let decided = ask(&router, verdict(path, "accepted", None)).await;

    assert_eq!((shown.outcome().as_str(), decided.outcome().as_str()), (outcome, outcome));
}

#[tokio::test]
async fn t02_nothing_is_sent_to_somebody_whose_key_changed() {
    let router = offered_another_key().await;

    let said = say(&router, 1).await;

    let shown = identity(&router).await;
    assert_eq!(said.outcome(), "409 IDENTITY_CHANGED");
    assert!(!said.problem().retry);
    assert!(shown.changed_safety_number.is_some_and(|changed| changed != shown.safety_number));
    assert_eq!(ask(&router, get(&message_path(1)).own()).await.outcome(), "404 NOT_FOUND");
}

#[rstest]
#[case::accepted("accepted")]
#[case::rejected("rejected")]
#[case::compared("compared")]
#[tokio::test]
async fn once_it_is_decided_whose_the_key_is_messages_are_sent_again(#[case] word: &str) {
    let router = offered_another_key().await;
    let before = identity(&router).await;
    let offered = before.changed_safety_number.unwrap();
    let number = (word == "compared").then_some(offered.as_str());

    let decided = decide(&router, word, number).await;

    let after = identity(&router).await;
    let expected = if word == "rejected" { before.safety_number } else { offered };
    assert_eq!(decided.outcome(), "204");
    assert_eq!((after.safety_number, after.changed_safety_number), (expected, None));
    assert_eq!(after.verified_at.is_some(), word == "compared");
    assert_eq!(say(&router, 1).await.outcome(), "204");
}

#[tokio::test]
async fn while_a_key_is_offered_the_former_safety_number_verifies_nobody() {
    let router = offered_another_key().await;
    let before = identity(&router).await;

    let decided = decide(&router, "compared", Some(&before.safety_number)).await;

    assert_eq!(decided.outcome(), "409 SAFETY_NUMBER_MISMATCH");
    assert_eq!(identity(&router).await, before);
}

#[tokio::test]
async fn t04_a_key_that_is_offered_takes_the_verification_away_until_it_is_decided() {
    let (peer, router) = acquainted().await;
    let digits = identity(&router).await.safety_number;
    decide(&router, "compared", Some(&digits)).await;
    let known = peer.store.person(&device("alice").person).await.unwrap().unwrap();
    let other = Person { account_key: secrets("mallory").0.public(), ..known };
    assert!(peer.store.remember(&other).await.is_err());

    let meanwhile = identity(&router).await;
    decide(&router, "rejected", None).await;
    let after = identity(&router).await;

    assert_eq!(meanwhile.verified_at, None);
    assert!(after.verified_at.is_some());
}

fn compared(digits: &str) -> String {
    json!({ "verdict": "compared", "safety_number": digits }).to_string()
}

async fn identity(router: &Router) -> Identity {
    ask(router, get(HERS).own()).await.json()
}

async fn decide(router: &Router, word: &str, number: Option<&str>) -> Reply {
    ask(router, verdict(HERS, word, number)).await
}

fn verdict(path: &str, word: &str, number: Option<&str>) -> Request<Body> {
    let safety_number = number.map(str::to_owned);
    put_json(path, &Verdict { verdict: word.to_owned(), safety_number }).own()
}

fn message_path(n: u8) -> String {
    format!("/v1/messages/0191d5f2-7c4a-7abc-8def-0123456789{n:02x}")
}

async fn say(router: &Router, n: u8) -> Reply {
    let body =
        SendMessage { to: "alice".to_owned(), text: "hello".to_owned(), ..SendMessage::default() };
    ask(router, put_json(&message_path(n), &body).own()).await
}
