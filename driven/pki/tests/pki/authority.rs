//! What the issuing authority signs, and for whom.

use causerie_chat::{CertificateRequest, DeviceAddress, Term};
use causerie_usecases::ports::{Authority, NotIssued};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose::CodeSigning, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ED25519, SignatureAlgorithm,
};
use rstest::rstest;
use x509_parser::prelude::{ASN1Time, FromDer, X509Certificate};

use crate::network::{ALICE, DAY, Network, ago, current, now};

#[tokio::test]
async fn of_a_request_nothing_counts_but_the_key() {
    let network = Network::new();
    let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let mut greedy = CertificateParams::new(["chat.example.org".to_owned()]).unwrap();
    greedy.distinguished_name.push(DnType::CommonName, "root");
    greedy.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    greedy.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    greedy.extended_key_usages = vec![CodeSigning];
    let request = greedy.serialize_request(&key).unwrap().der().to_vec().try_into().unwrap();

    let issued = network.authority().issue(&device(), &request, current()).await.unwrap();

    let (_, leaf) = X509Certificate::from_der(&issued.chain()[0]).unwrap();
    let names = leaf.subject_alternative_name().unwrap().unwrap().value;
    let purposes = leaf.extended_key_usage().unwrap().unwrap().value;
    let usage = leaf.key_usage().unwrap().unwrap().value;
    assert_eq!(leaf.public_key().subject_public_key.data.as_ref(), key.public_key_raw());
    assert_eq!(leaf.subject().iter().count(), 0);
    assert!(!leaf.is_ca());
    assert_eq!(names.general_names.len(), 1);
    assert_eq!(names.general_names[0].to_string(), format!("DNSName({ALICE})"));
    assert!(purposes.server_auth && purposes.client_auth && !purposes.code_signing);
    assert!(usage.digital_signature() && !usage.key_cert_sign());
    assert!(leaf.raw_serial().len() >= 16);
}

#[tokio::test]
async fn a_request_that_its_key_did_not_sign_is_refused() {
    let network = Network::new();
    let mut der = request_by(&PKCS_ED25519);
    let last = der.len() - 1;
    der[last] ^= 1;

    let refused = issue(&network, der).await;

    assert!(matches!(refused, Err(NotIssued::BadRequest)));
}

#[tokio::test]
async fn t08_a_request_for_a_weak_key_is_refused() {
    let network = Network::new();
    let mut der = request_by(&PKCS_ED25519);
    // The identity, for which R = s·B with s = 0 is a signature over everything.
    let key = find(&der, &[0x03, 0x21, 0x00]) + 3;
    der[key..key + 32].copy_from_slice(&identity());
    let signature = find(&der, &[0x03, 0x41, 0x00]) + 3;
    der[signature..signature + 32].copy_from_slice(&identity());
    der[signature + 32..signature + 64].fill(0);

    let refused = issue(&network, der).await;

    assert!(matches!(refused, Err(NotIssued::BadRequest)));
}

#[rstest]
#[case::another_kind_of_key(request_by(&PKCS_ECDSA_P256_SHA256))]
#[case::empty(Vec::new())]
#[case::garbage(vec![0x30, 0x82, 0xff, 0xff])]
#[case::cut({ let mut der = request_by(&PKCS_ED25519); der.pop(); der })]
#[case::longer({ let mut der = request_by(&PKCS_ED25519); der.push(0); der })]
#[tokio::test]
async fn what_is_no_request_for_an_ed25519_key_is_refused(#[case] der: Vec<u8>) {
    let network = Network::new();

    let refused = issue(&network, der).await;

    assert!(matches!(refused, Err(NotIssued::BadRequest)));
}

#[tokio::test]
async fn a_device_of_another_domain_is_not_signed_for() {
    let network = Network::new();
    let request = request_by(&PKCS_ED25519).try_into().unwrap();
    let foreign = "d1.alice.peers.chat.example.com".parse().unwrap();

    let refused = network.authority().issue(&foreign, &request, current()).await;

    assert!(matches!(refused, Err(NotIssued::Unavailable(_))));
}

#[tokio::test]
async fn nothing_is_valid_when_the_issuer_is_not() {
    let network = Network::begun(ago(360 * DAY));
    let authority = network.authority();
    let long = Term { from: ago(400 * DAY), until: now().plus(30 * DAY) };
    let request = request_by(&PKCS_ED25519).try_into().unwrap();

    let issued = authority.issue(&device(), &request, long).await.unwrap();

    let (_, leaf) = X509Certificate::from_der(&issued.chain()[0]).unwrap();
    let millis = |at: ASN1Time| u64::try_from(at.timestamp()).unwrap() * 1_000;
    let (from, until) = (leaf.validity().not_before, leaf.validity().not_after);
    assert_eq!(millis(from), authority.term().from.millis());
    assert_eq!(millis(until), authority.term().until.millis());
    assert!(authority.term().until < long.until);
}

#[tokio::test]
async fn an_issuer_past_its_end_signs_nothing() {
    let network = Network::begun(ago(400 * DAY));
    let request = request_by(&PKCS_ED25519).try_into().unwrap();

    let refused = network.authority().issue(&device(), &request, current()).await;

    assert!(matches!(refused, Err(NotIssued::Unavailable(_))));
}

async fn issue(network: &Network, der: Vec<u8>) -> Result<(), NotIssued> {
    let request = CertificateRequest::try_from(der).unwrap();
    network.authority().issue(&device(), &request, current()).await.map(drop)
}

fn device() -> DeviceAddress {
    ALICE.parse().unwrap()
}

fn request_by(kind: &'static SignatureAlgorithm) -> Vec<u8> {
    let key = KeyPair::generate_for(kind).unwrap();
    CertificateParams::default().serialize_request(&key).unwrap().der().to_vec()
}

fn identity() -> [u8; 32] {
    let mut point = [0; 32];
    point[0] = 1;
    point
}

fn find(bytes: &[u8], part: &[u8]) -> usize {
    bytes.windows(part.len()).position(|window| window == part).unwrap()
}
