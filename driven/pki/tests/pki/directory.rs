//! The folder of a directory.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use causerie_pki::{DirectoryTls, FileError, PkiError, init_directory, read_domain, renew_issuer};
use causerie_usecases::ports::CredentialStatus;
use rstest::rstest;
use x509_parser::pem::Pem;

use crate::{
    handshake::handshake,
    network::{ALICE, BOB, DAY, DOMAIN, Network, ago, current, now},
};

const ALL: [&str; 8] = [
    "domain",
    "issuer.key",
    "issuer.pem",
    "root.key",
    "root.pem",
    "second-factors.key",
    "tls.key",
    "tls.pem",
];

#[test]
fn a_network_begins_with_its_files_the_keys_for_the_owner_only() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("new").join("directory");

    init_directory(&folder, &DOMAIN.parse().unwrap(), now()).unwrap();

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for key in ["root.key", "issuer.key", "tls.key", "second-factors.key"] {
        assert_eq!(mode(&folder.join(key)), 0o600, "{key}");
    }
    assert_eq!(read_domain(&folder).unwrap(), DOMAIN.parse().unwrap());
    let mut files: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ALL);
}

#[test]
fn the_issuer_may_sign_for_its_domain_only_and_make_no_issuers() {
    let network = Network::new();

    let pem = fs::read(network.file("issuer.pem")).unwrap();

    let pem = Pem::iter_from_buffer(&pem).next().unwrap().unwrap();
    let issuer = pem.parse_x509().unwrap();
    let constraints = issuer.basic_constraints().unwrap().unwrap();
    let usage = issuer.key_usage().unwrap().unwrap().value;
    let names = issuer.name_constraints().unwrap().unwrap();
    assert!(constraints.critical && constraints.value.ca);
    assert_eq!(constraints.value.path_len_constraint, Some(0));
    assert!(usage.key_cert_sign() && !usage.digital_signature());
    assert!(names.critical);
    let permitted = names.value.permitted_subtrees.as_ref().unwrap();
    assert_eq!(permitted.len(), 1);
    assert_eq!(permitted[0].base.to_string(), format!("DNSName({DOMAIN})"));
}

#[rstest]
fn a_file_that_stands_is_named_and_nothing_is_done(
    #[values(
        "domain",
        "issuer.key",
        "issuer.pem",
        "root.key",
        "root.pem",
        "second-factors.key",
        "tls.key",
        "tls.pem"
    )]
    name: &str,
) {
    let folder = tempfile::tempdir().unwrap();
    let stands = folder.path().join(name);
    fs::write(&stands, "precious").unwrap();

    let refused = init_directory(folder.path(), &DOMAIN.parse().unwrap(), now()).unwrap_err();

    assert!(refused.to_string().contains(stands.to_str().unwrap()), "{refused}");
    assert_eq!(fs::read(&stands).unwrap(), b"precious");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_second_beginning_changes_nothing() {
    let network = Network::new();
    let before = network.contents();

    let refused = init_directory(network.folder.path(), &DOMAIN.parse().unwrap(), now());

    assert!(matches!(refused, Err(PkiError::File(FileError::Exists(_)))));
    assert_eq!(network.contents(), before);
}

#[test]
fn a_directory_renews_its_certificate_when_it_starts_late_in_its_life() {
    let network = Network::begun(ago(70 * DAY));
    let before = fs::read(network.file("tls.pem")).unwrap();

    let tls = network.tls();

    assert_ne!(fs::read(network.file("tls.pem")).unwrap(), before);
    assert!(tls.term().unwrap().until > now().plus(80 * DAY));
    let calls = network.root().client_config().unwrap();
    assert!(handshake(calls, tls.server_config(), DOMAIN).is_ok());
}

#[test]
fn a_directory_starts_again_after_its_certificate_expired() {
    let network = Network::begun(ago(100 * DAY));

    let tls = network.tls();

    let calls = network.root().client_config().unwrap();
    assert!(handshake(calls, tls.server_config(), DOMAIN).is_ok());
}

#[test]
fn a_certificate_that_cannot_last_longer_is_left_alone() {
    let network = Network::begun(ago(360 * DAY));
    let tls = network.tls();
    let held = tls.term();
    let written = fs::read(network.file("tls.pem")).unwrap();

    tls.renew_if_due(now().plus(4 * DAY)).unwrap();

    assert_eq!(tls.term(), held);
    assert_eq!(fs::read(network.file("tls.pem")).unwrap(), written);
}

#[test]
fn a_directory_whose_issuer_expired_says_so() {
    let network = Network::begun(ago(400 * DAY));

    let refused = DirectoryTls::open(network.folder.path(), now()).err().unwrap();

    assert!(matches!(&refused, PkiError::Expired(file) if *file == network.file("issuer.pem")));
}

#[tokio::test]
async fn a_renewed_issuer_goes_on_where_the_former_left_off() {
    let network = Network::begun(ago(300 * DAY));
    let alice = network.device(ALICE, current()).await;
    let elsewhere = tempfile::tempdir().unwrap();
    let root_key = elsewhere.path().join("root.key");
    fs::copy(network.file("root.key"), &root_key).unwrap();
    fs::remove_file(network.file("root.key")).unwrap();

    renew_issuer(network.folder.path(), &root_key, now()).unwrap();

    let bob = network.device(BOB, current()).await;
    let (calls, serves) = (alice.identity.peer_client_config(), bob.identity.server_config());
    assert!(network.authority().term().until > now().plus(360 * DAY));
    assert!(handshake(calls, serves, BOB).is_ok());
    let calls = bob.identity.directory_client_config();
    assert!(handshake(calls, network.tls().server_config(), DOMAIN).is_ok());
}

#[test]
fn an_issuer_is_not_renewed_by_the_key_of_another_network() {
    let (network, other) = (Network::new(), Network::new());
    let before = network.contents();

    let refused = renew_issuer(network.folder.path(), &other.file("root.key"), now());

    assert!(matches!(refused, Err(PkiError::Mismatch { .. })));
    assert_eq!(network.contents(), before);
}

#[rstest]
#[case::another_root("root.pem")]
#[case::another_chain("tls.pem")]
#[case::another_key("tls.key")]
fn files_of_two_networks_do_not_mix(#[case] name: &str) {
    let (network, other) = (Network::new(), Network::new());
    fs::copy(other.file(name), network.file(name)).unwrap();

    let refused = DirectoryTls::open(network.folder.path(), now()).err().unwrap();

    assert!(matches!(refused, PkiError::Unfit(..) | PkiError::Mismatch { .. }), "{refused}");
    assert!(refused.to_string().contains("tls.pem"), "{refused}");
}

#[rstest]
fn a_missing_file_is_named(#[values("domain", "root.pem", "tls.pem", "tls.key")] name: &str) {
    let network = Network::new();
    fs::remove_file(network.file(name)).unwrap();

    let refused = DirectoryTls::open(network.folder.path(), now()).err().unwrap();

    assert!(refused.to_string().contains(network.file(name).to_str().unwrap()), "{refused}");
}

#[tokio::test]
async fn a_directory_knows_until_when_what_it_shows_is_valid() {
    let network = Network::new();
    let tls = network.tls();

    let status: &dyn CredentialStatus = &tls;
    let term = status.term().await.unwrap().unwrap();

    assert!(term.from <= now() && now().plus(89 * DAY) <= term.until);
    assert!(term.until <= now().plus(91 * DAY));
}
