//! Devices of one person: changed by their account alone, and refused once they are gone, whatever their certificate says.

use axum::Router;
use causerie_chat::{
    AccountSecret, CertificateRequest, ChallengeId, Device, DeviceAddress, DeviceList,
    DeviceSecret, Person, SignInStatement, Timestamp,
};
use causerie_edge::{now, recovery_codes, totp_secret};
use causerie_usecases::ports::DeviceListDesk;
use causerie_wire::{
    Base64, Challenge, CredentialRequest, Hidden, OfferSecondFactor, OwnDevices, PublishDevices,
    Revoke, SecondFactorCode,
};
use rstest::rstest;
use tokio::time::timeout;

use crate::support::{
    Asking, BobsPeer, Post, Reply, alice, ask, claim, delete, device, directory, enrol, get, put,
    put_bytes, put_json, secrets,
};

const ALICES: &str = "/v1/people/alice/devices";
const PHONE: &str = "phone.alice.peers.chat.example.org";
pub(crate) const LINK: &str = "/v1/links/AAAAAAAAAAAAAAAAAAAAAA";
const FILE: &str = "/v1/people/alice/devices/phone/files/0123456789abcdef0123456789abcdef";

fn phone() -> DeviceSecret {
    DeviceSecret::from_seed(&[3; 32])
}

fn phone_at() -> DeviceAddress {
    let person = device("alice").person;
    DeviceAddress { person, device: "phone".parse().unwrap() }
}

fn account() -> AccountSecret {
    secrets("alice").0
}

/// Alice with one device.
fn alone() -> Person {
    let (account, own) = secrets("alice");
    let at = device("alice");
    let signature = account.take_on(&at, &own.public());
    let first = Device { id: at.device.clone(), key: own.public(), signature };
    Person { address: at.person, account_key: account.public(), devices: vec![first], list: None }
}

fn with(person: &Person, id: &str, own: &DeviceSecret) -> DeviceList {
    let at = DeviceAddress { person: person.address.clone(), device: id.parse().unwrap() };
    let signature = account().take_on(&at, &own.public());
    let device = Device { id: at.device, key: own.public(), signature };
    DeviceList::with(person, device, Timestamp::from_millis(1), &account()).unwrap()
}

fn with_phone() -> DeviceList {
    with(&alone(), "phone", &phone())
}

fn listed(list: DeviceList) -> Person {
    Person::listed(account().public(), list)
}

fn without_phone() -> DeviceList {
    let (at, person) = (Timestamp::from_millis(2), listed(with_phone()));
    DeviceList::without(&person, &"phone".parse().unwrap(), at, &account()).unwrap()
}

fn body(list: &DeviceList, code: Option<Hidden>) -> PublishDevices {
    PublishDevices { list: Base64(list.encode()), code }
}

async fn publish(directory: &Router, list: &DeviceList) -> String {
    ask(directory, put_json(ALICES, &body(list, None)).by(&alice())).await.outcome()
}

pub(crate) async fn with_alice() -> Router {
    let directory = directory();
    enrol(&directory, "alice").await;
    enrol(&directory, "bob").await;
    directory
}

#[tokio::test]
async fn a_look_up_brings_the_list_once_there_is_one() {
    let directory = with_alice().await;
    let look_up = || ask_for_alice(&directory);
    assert_eq!(look_up().await.device_list, None);

    assert_eq!(publish(&directory, &with_phone()).await, "204");
    assert_eq!(publish(&directory, &with_phone()).await, "204");

    let found = look_up().await;
    assert_eq!(found.device_list, Some(Base64(with_phone().encode())));
    assert_eq!(found.devices.len(), 2);
}

async fn ask_for_alice(directory: &Router) -> causerie_wire::Person {
    let bob = device("bob").to_string();
    ask(directory, get("/v1/people/alice").by(&bob)).await.json()
}

