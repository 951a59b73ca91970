//! What those who are not known here learn: nothing.

use axum::http::header;
use causerie_wire::Person;
use rstest::rstest;

use crate::support::{Asking, alice, ask, delete, directory, enrol, get, put_json};

#[rstest]
#[case::a_person("/v1/people/bob", "/v1/people/nobody")]
#[case::a_device("/v1/people/bob/devices/d1/address", "/v1/people/nobody/devices/d1/address")]
#[case::an_impossible_name("/v1/people/bob", "/v1/people/%ff")]
#[tokio::test]
async fn strangers_cannot_enumerate_users(#[case] known: &str, #[case] unknown: &str) {
    let directory = directory();
    enrol(&directory, "bob").await;
    let foreigner = "d1.mallory.peers.elsewhere.example";

    for request in [get, delete] {
        let one = ask(&directory, request(known)).await;
        let other = ask(&directory, request(unknown)).await;
        assert_eq!((one.status, &one.body), (other.status, &other.body));
    }
    let nobody = ask(&directory, get(known)).await;
    let foreign = ask(&directory, get(known).by(foreigner)).await;

    assert_eq!(nobody.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(nobody.body, foreign.body);
}

#[tokio::test]
async fn there_is_no_list_of_users() {
    let directory = directory();
    enrol(&directory, "bob").await;

    for path in ["/v1/people", "/v1/people/", "/v1/people/*", "/v1/people/b", "/v1/people?q=b"] {
        let reply = ask(&directory, get(path).by(&alice())).await;
        assert_eq!(reply.status, 404);
    }
}

#[tokio::test]
async fn t43_absent_and_impossible_names_and_devices_that_are_away_look_alike() {
    let directory = directory();
    enrol(&directory, "bob").await;
    let all = [
        "/v1/people/nobody",
        "/v1/people/Bob",
        "/v1/people/bob%00",
        "/v1/people/%ff",
        "/v1/people/bob@chat.example.org",
        "/v1/people/nobody/devices/d1/address",
        "/v1/people/bob/devices/d1/address",
        "/v1/people/bob/devices/d2/address",
        "/v1/people/bob/devices/D.1/address",
        "/v1/people/%ff/devices/d1/address",
    ];

    let expected = ask(&directory, get("/v1/people/carol").by(&alice())).await;

    assert_eq!(expected.outcome(), "404 USER_NOT_FOUND");
    for path in all {
        let reply = ask(&directory, get(path).by(&alice())).await;
        assert_eq!(
            (reply.status, reply.headers, reply.body),
            (expected.status, expected.headers.clone(), expected.body.clone())
        );
    }
}

#[tokio::test]
async fn whoever_is_known_finds_exactly_the_name_asked_for() {
    let directory = directory();
    enrol(&directory, "bob").await;

    let found: Person = ask(&directory, get("/v1/people/bob").by(&alice())).await.json();

    assert_eq!(found.address, "bob@chat.example.org");
    assert_eq!(found.devices.len(), 1);
}

#[rstest]
#[case("x-forwarded-user", "alice")]
#[case("from", "alice@chat.example.org")]
#[case("x-client-cert", "d1.alice.peers.chat.example.org")]
#[case("x-ssl-client-s-dn", "CN=d1.alice.peers.chat.example.org")]
#[case("x-forwarded-client-cert", "DNS=d1.alice.peers.chat.example.org")]
#[case("forwarded", "for=127.0.0.1")]
#[case("authorization", "Bearer d1.alice.peers.chat.example.org")]
#[tokio::test]
async fn a_name_in_a_header_cannot_be_spoofed(#[case] header: &str, #[case] name: &str) {
    let directory = directory();
    enrol(&directory, "alice").await;
    let hers = "/v1/people/alice/devices/d1/address";
    let body =
        causerie_wire::PublishAddress { address: "192.0.2.7:7500".to_owned(), time_to_live: 1_000 };

    let unnamed = ask(&directory, get("/v1/people/alice").with(header, name)).await;
    let mallory = "d1.mallory.peers.chat.example.org";
    let other = ask(&directory, put_json(hers, &body).with(header, name).by(mallory)).await;

    assert_eq!(unnamed.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(other.outcome(), "403 FORBIDDEN");
    assert!(!other.headers.contains_key(header::SET_COOKIE));
}
