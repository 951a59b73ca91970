//! What the client does about the second factor, and tells about it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod given;

use std::collections::HashSet;

use causerie_chat::{RecoveryCode, TotpSecret};
use causerie_cli::Failure;
use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use given::{KEPT, Peer, answer, parse, typed};

fn me() -> String {
    answer(
        "200 OK",
        r#"{"address":"alice@localhost","device":"d1","account_key":"k","signed_in":true,
            "waiting_envelopes":0,"waiting_devices":0,"version":"0.1.0"}"#,
    )
}

fn on() -> String {
    answer("200 OK", r#"{"standing":"on","since":86400000,"recovery_codes_left":9}"#)
}

fn refused(status: &str, code: &str) -> String {
    let number: u16 = status[..3].parse().unwrap();
    answer(
        status,
        &format!(
            r#"{{"type":"about:blank","title":"t","status":{number},"code":"{code}","detail":"no","retry":false}}"#
        ),
    )
}

#[tokio::test]
async fn enabling_hands_over_what_it_shows_and_shows_it_once() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![me(), KEPT.to_owned()]).await;

    let (printed, outcome) = typed(data.path(), &["2fa", "enable", "--json"]).await;

    outcome.unwrap();
    let shown: Value = serde_json::from_str(&printed).unwrap();
    let request = peer.asked()[1].clone();
    assert!(request.starts_with("PUT /v1/second-factor "), "{request}");
    let sent: Value = serde_json::from_str(request.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    assert_eq!(sent["secret"], shown["secret"]);
    assert_eq!(sent["recovery_codes"], shown["recovery_codes"]);
    let secret: TotpSecret = shown["secret"].as_str().unwrap().parse().unwrap();
    assert_eq!(shown["url"], *secret.url(&"alice@localhost".parse().unwrap()));
    let codes: Vec<String> = serde_json::from_value(shown["recovery_codes"].clone()).unwrap();
    assert!(codes.iter().all(|code| code.parse::<RecoveryCode>().is_ok()));
    assert_eq!(codes.into_iter().collect::<HashSet<_>>().len(), 10);
}

#[tokio::test]
async fn what_the_directory_did_not_take_is_not_shown() {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![me(), refused("409 Conflict", "TOTP_ENABLED")]).await;

    let (printed, outcome) = typed(data.path(), &["2fa", "enable", "--json"]).await;

    assert_eq!(printed, "");
    assert!(outcome.unwrap_err().next().unwrap().contains("causerie 2fa disable"));
}

#[rstest]
#[case(&["2fa", "enable", "--code", "123 456"], "PUT /v1/second-factor/confirmation ", r#"{"code":"123456"}"#)]
#[case(&["2fa", "disable", "--code", "123456"], "PUT /v1/second-factor/removal ", r#"{"code":"123456"}"#)]
#[case(&["2fa", "disable", "--code", "ABCDEFGHIJKLMNOP"], "PUT /v1/second-factor/removal ", r#"{"code":"abcd-efgh-ijkl-mnop"}"#)]
#[tokio::test]
async fn a_code_is_sent_and_how_it_stands_then_is_told(
    #[case] words: &[&str],
    #[case] path: &str,
    #[case] body: &str,
) {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![KEPT.to_owned(), on()]).await;

    let (printed, outcome) = typed(data.path(), words).await;

    outcome.unwrap();
    let asked = peer.asked();
    assert!(asked[0].starts_with(path) && asked[0].ends_with(body), "{}", asked[0]);
    assert!(asked[1].starts_with("GET /v1/second-factor "), "{}", asked[1]);
    assert!(printed.ends_with("9 recovery codes are left\n"), "{printed}");
}

#[rstest]
#[case("401 Unauthorized", "TOTP_WRONG", "the clocks of both devices")]
#[case("429 Too Many Requests", "TOTP_RATE_LIMITED", "wait: a quarter of an hour")]
#[case("409 Conflict", "TOTP_NOT_OFFERED", "causerie 2fa enable")]
#[tokio::test]
async fn a_refusal_is_told_with_what_to_do(
    #[case] status: &str,
    #[case] code: &str,
    #[case] advice: &str,
) {
    let data = TempDir::new().unwrap();
    let _peer = Peer::on(data.path(), vec![refused(status, code)]).await;

    let (_, outcome) = typed(data.path(), &["2fa", "enable", "--code", "123456"]).await;

    let failure = outcome.unwrap_err();
    assert_eq!(failure.exit_code(), 1);
    assert!(failure.to_string().contains(code), "{failure}");
    assert!(failure.next().unwrap().contains(advice), "{:?}", failure.next());
}

#[tokio::test]
async fn a_script_that_gives_no_code_is_told_how_to_and_nothing_is_sent() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![on()]).await;

    let (_, outcome) = typed(data.path(), &["2fa", "disable", "--json"]).await;

    let failure = outcome.unwrap_err();
    assert!(matches!(failure, Failure::NoCode));
    assert!(failure.next().unwrap().contains("--code CODE"));
    let asked = peer.asked();
    assert!(asked.len() == 1 && asked[0].starts_with("GET "), "{asked:?}");
}

#[test]
fn codes_that_were_typed_do_not_print() {
    let data = TempDir::new().unwrap();

    for words in [["2fa", "disable", "--code", "123456"], ["2fa", "enable", "--code", "123456"]] {
        let typed = format!("{:?}", parse(data.path(), &words));
        assert!(!typed.contains("123456"), "{typed}");
    }
}

#[tokio::test]
async fn what_is_off_need_not_be_turned_off_and_nobody_is_asked_for_a_code() {
    let data = TempDir::new().unwrap();
    let peer = Peer::on(data.path(), vec![answer("200 OK", r#"{"standing":"off"}"#)]).await;

    let (printed, outcome) = typed(data.path(), &["2fa", "disable"]).await;

    outcome.unwrap();
    assert_eq!(printed, "the second factor is off already: there is nothing to turn off\n");
    assert_eq!(peer.asked().len(), 1);
}
