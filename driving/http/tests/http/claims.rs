//! Claiming somebody's pre-keys.

use axum::Router;
use causerie_session::Bundle;
use causerie_wire::PreKeysLeft;
use rstest::rstest;

use crate::support::{
    Asking, Keys, alice, ask, claim, claim_of, claim_path, claimed, device, directory, enrol,
    enrol_with_pre_keys, get, patient_directory, pre_keys_path, read_claim,
};

#[tokio::test]
async fn each_claim_is_handed_another_bundle_and_the_last_resort_when_they_have_run_out() {
    let directory = directory();
    enrol_with_pre_keys(&directory, "bob", [1, 2]).await;

    let first = claimed(&directory, "alice", 1, "bob").await;
    let second = claimed(&directory, "carol", 2, "bob").await;
    let third = claimed(&directory, "alice", 3, "bob").await;

    let keys = Keys::of("bob", 1);
    assert_eq!([first, second, third], [keys.one_time(1), keys.one_time(2), keys.last_resort()]);
    assert_eq!(left(&directory, "bob").await, 0);
}

#[tokio::test]
async fn the_same_claim_again_spends_nothing_more() {
    let directory = directory();
    enrol_with_pre_keys(&directory, "bob", [1, 2]).await;
    let first = claimed(&directory, "alice", 1, "bob").await;

    let again = claimed(&directory, "alice", 1, "bob").await;

    assert_eq!(again, first);
    assert_eq!(left(&directory, "bob").await, 1);
}

#[tokio::test]
async fn an_id_that_another_claim_has_is_refused_and_spends_nothing() {
    let directory = directory();
    enrol_with_pre_keys(&directory, "bob", [1, 2]).await;
    enrol_with_pre_keys(&directory, "carol", [1, 2]).await;
    let hers = claimed(&directory, "alice", 1, "bob").await;

    let another_target = ask(&directory, claim(1, "carol").by(&alice())).await;
    let another_requester =
        ask(&directory, claim(1, "bob").by(&device("mallory").to_string())).await;

    for reply in [another_target, another_requester] {
        assert_eq!(reply.outcome(), "409 ID_IN_USE");
    }
    assert_eq!((left(&directory, "bob").await, left(&directory, "carol").await), (1, 2));
    assert_eq!(read_claim(&directory, &alice(), 1).await, hers);
}

#[rstest]
#[case::another_person("d1.mallory.peers.chat.example.org")]
#[case::another_device_of_hers("d2.alice.peers.chat.example.org")]
#[case::the_target("d1.bob.peers.chat.example.org")]
#[tokio::test]
async fn a_claim_of_another_device_and_none_look_alike(#[case] caller: &str) {
    let directory = directory();
    enrol_with_pre_keys(&directory, "bob", [1]).await;
    claimed(&directory, "alice", 1, "bob").await;

    let hers = ask(&directory, get(&claim_path(1)).by(caller)).await;
    let none = ask(&directory, get(&claim_path(2)).by(caller)).await;

    assert_eq!(hers.outcome(), "404 NOT_FOUND");
    assert_eq!((hers.headers, hers.body), (none.headers, none.body));
}

#[tokio::test]
async fn t43_who_is_nobody_has_no_pre_keys_or_has_an_impossible_name_look_alike() {
    let directory = directory();
    enrol_with_pre_keys(&directory, "bob", [1]).await;
    enrol(&directory, "carol").await;
    let long = "a".repeat(1_000);
    let all = [
        "d1.carol.peers.chat.example.org",
        "d2.bob.peers.chat.example.org",
        "d1.bob.peers.elsewhere.example",
        "D1.bob.peers.chat.example.org",
        "d1.bob.peers.chat.example.org\0",
        "d1.bob@chat.example.org",
        "bob@chat.example.org",
        "*.bob.peers.chat.example.org",
        "bob",
        "",
        &long,
    ];

    let expected = ask(&directory, claim(1, "nobody").by(&alice())).await;

    assert_eq!(expected.outcome(), "404 NO_PRE_KEYS");
    for target in all {
        let reply = ask(&directory, claim_of(1, target).by(&alice())).await;
        assert_eq!(
            (reply.status, reply.headers, reply.body),
            (expected.status, expected.headers.clone(), expected.body.clone()),
            "{target}"
        );
    }
    assert_eq!(left(&directory, "bob").await, 1);
    assert_eq!(ask(&directory, get(&claim_path(1)).by(&alice())).await.outcome(), "404 NOT_FOUND");
}