#[tokio::test]
async fn t49_nobody_else_changes_somebodys_devices_nor_does_a_list_the_account_did_not_sign() {
    let directory = with_alice().await;
    let bob = device("bob").to_string();
    let eves = DeviceList { signature: [0; 64].into(), ..with_phone() };
    let mut unvouched = with_phone();
    unvouched.devices[1].device.signature = [0; 64].into();

    let by_bob = ask(&directory, put_json(ALICES, &body(&with_phone(), None)).by(&bob)).await;
    let as_bob = put_json("/v1/people/bob/devices", &body(&with_phone(), None)).by(&bob);
    let by_nobody = ask(&directory, put_json(ALICES, &body(&with_phone(), None))).await;

    assert_eq!(by_bob.outcome(), "403 FORBIDDEN");
    assert_eq!(ask(&directory, as_bob).await.outcome(), "403 FORBIDDEN");
    assert_eq!(by_nobody.outcome(), "401 CREDENTIAL_REQUIRED");
    assert_eq!(publish(&directory, &eves).await, "401 INVALID_SIG");
    assert_eq!(publish(&directory, &unvouched).await, "401 INVALID_SIG");
    assert_eq!(ask_for_alice(&directory).await.device_list, None);
}

#[tokio::test]
async fn t49_an_earlier_list_is_refused_and_so_is_a_key_of_somebody_else() {
    let directory = with_alice().await;
    assert_eq!(
        publish(&directory, &with(&alone(), "phone", &secrets("bob").1)).await,
        "409 DEVICE_IN_USE"
    );
    assert_eq!(publish(&directory, &without_phone()).await, "409 DEVICES_STALE");
    assert_eq!(publish(&directory, &with_phone()).await, "204");
    assert_eq!(publish(&directory, &without_phone()).await, "204");

    assert_eq!(publish(&directory, &with_phone()).await, "409 DEVICES_STALE");
    let again = with(&listed(without_phone()), "phone", &phone());
    assert_eq!(publish(&directory, &again).await, "409 DEVICE_IN_USE");
}

#[rstest]
#[case::nothing(vec![])]
#[case::noise(vec![0xff; 64])]
#[case::too_much(vec![0; 5_000])]
#[tokio::test]
async fn what_is_no_list_is_refused(#[case] list: Vec<u8>) {
    let directory = with_alice().await;
    let body = PublishDevices { list: Base64(list), code: None };

    let reply = ask(&directory, put_json(ALICES, &body).by(&alice())).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
}

#[tokio::test]
async fn a_device_that_was_revoked_is_refused_though_its_certificate_is_valid_and_cannot_sign_in() {
    let directory = with_alice().await;
    publish(&directory, &with_phone()).await;
    let requests = || {
        [
            get("/v1/people/bob"),
            put_json(
                "/v1/people/alice/devices/phone/address",
                &causerie_wire::PublishAddress {
                    address: "192.0.2.7:7500".to_owned(),
                    time_to_live: 1_000,
                },
            ),
            claim(1, "bob"),
            get("/v1/people/alice/devices/phone/mailbox"),
            put_json(ALICES, &body(&with_phone(), None)),
            put(LINK),
            put_bytes(FILE, "application/octet-stream", [vec![1; 32], vec![0, 0, 0, 9]].concat()),
            get(FILE),
        ]
    };
    for request in requests() {
        assert!(!ask(&directory, request.by(PHONE)).await.outcome().contains("DEVICE_REVOKED"));
    }
    assert_eq!(sign_in(&directory, 1, &phone()).await.outcome(), "204");

    publish(&directory, &without_phone()).await;

    for request in requests() {
        assert_eq!(ask(&directory, request.by(PHONE)).await.outcome(), "403 DEVICE_REVOKED");
    }
    assert_eq!(ask(&directory, get("/v1/people/bob").by(&alice())).await.outcome(), "200");
    assert_eq!(sign_in(&directory, 2, &phone()).await.outcome(), "403 DEVICE_REVOKED");
    // Nobody else learns that there was such a device (T43).
    assert_eq!(sign_in(&directory, 3, &secrets("bob").1).await.outcome(), "401 INVALID_SIG");
}

/// The phone, or whoever signs as it, signs in under challenge `n`.
async fn sign_in(directory: &Router, n: u8, own: &DeviceSecret) -> Reply {
    let path = format!("/v1/challenges/{}", ChallengeId::from([n; 32]).expose());
    assert_eq!(ask(directory, put(&path)).await.outcome(), "204");
    let opened: Challenge = ask(directory, get(&path)).await.json();
    let nonce = opened.nonce.array::<32>().unwrap().into();
    let (device, request) = (phone_at(), CertificateRequest::try_from(vec![n]).unwrap());
    let statement = SignInStatement { nonce: &nonce, device: &device, request: &request };
    let body = CredentialRequest {
        device: device.to_string(),
        request: Base64(vec![n]),
        signature: statement.sign(own).as_bytes().into(),
        code: None,
    };
    ask(directory, put_json(&format!("{path}/credential"), &body)).await
}

