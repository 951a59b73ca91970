//! Handshakes that are refused.

use rustls::{CertificateError, Error};

use crate::{
    foreign::{old, serving, showing},
    handshake::{
        Refused::{self, ByClient, ByServer},
        handshake,
    },
    network::{ALICE, BOB, DOMAIN, Network, current, past},
};

#[tokio::test]
async fn t58_a_device_of_another_network_is_refused_by_both_sides() {
    let (ours, theirs) = (Network::new(), Network::new());
    let alice = ours.device(ALICE, current()).await;
    let bob = theirs.device(BOB, current()).await;

    let (calls, serves) = (alice.identity.peer_client_config(), bob.identity.server_config());
    let here = handshake(calls, serves, BOB).err().unwrap();
    let bobs = |file: &str| bob.folder.path().join(file);
    let mimic = showing(&ours, &bobs("credential.pem"), &bobs("tls.key"));
    let there = handshake(mimic, alice.identity.server_config(), ALICE).err().unwrap();

    assert!(unknown_issuer(&here, "client"), "{here:?}");
    assert!(unknown_issuer(&there, "server"), "{there:?}");
}

#[tokio::test]
async fn t58_a_directory_of_another_network_is_refused_though_it_has_the_same_name() {
    let (ours, theirs) = (Network::new(), Network::new());

    let calls = ours.root().client_config().unwrap();
    let refused = handshake(calls, theirs.tls().server_config(), DOMAIN).err().unwrap();

    assert!(unknown_issuer(&refused, "client"), "{refused:?}");
}

#[tokio::test]
async fn a_device_that_is_not_the_one_called_is_refused() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let bob = network.device(BOB, current()).await;

    let (calls, serves) = (bob.identity.peer_client_config(), bob.identity.server_config());
    let refused = handshake(calls, serves, &alice.address.to_string()).err().unwrap();

    let ByClient(Error::InvalidCertificate(cause)) = refused else { panic!("{refused:?}") };
    assert!(matches!(cause, CertificateError::NotValidForNameContext { .. }), "{cause:?}");
}

#[tokio::test]
async fn an_expired_credential_is_refused_by_devices_and_directories() {
    let network = Network::new();
    let alice = network.device(ALICE, past()).await;
    let bob = network.device(BOB, current()).await;

    let as_client =
        handshake(alice.identity.peer_client_config(), bob.identity.server_config(), BOB);
    let as_server =
        handshake(bob.identity.peer_client_config(), alice.identity.server_config(), ALICE);
    let at_directory =
        handshake(alice.identity.directory_client_config(), network.tls().server_config(), DOMAIN);

    for (refused, by) in [(as_client, "server"), (as_server, "client"), (at_directory, "server")] {
        let refused = refused.err().unwrap();
        assert!(certificate_error(&refused, by).contains("Expired"), "{refused:?}");
    }
}

#[tokio::test]
async fn a_device_with_an_expired_credential_can_still_ask_for_a_new_one() {
    let network = Network::new();
    let _alice = network.device(ALICE, past()).await;

    let calls = network.root().client_config().unwrap();

    assert!(handshake(calls, network.tls().server_config(), DOMAIN).is_ok());
}

#[tokio::test]
async fn devices_refuse_a_caller_without_a_certificate() {
    let network = Network::new();
    let bob = network.device(BOB, current()).await;

    let calls = network.stranger(ALICE).identity.peer_client_config();
    let refused = handshake(calls, bob.identity.server_config(), BOB).err().unwrap();

    assert!(matches!(refused, ByServer(Error::NoCertificatesPresented)), "{refused:?}");
}

#[tokio::test]
async fn a_directorys_certificate_does_not_open_a_device() {
    let network = Network::new();
    let bob = network.device(BOB, current()).await;

    let calls = showing(&network, &network.file("tls.pem"), &network.file("tls.key"));
    let refused = handshake(calls, bob.identity.server_config(), BOB).err().unwrap();

    assert!(certificate_error(&refused, "server").contains("Purpose"), "{refused:?}");
}

#[tokio::test]
async fn a_name_outside_the_domain_is_refused_whatever_the_issuer_signs() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let inside = serving(&network, BOB);
    let outside_name = "d1.bob.peers.chat.example.com";
    let outside = serving(&network, outside_name);

    let calls = alice.identity.peer_client_config();
    let control = handshake(calls.clone(), inside, BOB);
    let refused = handshake(calls, outside, outside_name).err().unwrap();

    assert!(control.is_ok());
    assert!(certificate_error(&refused, "client").contains("NameConstraint"), "{refused:?}");
}

#[tokio::test]
async fn tls_1_2_is_refused() {
    let network = Network::new();
    let bob = network.device(BOB, current()).await;

    let at_device = handshake(old(&network), bob.identity.server_config(), BOB).err().unwrap();
    let at_directory =
        handshake(old(&network), network.tls().server_config(), DOMAIN).err().unwrap();

    for refused in [at_device, at_directory] {
        assert!(matches!(refused, ByServer(Error::PeerIncompatible(_))), "{refused:?}");
    }
}

fn unknown_issuer(refused: &Refused, by: &str) -> bool {
    // Two roots have one name, so that the signature is what does not fit.
    let cause = certificate_error(refused, by);
    cause.contains("UnknownIssuer") || cause.contains("BadSignature")
}

/// What that side found wrong with the certificate, or nothing.
fn certificate_error(refused: &Refused, by: &str) -> String {
    match (refused, by) {
        (ByClient(Error::InvalidCertificate(cause)), "client")
        | (ByServer(Error::InvalidCertificate(cause)), "server") => format!("{cause:?}"),
        _ => String::new(),
    }
}
