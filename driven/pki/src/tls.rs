//! How all TLS is set up: version 1.3, one root, no resumption, HTTP/2 before HTTP/1.1.

use std::sync::Arc;

use rustls::{
    ClientConfig, ServerConfig,
    client::Resumption,
    crypto::{CryptoProvider, aws_lc_rs},
    server::{NoServerSessionStorage, WebPkiClientVerifier},
    version::TLS13,
};

use crate::{Root, shown::Shown};

/// What a server asks of those who call.
#[derive(Clone, Copy)]
pub(crate) enum Callers {
    /// A certificate under the root.
    Known,
    /// That, or none at all.
    KnownOrSilent,
}

/// The primitives, X25519MLKEM768 first.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(aws_lc_rs::default_provider())
}

pub(crate) fn server(
    root: &Root,
    callers: Callers,
    shown: Arc<Shown>,
) -> Result<ServerConfig, rustls::Error> {
    let verifier = WebPkiClientVerifier::builder_with_provider(root.store(), provider());
    let verifier = match callers {
        Callers::Known => verifier,
        Callers::KnownOrSilent => verifier.allow_unauthenticated(),
    };
    let verifier = verifier.build().map_err(|cause| rustls::Error::General(cause.to_string()))?;

    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(verifier)
        .with_cert_resolver(shown);
    // A resumed session would let a certificate in that has expired since.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = alpn();
    Ok(config)
}

pub(crate) fn client(root: &Root, shown: Arc<Shown>) -> Result<ClientConfig, rustls::Error> {
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_root_certificates(root.store())
        .with_client_cert_resolver(shown);
    config.resumption = Resumption::disabled();
    config.alpn_protocols = alpn();
    Ok(config)
}

fn alpn() -> Vec<Vec<u8>> {
    vec![b"h2".to_vec(), b"http/1.1".to_vec()]
}
