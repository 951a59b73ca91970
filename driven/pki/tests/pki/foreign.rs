//! Programs that are not ours, with whatever certificates they came by.

use std::{fs, path::Path, sync::Arc};

use causerie_chat::Timestamp;
use rcgen::{
    CertificateParams,
    ExtendedKeyUsagePurpose::{self, ClientAuth, ServerAuth},
    Issuer, KeyPair, PKCS_ED25519,
};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::aws_lc_rs::default_provider,
    version::{TLS12, TLS13},
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use time::OffsetDateTime;

use crate::network::{HOUR, Network, ago, now};

/// A client that trusts `network` and shows the chain in one file with the key in another.
pub(crate) fn showing(network: &Network, chain: &Path, key: &Path) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_root_certificates(root_of(network))
        .with_client_auth_cert(chain_in(chain), PrivateKeyDer::from_pem_file(key).unwrap())
        .unwrap()
}

/// A client that knows no TLS later than 1.2.
pub(crate) fn old(network: &Network) -> ClientConfig {
    ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS12])
        .unwrap()
        .with_root_certificates(root_of(network))
        .with_no_client_auth()
}

/// A server with a certificate for `name`, signed behind the authority's back.
pub(crate) fn serving(network: &Network, name: &str) -> Arc<ServerConfig> {
    let key = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let chain = signed(network, name, vec![ServerAuth, ClientAuth], &key);
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key.into())
        .unwrap();
    Arc::new(config)
}

/// A chain that the network's issuer signed without asking what for.
pub(crate) fn signed(
    network: &Network,
    name: &str,
    purposes: Vec<ExtendedKeyUsagePurpose>,
    key: &KeyPair,
) -> Vec<CertificateDer<'static>> {
    let read = |file: &str| fs::read_to_string(network.file(file)).unwrap();
    let issuer_key = KeyPair::from_pem(&read("issuer.key")).unwrap();
    let issuer = Issuer::from_ca_cert_pem(&read("issuer.pem"), issuer_key).unwrap();
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    params.not_before = OffsetDateTime::from_unix_timestamp(seconds(ago(HOUR))).unwrap();
    params.not_after = OffsetDateTime::from_unix_timestamp(seconds(now().plus(HOUR))).unwrap();
    params.extended_key_usages = purposes;
    let mut chain = vec![params.signed_by(key, &issuer).unwrap().der().clone()];
    chain.extend(chain_in(&network.file("issuer.pem")));
    chain
}

fn seconds(at: Timestamp) -> i64 {
    i64::try_from(at.millis() / 1_000).unwrap()
}

fn root_of(network: &Network) -> RootCertStore {
    let mut store = RootCertStore::empty();
    store.add(CertificateDer::from_pem_file(network.file("root.pem")).unwrap()).unwrap();
    store
}

fn chain_in(path: &Path) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_file_iter(path).unwrap().map(Result::unwrap).collect()
}
