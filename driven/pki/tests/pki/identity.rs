//! What a device keeps, and which credentials it takes.

use std::{fs, os::unix::fs::PermissionsExt};

use causerie_chat::Credential;
use causerie_pki::{DeviceIdentity, FileError, PkiError};
use causerie_usecases::ports::{Authority, CredentialStatus, Credentials};
use rcgen::{ExtendedKeyUsagePurpose::ServerAuth, KeyPair};
use rstest::rstest;
use x509_parser::{certification_request::X509CertificationRequest, prelude::FromDer};

use crate::{
    foreign::signed,
    handshake::handshake,
    network::{ALICE, BOB, Network, current, past},
};

#[tokio::test]
async fn a_request_says_nothing_but_the_key() {
    let network = Network::new();
    let alice = network.stranger(ALICE);

    let request = alice.identity.request().await.unwrap();

    let (_, parsed) = X509CertificationRequest::from_der(request.as_der()).unwrap();
    assert_eq!(parsed.certification_request_info.subject.iter().count(), 0);
    assert_eq!(parsed.certification_request_info.attributes().len(), 0);
}

#[tokio::test]
async fn a_device_is_the_same_after_a_restart() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let bob = network.device(BOB, current()).await;
    let before = alice.identity.term().await.unwrap();

    let again = alice.reopened(network.root());

    assert!(before.is_some());
    assert_eq!(again.term().await.unwrap(), before);
    assert!(handshake(again.peer_client_config(), bob.identity.server_config(), BOB).is_ok());
}

#[tokio::test]
async fn a_credential_has_the_term_it_was_signed_for() {
    let network = Network::new();

    let alice = network.device(ALICE, current()).await;

    let (held, asked) = (alice.identity.term().await.unwrap().unwrap(), current());
    assert!(held.from.millis().abs_diff(asked.from.millis()) < 60_000);
    assert!(held.until.millis().abs_diff(asked.until.millis()) < 60_000);
}

#[derive(Clone, Copy, Debug)]
enum Unfit {
    AnothersName,
    AnothersKey,
    AnothersNetwork,
    WithoutIssuer,
    WithoutPurpose,
    Garbage,
}

#[rstest]
#[tokio::test]
async fn a_credential_that_does_not_fit_is_refused_and_the_former_stays(
    #[values(
        Unfit::AnothersName,
        Unfit::AnothersKey,
        Unfit::AnothersNetwork,
        Unfit::WithoutIssuer,
        Unfit::WithoutPurpose,
        Unfit::Garbage
    )]
    unfit: Unfit,
) {
    let (network, other) = (Network::new(), Network::new());
    let alice = network.device(ALICE, past()).await;
    let kept = fs::read(alice.folder.path().join("credential.pem")).unwrap();
    let before = alice.identity.term().await.unwrap();
    let offered = match unfit {
        Unfit::AnothersName => {
            let request = alice.identity.request().await.unwrap();
            let bob = BOB.parse().unwrap();
            network.authority().issue(&bob, &request, current()).await.unwrap()
        }
        Unfit::AnothersKey => network.sign(&network.stranger(ALICE), current()).await,
        Unfit::AnothersNetwork => other.sign(&alice, current()).await,
        Unfit::WithoutIssuer => {
            let whole = network.sign(&alice, current()).await;
            Credential::try_from(whole.chain()[..1].to_vec()).unwrap()
        }
        Unfit::WithoutPurpose => {
            let key = fs::read_to_string(alice.folder.path().join("tls.key")).unwrap();
            let key = KeyPair::from_pem(&key).unwrap();
            let chain = signed(&network, ALICE, vec![ServerAuth], &key);
            Credential::try_from(chain.iter().map(|der| der.to_vec()).collect::<Vec<_>>()).unwrap()
        }
        Unfit::Garbage => Credential::try_from(vec![vec![0x30, 0x80]]).unwrap(),
    };

    let refused = alice.identity.install(offered).await;

    assert!(refused.is_err(), "{unfit:?}");
    assert_eq!(alice.identity.term().await.unwrap(), before);
    assert_eq!(fs::read(alice.folder.path().join("credential.pem")).unwrap(), kept);
}

#[rstest]
#[tokio::test]
async fn a_damaged_credential_counts_as_none(#[values("", "garbage", "cut")] damage: &str) {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let path = alice.folder.path().join("credential.pem");
    let whole = fs::read_to_string(&path).unwrap();
    fs::write(&path, if damage == "cut" { &whole[..whole.len() / 2] } else { damage }).unwrap();

    let again = alice.reopened(network.root());

    assert_eq!(again.term().await.unwrap(), None);
    again.install(network.sign(&alice, current()).await).await.unwrap();
    assert!(again.term().await.unwrap().is_some());
}

#[tokio::test]
async fn t58_a_credential_under_another_root_counts_as_none() {
    let (network, other) = (Network::new(), Network::new());
    let alice = network.device(ALICE, current()).await;

    let again = alice.reopened(other.root());

    assert_eq!(again.term().await.unwrap(), None);
}

#[tokio::test]
async fn a_key_that_others_may_read_is_refused_and_not_replaced() {
    let network = Network::new();
    let alice = network.stranger(ALICE);
    let path = alice.folder.path().join("tls.key");
    let key = fs::read(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();

    let opened = DeviceIdentity::open(alice.folder.path(), &alice.address, network.root());

    assert!(matches!(opened.err(), Some(PkiError::File(FileError::Exposed(file))) if file == path));
    assert_eq!(fs::read(&path).unwrap(), key);
}
