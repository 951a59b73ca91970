//! Saying where a device can be reached, and asking it.

use axum::{body::Body, http::Request};
use causerie_wire::{PublishAddress, PublishedAddress};
use rstest::rstest;

use crate::support::{Asking, alice, ask, delete, device, directory, enrol, get, put_json};

const ALICES: &str = "/v1/people/alice/devices/d1/address";

#[tokio::test]
async fn an_address_is_found_until_it_is_withdrawn() {
    let directory = directory();
    enrol(&directory, "alice").await;
    let bob = device("bob").to_string();

    let published = ask(&directory, publish(ALICES, "192.0.2.7:7500").by(&alice())).await;
    let found: PublishedAddress = ask(&directory, get(ALICES).by(&bob)).await.json();
    let withdrawn = ask(&directory, delete(ALICES).by(&alice())).await;
    let gone = ask(&directory, get(ALICES).by(&bob)).await;

    assert_eq!((published.outcome(), withdrawn.outcome()), ("204".into(), "204".into()));
    assert_eq!(found.address, "192.0.2.7:7500");
    assert_eq!(gone.outcome(), "404 USER_NOT_FOUND");
}

#[rstest]
#[case::another_person("d1.mallory.peers.chat.example.org", "403 FORBIDDEN")]
#[case::another_device_of_hers("d2.alice.peers.chat.example.org", "403 FORBIDDEN")]
#[case::her_namesake_elsewhere("d1.alice.peers.elsewhere.example", "401 CREDENTIAL_REQUIRED")]
#[tokio::test]
async fn t51_nobody_publishes_or_withdraws_for_another(
    #[case] caller: &str,
    #[case] outcome: &str,
) {
    let directory = directory();
    enrol(&directory, "alice").await;
    enrol(&directory, "mallory").await;
    ask(&directory, publish(ALICES, "192.0.2.7:7500").by(&alice())).await;

    let published = ask(&directory, publish(ALICES, "203.0.113.9:7500").by(caller)).await;
    let withdrawn = ask(&directory, delete(ALICES).by(caller)).await;

    assert_eq!((published.outcome().as_str(), withdrawn.outcome().as_str()), (outcome, outcome));
    let found: PublishedAddress = ask(&directory, get(ALICES).by(&alice())).await.json();
    assert_eq!(found.address, "192.0.2.7:7500");
}

#[tokio::test]
async fn a_device_that_is_not_on_record_publishes_nothing() {
    let directory = directory();

    let reply = ask(&directory, publish(ALICES, "192.0.2.7:7500").by(&alice())).await;

    assert_eq!(reply.outcome(), "404 USER_NOT_FOUND");
}

#[rstest]
#[case("192.0.2.7")]
#[case("0.0.0.0:7500")]
#[case("")]
#[tokio::test]
async fn an_address_that_leads_nowhere_is_refused(#[case] address: &str) {
    let directory = directory();
    enrol(&directory, "alice").await;

    let reply = ask(&directory, publish(ALICES, address).by(&alice())).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
}

fn publish(path: &str, address: &str) -> Request<Body> {
    put_json(path, &PublishAddress { address: address.to_owned(), time_to_live: 60_000 })
}