#[tokio::test]
async fn an_account_with_a_second_factor_takes_a_code_to_link_and_to_revoke() {
    let directory = with_alice().await;
    let (secret, codes) = (totp_secret().unwrap(), recovery_codes().unwrap());
    let hidden = |n: usize| Hidden(codes.as_slice()[n].expose().to_string());
    let offer = OfferSecondFactor {
        secret: Hidden(secret.expose().to_string()),
        recovery_codes: (0..10).map(hidden).collect(),
    };
    let factor = "/v1/people/alice/second-factor";
    ask(&directory, put_json(factor, &offer).by(&alice())).await;
    let first = SecondFactorCode { code: Hidden(secret.code(now()).expose().to_owned()) };
    let on = put_json(&format!("{factor}/confirmation"), &first).by(&alice());
    assert_eq!(ask(&directory, on).await.outcome(), "204");
    let publish = async |list: &DeviceList, code| {
        ask(&directory, put_json(ALICES, &body(list, code)).by(&alice())).await.outcome()
    };

    assert_eq!(publish(&with_phone(), None).await, "401 TOTP_REQUIRED");
    assert_eq!(
        publish(&with_phone(), Some(Hidden("abcd-efgh-ijkl-mnop".into()))).await,
        "401 TOTP_WRONG"
    );
    assert_eq!(publish(&with_phone(), Some(hidden(0))).await, "204");
    // What is in force already takes none.
    assert_eq!(publish(&with_phone(), None).await, "204");
    assert_eq!(publish(&without_phone(), Some(hidden(0))).await, "401 TOTP_WRONG");
    assert_eq!(publish(&without_phone(), Some(hidden(1))).await, "204");
}

#[tokio::test]
async fn the_line_of_a_device_that_is_revoked_is_closed() {
    let post = Post::open().await;
    let mut line = post.raw("alice").await;
    let first = with_phone();
    // With the phone first, the device whose line is open can go.
    let mut turned = listed(first.clone());
    turned.list.as_mut().unwrap().devices.reverse();
    let (at, d1) = (Timestamp::from_millis(2), "d1".parse().unwrap());
    let second = DeviceList::without(&turned, &d1, at, &account()).unwrap();
    let alice = post.client("alice");

    alice.publish(&first, None).await.unwrap();
    alice.publish(&second, None).await.unwrap();

    let closed = timeout(std::time::Duration::from_secs(10), line.closed()).await;
    assert_eq!(closed.unwrap(), 1008);
    assert!(alice.publish(&second, None).await.is_err());
}

#[tokio::test]
async fn at_a_peer_ones_devices_are_listed_and_the_first_one_stays() {
    let bob = BobsPeer::new().await.for_bob();

    let all: OwnDevices = ask(&bob, get("/v1/devices").own()).await.json();

    let own = secrets("bob").1.public();
    assert_eq!(all.devices.len(), 1);
    let first = &all.devices[0];
    assert_eq!((first.id.as_str(), &first.key), ("d1", &Base64(own.as_bytes().to_vec())));
    assert!(first.this && first.primary && first.since.is_none());
    for (id, outcome) in
        [("d1", "409 FIRST_DEVICE"), ("phone", "404 NO_SUCH_DEVICE"), ("No!", "404 NO_SUCH_DEVICE")]
    {
        let revoke = with_body(delete(&format!("/v1/devices/{id}")).own());
        assert_eq!(ask(&bob, revoke).await.outcome(), outcome);
    }
}

fn with_body(
    request: axum::http::Request<axum::body::Body>,
) -> axum::http::Request<axum::body::Body> {
    let (parts, _) = request.into_parts();
    let body = serde_json::to_vec(&Revoke::default()).unwrap();
    axum::http::Request::from_parts(parts, body.into()).with("content-type", "application/json")
}
