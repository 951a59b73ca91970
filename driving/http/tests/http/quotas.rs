//! How often is too often.

use std::convert::Infallible;

use axum::{
    Router,
    body::{Body, Bytes},
    http::{Request, header},
};
use causerie_http_api::{DirectoryConfig, PeerConfig, Quota};
use causerie_wire::Delivery;
use futures_util::{poll, stream};
use rstest::rstest;

use crate::support::{
    Asking, BobsPeer, Keys, ask, claim, claim_path, device, directory_with, enrol, get, patient,
    pre_keys_path, publish, put, put_bytes,
};

#[tokio::test]
async fn t43_a_stranger_who_asks_too_often_is_put_off_and_others_are_not() {
    let config = DirectoryConfig { strangers: Quota::new(1, 3), ..DirectoryConfig::default() };
    let directory = directory_with(config);
    let open = || put(&format!("/v1/challenges/{}", "A".repeat(43)));

    let greedy = allowed(&directory, || open().calling(None, "192.0.2.1")).await;
    let other = ask(&directory, open().calling(None, "192.0.2.2")).await;

    assert_eq!(greedy, 3);
    assert_eq!(other.outcome(), "204");
}

#[tokio::test]
async fn t43_a_stranger_does_not_take_all_the_names() {
    let config = DirectoryConfig { registrations: Quota::new(1, 3), ..DirectoryConfig::default() };
    let directory = directory_with(config);
    let mut calls = 0;
    let another_name = || {
        calls += 1;
        put(&format!("/v1/people/name-{calls}")).calling(None, "192.0.2.1")
    };

    assert_eq!(allowed(&directory, another_name).await, 3);
}

#[tokio::test]
async fn t43_look_ups_are_counted_for_each_device_wherever_it_calls_from() {
    let config = DirectoryConfig { look_ups: Quota::new(1, 3), ..DirectoryConfig::default() };
    let directory = directory_with(config);
    let mut calls = 0;
    let from_everywhere = || {
        calls += 1;
        let address = format!("192.0.2.{calls}");
        get("/v1/people/nobody").calling(Some(&device("alice")), &address)
    };

    assert_eq!(allowed(&directory, from_everywhere).await, 3);
}

#[tokio::test]
async fn t43_look_ups_are_counted_for_each_network_whoever_calls_from_it() {
    let config = DirectoryConfig { look_ups: Quota::new(1, 3), ..DirectoryConfig::default() };
    let directory = directory_with(config);
    let mut calls = 0;
    let many_names = || {
        calls += 1;
        let (name, address) = (format!("m{calls}"), format!("2001:db8::{calls}"));
        get("/v1/people/x/devices/d1/address").calling(Some(&device(&name)), &address)
    };

    assert_eq!(allowed(&directory, many_names).await, 3);
}

#[rstest]
#[case::counting(|_| get(&pre_keys_path("alice")))]
#[case::publishing(|_| put(&pre_keys_path("alice")))]
#[case::claiming(|n| claim(n, "nobody"))]
#[case::reading_claims(|n| get(&claim_path(n)))]
#[tokio::test]
async fn t13_whatever_is_done_with_pre_keys_is_a_look_up_and_others_are_not_held_to_it(
    #[case] asked: fn(usize) -> Request<Body>,
    #[values(true, false)] by_one_device: bool,
) {
    let config = DirectoryConfig { look_ups: Quota::new(1, 3), ..DirectoryConfig::default() };
    let directory = directory_with(config);
    let mut calls = 0;
    let greedy = || {
        calls += 1;
        let (name, address) = if by_one_device {
            ("alice".to_owned(), format!("192.0.2.{calls}"))
        } else {
            (format!("m{calls}"), "192.0.2.1".to_owned())
        };
        asked(calls).calling(Some(&device(&name)), &address)
    };

    assert_eq!(allowed(&directory, greedy).await, 3);
    let other = asked(11).calling(Some(&device("bob")), "192.0.2.99");
    assert_ne!(ask(&directory, other).await.status, 429);
}

#[tokio::test]
async fn t54_a_device_that_publishes_pre_keys_too_often_is_put_off_and_others_are_not() {
    let config = DirectoryConfig { publications: Quota::new(1, 3), ..DirectoryConfig::default() };
    let directory = directory_with(config);
    for name in ["alice", "bob"] {
        enrol(&directory, name).await;
    }
    let [hers, his] = ["alice", "bob"].map(|name| Keys::of(name, 1).batch([]));

    assert_eq!(allowed(&directory, || publish("alice", &hers)).await, 3);
    assert_eq!(ask(&directory, publish("bob", &his)).await.outcome(), "204");
}

#[tokio::test]
async fn a_device_that_delivers_too_often_is_put_off() {
    let config = PeerConfig { deliveries: Quota::new(1, 3), ..PeerConfig::default() };
    let peer = BobsPeer::new().await.for_peers(config);
    let deliver = |name: &str| {
        let path = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";
        let nothing = Delivery::default().encode();
        put_bytes(path, Delivery::CONTENT_TYPE, nothing).by(&device(name).to_string())
    };

    assert_eq!(allowed(&peer, || deliver("mallory")).await, 3);
    assert_eq!(ask(&peer, deliver("alice")).await.outcome(), "204");
}

#[tokio::test]
async fn t54_a_device_that_trickles_many_deliveries_is_put_off_and_others_are_not() {
    let peer = BobsPeer::new().await.for_peers(PeerConfig::default());
    let path = "/v1/deliveries/0191d5f2-7c4a-7abc-8def-0123456789ff";
    let endless = || Body::from_stream(stream::pending::<Result<Bytes, Infallible>>());
    let trickle = || {
        let request = put_bytes(path, Delivery::CONTENT_TYPE, Vec::new());
        request.map(|_| endless()).by(&device("mallory").to_string())
    };
    let mut slow: Vec<_> = (0..8).map(|_| Box::pin(ask(&peer, trickle()))).collect();
    for one in &mut slow {
        assert!(poll!(one).is_pending());
    }

    let ninth = patient(ask(&peer, trickle())).await;
    let whole = Delivery::default().encode();
    let other = put_bytes(path, Delivery::CONTENT_TYPE, whole).by(&device("alice").to_string());

    assert_eq!(ninth.outcome(), "429 QUOTA_EXCEEDED");
    assert_eq!(ask(&peer, other).await.outcome(), "204");
}

/// How many of ten requests are let through; the others say when to come back.
async fn allowed(router: &Router, mut request: impl FnMut() -> Request<Body>) -> usize {
    let mut allowed = 0;
    for _ in 0..10 {
        let reply = ask(router, request()).await;
        if reply.status != 429 {
            allowed += 1;
            continue;
        }
        let problem = reply.problem();
        assert!(problem.retry && problem.code == "QUOTA_EXCEEDED");
        assert!(reply.headers[header::RETRY_AFTER].to_str().unwrap().parse::<u64>().unwrap() >= 1);
    }
    allowed
}
