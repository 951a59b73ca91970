//! How a line is opened, by whom, and to whom.

use axum::{
    body::Body,
    http::{HeaderName, Request},
};
use causerie_usecases::ports::{Deposits, MailNumber, MailPush};
use rstest::rstest;
use tokio_tungstenite::tungstenite::Error;

use crate::support::{
    Asking, Network, Post, ask, ask_over_http1, device, get, mailbox_path, outgoing,
};

#[rstest]
#[case::nobody(None, 401)]
#[case::somebody_else(Some("carol"), 403)]
#[tokio::test]
async fn t51_a_line_is_for_its_own_device_only(#[case] by: Option<&str>, #[case] status: u16) {
    let post = Post::open().await;

    let refused = post.dial(by, &format!("{}/push", mailbox_path("bob"))).await;

    let Err(Error::Http(answer)) = refused else { panic!() };
    assert_eq!(answer.status(), status);
}

#[tokio::test]
async fn t58_a_valid_certificate_of_another_root_or_another_name_is_not_the_directory() {
    let post = Post::open().await;
    let elsewhere = Network::new();
    let of_another_name = post.served.network.certified("chat.example.net");
    let impostor = Post::behind(of_another_name).await;

    let other_root = post.client_of(&elsewhere, "bob").open(&device("bob"), MailNumber(0)).await;
    let other_name = impostor.client_of(&post.served.network, "bob");
    let other_name_line = other_name.open(&device("bob"), MailNumber(0)).await;
    let other_name_deposit = other_name.deposit(&[outgoing(1, "bob", 5)]).await;
    let the_right_one = post.client("bob").open(&device("bob"), MailNumber(0)).await;

    assert!(other_root.is_err() && other_name_line.is_err() && other_name_deposit.is_err());
    assert!(the_right_one.is_ok());
}

#[rstest]
#[case::no_upgrade(&[], "426 UPGRADE_REQUIRED")]
#[case::web_page(&[("origin", "https://example.org")], "403 FORBIDDEN")]
#[tokio::test]
async fn what_does_not_open_a_websocket_is_refused(
    #[case] headers: &[(&str, &str)],
    #[case] outcome: &str,
) {
    let post = Post::open().await;
    let request = get(&format!("{}/push", mailbox_path("bob"))).by(&device("bob").to_string());

    let request = headers.iter().fold(request, |request, (name, value)| request.with(name, value));

    assert_eq!(ask(&post.router, request).await.outcome(), outcome);
}

#[rstest]
#[case::no_version("sec-websocket-version", None)]
#[case::another_version("sec-websocket-version", Some("8"))]
#[case::no_key("sec-websocket-key", None)]
#[case::a_short_key("sec-websocket-key", Some("abc"))]
#[case::another_protocol("upgrade", Some("h2c"))]
#[case::no_connection("connection", Some("close"))]
#[tokio::test]
async fn an_opening_handshake_that_is_none_is_refused(
    #[case] header: &str,
    #[case] value: Option<&str>,
) {
    let post = Post::open().await;
    let mut request = Request::get(format!("{}/push", mailbox_path("bob")))
        .header("host", "chat.example.org")
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
        .body(Body::empty())
        .unwrap();
    let good = ask_over_http1(post.tls(Some("bob")).await, clone(&request)).await;
    match value {
        Some(value) => drop(request.headers_mut().insert(name(header), value.parse().unwrap())),
        None => drop(request.headers_mut().remove(name(header))),
    }

    let reply = ask_over_http1(post.tls(Some("bob")).await, request).await;

    assert_eq!(good.status, 101);
    assert_eq!(good.headers["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert_eq!(reply.outcome(), "426 UPGRADE_REQUIRED");
}

fn clone(request: &Request<Body>) -> Request<Body> {
    let mut copy = Request::new(Body::empty());
    *copy.uri_mut() = request.uri().clone();
    *copy.headers_mut() = request.headers().clone();
    copy
}

fn name(header: &str) -> HeaderName {
    header.parse().unwrap()
}
