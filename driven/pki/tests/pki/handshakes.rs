//! Handshakes that succeed, and what they agree on.

use causerie_chat::{Credential, Term};
use causerie_usecases::ports::Credentials;
use rstest::rstest;
use rustls::{HandshakeKind, NamedGroup, ProtocolVersion};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::{
    foreign::{serving, showing},
    handshake::{contains, handshake},
    network::{ALICE, BOB, DAY, DOMAIN, Network, ago, current},
};

#[tokio::test]
async fn two_devices_know_each_other_by_name() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let bob = network.device(BOB, current()).await;

    let (calls, serves) = (alice.identity.peer_client_config(), bob.identity.server_config());
    let done = handshake(calls, serves, BOB).unwrap();

    let caller = &done.server.peer_certificates().unwrap()[0];
    let (_, caller) = X509Certificate::from_der(caller).unwrap();
    let names = caller.subject_alternative_name().unwrap().unwrap();
    assert_eq!(names.value.general_names.len(), 1);
    assert_eq!(names.value.general_names[0].to_string(), format!("DNSName({ALICE})"));
    assert_eq!(done.client.alpn_protocol(), Some(&b"h2"[..]));
}

#[tokio::test]
async fn two_devices_know_each_other_after_a_day_without_their_directory() {
    let network = Network::begun(ago(3 * DAY));
    // It went away just when they would have renewed what it had signed.
    let from = ago(DAY + Credential::LIFETIME / 4);
    let term = Term { from, until: from.plus(Credential::LIFETIME) };
    assert!(Credential::renewal(term) <= ago(DAY));
    let alice = network.device(ALICE, term).await;
    let bob = network.device(BOB, term).await;

    let (calls, serves) = (alice.identity.peer_client_config(), bob.identity.server_config());

    assert!(handshake(calls, serves, BOB).is_ok());
}

#[rstest]
#[case::one_label("localhost")]
#[case::the_longest(&format!("{}aa", "a.".repeat(89)))]
#[tokio::test]
async fn every_domain_there_is_can_have_a_network(#[case] domain: &str) {
    let network = Network::of(domain, ago(DAY));
    let name = format!("{}.{}.peers.{domain}", "d".repeat(16), "b".repeat(32));
    let bob = network.device(&name, current()).await;
    let (calls, serves) = (bob.identity.peer_client_config(), bob.identity.server_config());

    assert!(handshake(calls, serves, &name).is_ok());
    let calls = bob.identity.directory_client_config();
    assert!(handshake(calls, network.tls().server_config(), domain).is_ok());
}

#[tokio::test]
async fn transport_is_post_quantum_and_tls_1_3() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let bob = network.device(BOB, current()).await;

    let (calls, serves) = (alice.identity.peer_client_config(), bob.identity.server_config());
    let done = handshake(calls, serves, BOB).unwrap();

    let group = done.client.negotiated_key_exchange_group().unwrap().name();
    assert_eq!(group, NamedGroup::X25519MLKEM768);
    assert_eq!(done.client.protocol_version(), Some(ProtocolVersion::TLSv1_3));
}

#[tokio::test]
async fn a_call_between_devices_shows_no_name_on_the_wire() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let bob = network.device(BOB, current()).await;

    let (calls, serves) = (alice.identity.peer_client_config(), bob.identity.server_config());
    let done = handshake(calls, serves, BOB).unwrap();

    assert!(contains(&done.hello, "http/1.1"), "the hello is readable, as TLS has it");
    for name in ["alice", "bob", "peers", DOMAIN] {
        assert!(!done.shows(name), "{name}");
    }
}

#[tokio::test]
async fn a_call_to_the_directory_names_the_directory_only() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;

    let calls = alice.identity.directory_client_config();
    let done = handshake(calls, network.tls().server_config(), DOMAIN).unwrap();

    assert!(contains(&done.hello, DOMAIN));
    assert!(!done.shows("alice"));
    assert!(done.server.peer_certificates().is_some());
}

#[tokio::test]
async fn a_directory_lets_a_device_in_that_has_no_certificate_yet_or_does_not_show_it() {
    let network = Network::new();
    let newcomer = network.stranger(ALICE);

    let shy =
        [newcomer.identity.directory_client_config(), network.root().client_config().unwrap()];

    for calls in shy {
        let done = handshake(calls, network.tls().server_config(), DOMAIN).unwrap();
        assert!(done.server.peer_certificates().is_none());
    }
}

#[tokio::test]
async fn no_session_is_resumed_even_if_the_other_side_would() {
    let network = Network::new();
    let bob = network.device(BOB, current()).await;
    let bobs = |file: &str| bob.folder.path().join(file);
    let resuming_client = showing(&network, &bobs("credential.pem"), &bobs("tls.key"));
    let resuming_server = serving(&network, BOB);
    let ours = [bob.identity.peer_client_config(), bob.identity.directory_client_config()];
    let devices = bob.identity.server_config();
    let directory = network.tls().server_config();

    let pairs = [
        (resuming_client.clone(), devices, BOB),
        (resuming_client.clone(), directory, DOMAIN),
        (ours[0].clone(), resuming_server.clone(), BOB),
        (ours[1].clone(), resuming_server.clone(), BOB),
    ];

    for (client, server, name) in pairs {
        for _ in 0..2 {
            let done = handshake(client.clone(), server.clone(), name).unwrap();
            assert_eq!(done.server.handshake_kind(), Some(HandshakeKind::Full));
        }
    }
    handshake(resuming_client.clone(), resuming_server.clone(), BOB).unwrap();
    let control = handshake(resuming_client, resuming_server, BOB).unwrap();
    assert_eq!(control.server.handshake_kind(), Some(HandshakeKind::Resumed));
}

#[tokio::test]
async fn a_new_credential_counts_from_the_next_handshake_on() {
    let network = Network::new();
    let alice = network.device(ALICE, current()).await;
    let bob = network.device(BOB, current()).await;
    let (calls, serves) = (alice.identity.peer_client_config(), bob.identity.server_config());
    let first = handshake(calls.clone(), serves.clone(), BOB).unwrap();

    for device in [&alice, &bob] {
        let renewed = network.sign(device, current()).await;
        device.identity.install(renewed).await.unwrap();
    }
    let second = handshake(calls, serves, BOB).unwrap();

    assert_ne!(first.server.peer_certificates(), second.server.peer_certificates());
    assert_ne!(first.client.peer_certificates(), second.client.peer_certificates());
}

#[tokio::test]
async fn a_directory_swaps_its_certificate_while_it_runs() {
    let network = Network::begun(ago(50 * DAY));
    let tls = network.tls();
    let (serves, held) = (tls.server_config(), tls.term().unwrap());
    let calls = || network.root().client_config().unwrap();
    let first = handshake(calls(), serves.clone(), DOMAIN).unwrap();

    tls.renew_if_due(ago(0)).unwrap();
    assert_eq!(tls.term(), Some(held), "more than a third of its life is left");
    tls.renew_if_due(ago(0).plus(15 * DAY)).unwrap();

    let second = handshake(calls(), serves, DOMAIN);
    assert!(tls.term().unwrap().until > held.until);
    assert!(second.is_err(), "it begins in the future, so it is the new one");
    assert!(first.client.peer_certificates().is_some());
}
