//! Registering.

use causerie_wire::{Base64, RegisterPerson};
use rstest::rstest;

use crate::support::{ask, directory, enrol, put_json, register_body};

#[tokio::test]
async fn the_same_registration_again_changes_nothing() {
    let directory = directory();

    enrol(&directory, "alice").await;
    enrol(&directory, "alice").await;
}

#[rstest]
#[case::name("alice", register_body("mallory"), "401 INVALID_SIG")]
#[case::her_key("alicia", register_body("alice"), "401 INVALID_SIG")]
#[case::username("Alice", register_body("alice"), "400 BAD_REQUEST")]
#[case::device("bob", RegisterPerson { device: "d.1".to_owned(), ..register_body("bob") }, "400 BAD_REQUEST")]
#[case::short_key("bob", RegisterPerson { account_key: Base64(vec![7; 31]), ..register_body("bob") }, "400 BAD_KEY")]
#[case::weak_key("bob", RegisterPerson { device_key: Base64(vec![0; 32]), ..register_body("bob") }, "400 BAD_KEY")]
#[case::signature(
    "bob",
    RegisterPerson { device_signature: Base64(vec![7; 64]), ..register_body("bob") },
    "401 INVALID_SIG"
)]
#[case::short_signature(
    "bob",
    RegisterPerson { device_signature: Base64(vec![7; 63]), ..register_body("bob") },
    "400 BAD_REQUEST"
)]
#[tokio::test]
async fn a_registration_that_is_not_sound_is_refused(
    #[case] name: &str,
    #[case] body: RegisterPerson,
    #[case] outcome: &str,
) {
    let directory = directory();
    enrol(&directory, "alice").await;

    let reply = ask(&directory, put_json(&format!("/v1/people/{name}"), &body)).await;

    assert_eq!(reply.outcome(), outcome);
    assert!(!reply.problem().retry);
}

#[tokio::test]
async fn t43_a_name_and_a_key_are_given_once() {
    let directory = directory();
    enrol(&directory, "alice").await;

    let her_name = signed("alice", "mallory");
    let her_key = signed("alicia", "alice");
    let name = ask(&directory, put_json("/v1/people/alice", &her_name)).await;
    let key = ask(&directory, put_json("/v1/people/alicia", &her_key)).await;

    assert_eq!(name.outcome(), "409 NAME_IN_USE");
    assert_eq!(key.outcome(), "409 KEY_IN_USE");
}

/// A claim to `name`, well signed by the keys of `whose`.
fn signed(name: &str, whose: &str) -> RegisterPerson {
    let (account, own) = crate::support::secrets(whose);
    let enrolment = causerie_chat::Enrolment::sign(crate::support::device(name), &account, &own);
    RegisterPerson {
        account_signature: enrolment.account_signature.as_bytes().into(),
        device_signature: enrolment.device_signature.as_bytes().into(),
        ..register_body(whose)
    }
}
