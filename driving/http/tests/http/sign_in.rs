//! Signing in: open a challenge, read it, answer it, read what that earned.

use axum::Router;
use causerie_chat::{CertificateRequest, Nonce, SignInStatement};
use causerie_wire::{Base64, Challenge, CredentialChain, CredentialRequest};
use rstest::rstest;

use crate::support::{ask, device, directory, enrol, get, put, put_json, secrets};

#[tokio::test]
async fn a_device_that_answers_its_challenge_earns_a_credential() {
    let directory = directory();
    enrol(&directory, "alice").await;
    let nonce = open(&directory, 1).await;
    let answer = answer(&nonce, "alice", "alice");

    let earned = ask(&directory, put_json(&credential(1), &answer)).await;
    let again = ask(&directory, put_json(&credential(1), &answer)).await;
    let chain: CredentialChain = ask(&directory, get(&credential(1))).await.json();

    assert_eq!((earned.outcome().as_str(), again.outcome().as_str()), ("204", "204"));
    assert_eq!(chain.chain, [Base64(device("alice").to_string().into_bytes())]);
}

#[tokio::test]
async fn opening_a_challenge_again_does_not_change_its_nonce() {
    let directory = directory();

    let first = open(&directory, 1).await;
    let again = open(&directory, 1).await;
    let other = open(&directory, 2).await;

    assert_eq!(first, again);
    assert_ne!(first, other);
}

#[tokio::test]
async fn t51_alice_cannot_sign_in_as_bob_and_does_not_learn_whether_he_exists() {
    let directory = directory();
    enrol(&directory, "alice").await;
    enrol(&directory, "bob").await;
    let nonce = open(&directory, 1).await;

    let as_bob = ask(&directory, put_json(&credential(1), &answer(&nonce, "bob", "alice"))).await;
    let as_nobody =
        ask(&directory, put_json(&credential(1), &answer(&nonce, "nobody", "alice"))).await;

    assert_eq!(as_bob.outcome(), "401 INVALID_SIG");
    assert_eq!(as_bob.body, as_nobody.body);
    assert_eq!(ask(&directory, get(&credential(1))).await.outcome(), "404 NO_SUCH_CHALLENGE");
}

#[tokio::test]
async fn a_challenge_answers_one_request_only() {
    let directory = directory();
    enrol(&directory, "alice").await;
    let nonce = open(&directory, 1).await;
    let first = answer(&nonce, "alice", "alice");
    let other = answer_to(&nonce, "alice", "alice", b"another request");

    ask(&directory, put_json(&credential(1), &first)).await;
    let second = ask(&directory, put_json(&credential(1), &other)).await;

    assert_eq!(second.outcome(), "409 CHALLENGE_SPENT");
}

#[tokio::test]
async fn an_answer_counts_for_its_own_challenge_only() {
    let directory = directory();
    enrol(&directory, "alice").await;
    let nonce = open(&directory, 1).await;
    open(&directory, 2).await;
    let answer = answer(&nonce, "alice", "alice");

    let replayed = ask(&directory, put_json(&credential(2), &answer)).await;
    let unopened = ask(&directory, put_json(&credential(3), &answer)).await;

    assert_eq!(replayed.outcome(), "401 INVALID_SIG");
    assert_eq!(unopened.outcome(), "404 NO_SUCH_CHALLENGE");
}

#[rstest]
#[case::device(|a: &mut CredentialRequest| a.device = "alice".to_owned())]
#[case::signature(|a: &mut CredentialRequest| a.signature = Base64(vec![7; 63]))]
#[case::large(|a: &mut CredentialRequest| a.request = Base64(vec![7; 4097]))]
#[tokio::test]
async fn an_answer_that_is_none_is_refused(#[case] spoil: fn(&mut CredentialRequest)) {
    let directory = directory();
    enrol(&directory, "alice").await;
    let nonce = open(&directory, 1).await;
    let mut answer = answer(&nonce, "alice", "alice");

    spoil(&mut answer);
    let reply = ask(&directory, put_json(&credential(1), &answer)).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
}

#[tokio::test]
async fn a_request_that_cannot_be_certified_is_refused() {
    let directory = directory();
    enrol(&directory, "alice").await;
    let nonce = open(&directory, 1).await;

    let empty = answer_to(&nonce, "alice", "alice", b"");
    let reply = ask(&directory, put_json(&credential(1), &empty)).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
}

#[tokio::test]
async fn an_id_that_is_none_is_refused_and_an_unknown_one_is_not_found() {
    let directory = directory();

    for path in ["/v1/challenges/short", "/v1/challenges/short/credential"] {
        assert_eq!(ask(&directory, get(path)).await.outcome(), "400 BAD_REQUEST");
    }
    assert_eq!(ask(&directory, put("/v1/challenges/a")).await.outcome(), "400 BAD_REQUEST");
    assert_eq!(ask(&directory, get(&challenge(9))).await.outcome(), "404 NO_SUCH_CHALLENGE");
}

fn challenge(n: u8) -> String {
    format!("/v1/challenges/{}", causerie_chat::ChallengeId::from([n; 32]).expose())
}

fn credential(n: u8) -> String {
    format!("{}/credential", challenge(n))
}

async fn open(directory: &Router, n: u8) -> Nonce {
    assert_eq!(ask(directory, put(&challenge(n))).await.outcome(), "204");
    let opened: Challenge = ask(directory, get(&challenge(n))).await.json();
    opened.nonce.array::<32>().unwrap().into()
}

fn answer(nonce: &Nonce, name: &str, signer: &str) -> CredentialRequest {
    answer_to(nonce, name, signer, b"request")
}

fn answer_to(nonce: &Nonce, name: &str, signer: &str, request: &[u8]) -> CredentialRequest {
    let (device, der) = (device(name), request.to_vec());
    let request = CertificateRequest::try_from(der.clone()).unwrap();
    let statement = SignInStatement { nonce, device: &device, request: &request };
    let signature = statement.sign(&secrets(signer).1);
    CredentialRequest {
        device: device.to_string(),
        request: Base64(der),
        signature: signature.as_bytes().into(),
        code: None,
    }
}
