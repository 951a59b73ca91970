//! The directory over HTTPS keeps the promises of the ports it stands for.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use causerie_chat::{
    CertificateRequest, ChallengeId, DeviceSecret, SignInStatement, VerifiedEnrolment,
};
use causerie_contracts::{BOB, CAROL, address, at, device, enrolment};
use causerie_usecases::ports::{
    Announcements, NotRegistered, NotSignedIn, People, Registry, SignInAnswers, SignInDesk,
    Whereabouts,
};
use network::Network;
use rstest::rstest;

#[tokio::test]
async fn who_was_registered_is_on_record_once() {
    let network = Network::begin().await;
    let bob = enrolment(BOB, 11, 12);

    network.stranger().register(&bob, at(0)).await.unwrap();
    network.stranger().register(&bob, at(1)).await.unwrap();

    let carol = network.member("carol").await;
    let found = carol.directory.person(&address(BOB)).await.unwrap().unwrap();
    assert_eq!(found.address, address(BOB));
    assert_eq!(found.account_key, bob.enrolment().account_key);
    assert_eq!(found.devices.len(), 1);
    assert_eq!(found.devices[0].key, bob.enrolment().device_key);
}

#[rstest]
#[case::the_name(enrolment(BOB, 13, 14), "NAME_IN_USE")]
#[case::the_account_key(enrolment(CAROL, 11, 14), "KEY_IN_USE")]
#[case::the_device_key(enrolment(CAROL, 13, 12), "KEY_IN_USE")]
#[case::elsewhere(enrolment("dora@chat.example.com", 13, 14), "INVALID_SIG")]
#[tokio::test]
async fn a_registration_is_refused_for_a_reason(
    #[case] second: VerifiedEnrolment,
    #[case] reason: &str,
) {
    let network = Network::begin().await;
    network.stranger().register(&enrolment(BOB, 11, 12), at(0)).await.unwrap();

    let refused = match network.stranger().register(&second, at(1)).await {
        Err(NotRegistered::NameInUse) => "NAME_IN_USE".to_owned(),
        Err(NotRegistered::KeyInUse) => "KEY_IN_USE".to_owned(),
        Err(NotRegistered::Refused(code)) => code.to_string(),
        other => format!("{other:?}"),
    };

    assert_eq!(refused, reason);
}

#[rstest]
#[case::nobody("dora@chat.example.org")]
#[case::a_longer_name("bobb@chat.example.org")]
#[case::another_domain("bob@chat.example.com")]
#[tokio::test]
async fn t43_only_the_exact_name_finds_a_person(#[case] name: &str) {
    let network = Network::begin().await;
    network.stranger().register(&enrolment(BOB, 11, 12), at(0)).await.unwrap();
    let carol = network.member("carol").await;

    let found = carol.directory.person(&address(name)).await.unwrap();

    assert_eq!(found, None);
}

#[tokio::test]
async fn t43_a_stranger_finds_nobody() {
    let network = Network::begin().await;
    network.stranger().register(&enrolment(BOB, 11, 12), at(0)).await.unwrap();

    let known = network.stranger().person(&address(BOB)).await;
    let unknown = network.stranger().person(&address(CAROL)).await;

    assert!(known.is_err() && unknown.is_err());
}

#[tokio::test]
async fn what_was_announced_is_found_until_it_is_retracted() {
    let network = Network::begin().await;
    let (bob, carol) = (network.member("bob").await, network.member("carol").await);
    let (first, second) = ("192.0.2.7:7500".parse().unwrap(), "bob.example.org:1".parse().unwrap());

    bob.directory.announce(&bob.device, &first, 60_000).await.unwrap();
    bob.directory.announce(&bob.device, &second, 60_000).await.unwrap();
    let found = carol.directory.whereabouts(&bob.device).await.unwrap();
    bob.directory.retract(&bob.device).await.unwrap();
    bob.directory.retract(&bob.device).await.unwrap();
    let gone = carol.directory.whereabouts(&bob.device).await.unwrap();

    assert_eq!(found.map(|published| published.address), Some(second));
    assert_eq!(gone, None);
}

#[tokio::test]
async fn what_was_announced_for_no_time_at_all_is_not_found() {
    let network = Network::begin().await;
    let bob = network.member("bob").await;

    bob.directory.announce(&bob.device, &"192.0.2.7:1".parse().unwrap(), 0).await.unwrap();

    assert_eq!(bob.directory.whereabouts(&bob.device).await.unwrap(), None);
}

#[tokio::test]
async fn t51_nobody_announces_or_retracts_for_somebody_else() {
    let network = Network::begin().await;
    let (bob, eve) = (network.member("bob").await, network.member("eve").await);
    let (home, trap) = ("192.0.2.7:1".parse().unwrap(), "192.0.2.66:1".parse().unwrap());
    bob.directory.announce(&bob.device, &home, 60_000).await.unwrap();

    let announced = eve.directory.announce(&bob.device, &trap, 60_000).await;
    let retracted = eve.directory.retract(&bob.device).await;

    assert!(announced.is_err() && retracted.is_err());
    let found = eve.directory.whereabouts(&bob.device).await.unwrap();
    assert_eq!(found.map(|published| published.address), Some(home));
}

#[tokio::test]
async fn a_device_nobody_knows_is_nowhere() {
    let network = Network::begin().await;
    let bob = network.member("bob").await;

    for unknown in [device("d2", BOB), device("d1", CAROL), device("d1", "bob@chat.example.com")] {
        assert_eq!(bob.directory.whereabouts(&unknown).await.unwrap(), None);
    }
}

const ID: [u8; 32] = [42; 32];

/// Signs in at the desk as Bob's device with the secret grown from `seed`.
async fn answer(
    network: &Network,
    seed: u8,
    request: &CertificateRequest,
) -> Result<(), NotSignedIn> {
    let (desk, id) = (network.stranger(), ChallengeId::from(ID));
    let nonce = desk.nonce(&id).await.unwrap().unwrap();
    let device = device("d1", BOB);
    let statement = SignInStatement { nonce: &nonce, device: &device, request };
    let signature = statement.sign(&DeviceSecret::from_seed(&[seed; 32]));
    desk.request(&id, &device, request, &signature, None).await
}

#[tokio::test]
async fn a_challenge_opened_again_keeps_its_nonce() {
    let network = Network::begin().await;
    let (desk, id) = (network.stranger(), ChallengeId::from(ID));

    let before = desk.nonce(&id).await.unwrap();
    desk.open(&id).await.unwrap();
    let first = desk.nonce(&id).await.unwrap();
    desk.open(&id).await.unwrap();

    assert_eq!(before, None);
    assert!(first.is_some());
    assert_eq!(desk.nonce(&id).await.unwrap(), first);
    assert_eq!(desk.credential(&id).await.unwrap(), None);
}

#[tokio::test]
async fn t51_a_forged_answer_and_nonsense_earn_nothing() {
    let network = Network::begin().await;
    network.stranger().register(&enrolment(BOB, 11, 12), at(0)).await.unwrap();
    network.stranger().open(&ID.into()).await.unwrap();
    let nonsense = CertificateRequest::try_from(vec![0xFF; 100]).unwrap();

    let forged = answer(&network, 66, &nonsense).await;
    let unusable = answer(&network, 12, &nonsense).await;

    let code = |outcome| match outcome {
        Err(NotSignedIn::Refused(code)) => code.to_string(),
        other => format!("{other:?}"),
    };
    assert_eq!(code(forged), "INVALID_SIG");
    assert_eq!(code(unusable), "BAD_REQUEST");
    assert_eq!(network.stranger().credential(&ID.into()).await.unwrap(), None);
}