#[rstest]
#[case::nobody(None)]
#[case::somebody_elsewhere(Some("d1.alice.peers.elsewhere.example"))]
#[tokio::test]
async fn t43_a_stranger_claims_nothing_and_learns_nothing(#[case] caller: Option<&str>) {
    let directory = directory();
    enrol_with_pre_keys(&directory, "bob", [1]).await;
    claimed(&directory, "alice", 1, "bob").await;
    let requests = [
        claim(1, "bob"),
        claim(2, "bob"),
        claim(3, "nobody"),
        claim_of(4, ""),
        get(&claim_path(1)),
        get(&claim_path(9)),
        get("/v1/pre-key-claims/%ff"),
    ];

    let mut replies = Vec::new();
    for request in requests {
        let request = if let Some(device) = caller { request.by(device) } else { request };
        replies.push(ask(&directory, request).await);
    }

    for reply in &replies {
        assert_eq!(reply.outcome(), "401 CREDENTIAL_REQUIRED");
        assert_eq!((&reply.headers, &reply.body), (&replies[0].headers, &replies[0].body));
    }
    assert_eq!(left(&directory, "bob").await, 0);
}

#[tokio::test]
async fn t13_nobody_claims_more_than_200_times_and_others_are_not_held_to_it() {
    let directory = patient_directory();
    for name in ["bob", "carol"] {
        enrol_with_pre_keys(&directory, name, [1]).await;
    }
    let mallory = device("mallory").to_string();
    for n in 0..200 {
        let target = if n % 2 == 0 { "bob" } else { "carol" };
        assert_eq!(ask(&directory, claim(n, target).by(&mallory)).await.outcome(), "204");
    }

    let beyond = ask(&directory, claim(200, "bob").by(&mallory)).await;
    let of_nobody = ask(&directory, claim(201, "nobody").by(&mallory)).await;
    let again = ask(&directory, claim(7, "carol").by(&mallory)).await;
    let other = ask(&directory, claim(202, "bob").by(&alice())).await;

    assert_eq!(beyond.outcome(), "429 QUOTA_EXCEEDED");
    assert!(beyond.problem().retry);
    assert_eq!(of_nobody.body, beyond.body);
    assert_eq!(
        ask(&directory, get(&claim_path(200)).by(&mallory)).await.outcome(),
        "404 NOT_FOUND"
    );
    assert_eq!((again.outcome(), other.outcome()), ("204".into(), "204".into()));
}

#[tokio::test]
async fn t13_nobody_has_more_than_six_one_time_bundles_of_one_device() {
    let directory = patient_directory();
    for name in ["bob", "carol"] {
        enrol_with_pre_keys(&directory, name, 1..=10).await;
    }

    let mut handed_out = Vec::new();
    for n in 0..8 {
        handed_out.push(claimed(&directory, "mallory", n, "bob").await);
    }
    let of_another = claimed(&directory, "mallory", 8, "carol").await;
    let to_another = claimed(&directory, "alice", 9, "bob").await;

    let numbers: Vec<_> = handed_out.iter().map(Bundle::one_time).collect();
    let expected = [Some(1), Some(2), Some(3), Some(4), Some(5), Some(6), None, None];
    assert_eq!(numbers, expected);
    assert_eq!(handed_out[7], Keys::of("bob", 1).last_resort());
    assert_eq!((of_another.one_time(), to_another.one_time()), (Some(1), Some(7)));
}

#[tokio::test]
async fn t13_a_crowd_has_no_more_than_60_one_time_bundles_of_one_device() {
    let directory = patient_directory();
    enrol_with_pre_keys(&directory, "bob", 1..=70).await;
    enrol_with_pre_keys(&directory, "carol", [1]).await;

    let mut numbers = Vec::new();
    for n in 0..66 {
        let one_of_many = format!("m{}", n % 11);
        numbers.push(claimed(&directory, &one_of_many, n, "bob").await.one_time());
    }
    let to_another = claimed(&directory, "alice", 66, "bob").await;
    let of_another = claimed(&directory, "alice", 67, "carol").await;

    let expected: Vec<_> = (1..=60).map(Some).chain([None; 6]).collect();
    assert_eq!(numbers, expected);
    assert_eq!((to_another.one_time(), of_another.one_time()), (None, Some(1)));
    assert_eq!(left(&directory, "bob").await, 10);
}

#[rstest]
#[case("not-a-uuid")]
#[case("0191d5f2-7c4a-4abc-8def-0123456789ee")]
#[case("00000000-0000-0000-0000-000000000000")]
#[case("%ff")]
#[tokio::test]
async fn a_claim_id_is_a_uuid_of_version_7(#[case] id: &str) {
    let directory = directory();
    enrol_with_pre_keys(&directory, "bob", [1]).await;
    let path = format!("/v1/pre-key-claims/{id}");

    let mut asked = claim(1, "bob").by(&alice());
    *asked.uri_mut() = path.parse().unwrap();
    let claimed = ask(&directory, asked).await;
    let read = ask(&directory, get(&path).by(&alice())).await;

    assert_eq!(
        (claimed.outcome(), read.outcome()),
        ("400 BAD_REQUEST".into(), "400 BAD_REQUEST".into())
    );
    assert_eq!(left(&directory, "bob").await, 1);
}

/// How many of somebody's one-time bundles nobody has claimed.
async fn left(directory: &Router, name: &str) -> u64 {
    let request = get(&pre_keys_path(name)).by(&device(name).to_string());
    ask(directory, request).await.json::<PreKeysLeft>().one_time
}
