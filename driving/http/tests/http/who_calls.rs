//! Who calls is who the certificate names.

use axum::{body::Body, http::Request};
use causerie_http_api::Limits;
use rstest::rstest;

use crate::support::{
    DOMAIN, Reply, Served, alice, ask_over_http2, connect, directory, enrol, patient, serve_router,
};

/// A directory that knows Bob, served over TLS.
async fn served() -> Served {
    let router = directory();
    enrol(&router, "bob").await;
    serve_router(router, Limits::default()).await
}

/// Asks who Bob is, with a certificate for these names and some headers.
async fn ask_as(served: &Served, names: &[&str], headers: &[(&str, &str)]) -> Reply {
    let stream = connect(served.network.client(names, 60, "h2"), served.at).await.unwrap();
    let mut request = Request::get(format!("https://{DOMAIN}/v1/people/bob"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    patient(ask_over_http2(stream, request.body(Body::empty()).unwrap())).await
}

#[tokio::test]
async fn a_certificate_that_names_a_device_is_that_device() {
    let reply = ask_as(&served().await, &[&alice()], &[]).await;

    assert_eq!(reply.outcome(), "200");
}

#[rstest]
#[case::no_certificate(&[])]
#[case::the_directory(&[DOMAIN])]
#[case::another_form(&["alice.peers.chat.example.org"])]
#[case::a_number(&["192.0.2.7"])]
#[case::two_devices(&["d1.alice.peers.chat.example.org", "d1.bob.peers.chat.example.org"])]
#[case::a_device_and_a_number(&["d1.alice.peers.chat.example.org", "192.0.2.7"])]
#[case::a_wildcard(&["*.alice.peers.chat.example.org"])]
#[case::another_domain(&["d1.alice.peers.elsewhere.example"])]
#[tokio::test]
async fn t51_any_other_certificate_is_nobody(#[case] names: &[&str]) {
    let reply = ask_as(&served().await, names, &[]).await;

    assert_eq!(reply.outcome(), "401 CREDENTIAL_REQUIRED");
}

#[tokio::test]
async fn a_name_in_a_header_cannot_be_spoofed() {
    let name = alice();
    let headers = [
        ("x-forwarded-user", name.as_str()),
        ("x-forwarded-client-cert", name.as_str()),
        ("x-client-cert", name.as_str()),
        ("x-ssl-client-s-dn", name.as_str()),
        ("from", name.as_str()),
        ("authorization", name.as_str()),
    ];

    let reply = ask_as(&served().await, &[], &headers).await;

    assert_eq!(reply.outcome(), "401 CREDENTIAL_REQUIRED");
}

#[tokio::test]
async fn an_expired_certificate_is_not_let_in() {
    let served = served().await;
    let expired = served.network.client(&[&alice()], -60, "h2");

    // In TLS 1.3 the caller learns of it when it first reads.
    let refused = match connect(expired, served.at).await {
        Err(_) => true,
        Ok(mut stream) => {
            let mut byte = [0];
            patient(tokio::io::AsyncReadExt::read(&mut stream, &mut byte)).await.is_err()
        }
    };

    assert!(refused);
}
