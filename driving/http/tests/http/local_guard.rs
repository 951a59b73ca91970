//! Who gets into the local API: those with the token, by a name of this machine, and not from elsewhere's web pages.

use axum::{body::Body, http::Request};
use rstest::rstest;

use crate::support::{Asking, BobsPeer, TOKEN, ask, get};

const HOST: &str = "127.0.0.1:7600";

#[rstest]
#[case("127.0.0.1:7600")]
#[case("localhost:7600")]
#[case("LOCALHOST:7600")]
#[case("[::1]:7600")]
#[tokio::test]
async fn this_machine_goes_by_these_names(#[case] host: &str) {
    let router = BobsPeer::new().await.for_bob();
    let page = format!("http://{host}");

    let program = ask(&router, get("/v1/status").with("host", host).with_token()).await;
    let own_page =
        ask(&router, get("/v1/status").with("host", host).with("origin", &page).with_token()).await;

    assert_eq!((program.outcome(), own_page.outcome()), ("200".into(), "200".into()));
}

#[rstest]
#[case::rebound("rebound.example:7600")]
#[case::another_port("127.0.0.1:7601")]
#[case::no_port("127.0.0.1")]
#[case::any("0.0.0.0:7600")]
#[case::prefix("127.0.0.1:7600.evil.example")]
#[case::user("evil@127.0.0.1:7600")]
#[tokio::test]
async fn a_rebound_host_is_refused_even_with_the_token(#[case] host: &str) {
    let router = BobsPeer::new().await.for_bob();

    let reply = ask(&router, get("/v1/status").with("host", host).with_token()).await;

    assert_eq!(reply.outcome(), "403 FORBIDDEN");
}

#[tokio::test]
async fn no_host_two_hosts_and_a_host_in_the_request_line_are_refused() {
    let router = BobsPeer::new().await.for_bob();
    let twice = get("/v1/status").with("host", HOST).with("host", "evil.example");
    let elsewhere = get("http://evil.example/v1/status").with("host", HOST);

    for request in [get("/v1/status"), twice, elsewhere] {
        assert_eq!(ask(&router, request.with_token()).await.outcome(), "403 FORBIDDEN");
    }
}

#[rstest]
#[case("http://evil.example")]
#[case("https://127.0.0.1:7600")]
#[case("http://127.0.0.1:7601")]
#[case("http://127.0.0.1")]
#[case("null")]
#[case("")]
#[tokio::test]
async fn a_web_page_from_elsewhere_is_refused_even_with_the_token(#[case] origin: &str) {
    let router = BobsPeer::new().await.for_bob();
    let request = get("/v1/status").with("host", HOST).with("origin", origin).with_token();

    assert_eq!(ask(&router, request).await.outcome(), "403 FORBIDDEN");
}

#[rstest]
#[case::none(None)]
#[case::empty(Some("Bearer "))]
#[case::wrong(Some("Bearer 0123456789abcdef0123456789abcdee"))]
#[case::shorter(Some("Bearer 0123456789abcdef0123456789abcde"))]
#[case::longer(Some("Bearer 0123456789abcdef0123456789abcdef0"))]
#[case::bare(Some("0123456789abcdef0123456789abcdef"))]
#[case::basic(Some("Basic 0123456789abcdef0123456789abcdef"))]
#[tokio::test]
async fn without_the_token_there_is_nothing_here(#[case] authorization: Option<&str>) {
    let router = BobsPeer::new().await.for_bob();

    let paths = [
        "/v1/status",
        "/v1/openapi.json",
        "/v1/nothing",
        "/v1/messages/x",
        "/v1/identities/alice",
        "/v1/unopened",
        "/v1/events",
    ];
    for path in paths {
        let mut request = get(path).with("host", HOST);
        if let Some(authorization) = authorization {
            request = request.with("authorization", authorization);
        }
        assert_eq!(ask(&router, request).await.outcome(), "401 CREDENTIAL_REQUIRED");
    }
}

trait Bearing {
    fn with_token(self) -> Self;
}

impl Bearing for Request<Body> {
    fn with_token(self) -> Self {
        self.with("authorization", &format!("Bearer {TOKEN}"))
    }
}
