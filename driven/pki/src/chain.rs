//! Chains of certificates, leaf first: to and from PEM, and whether they lead to the root.

use std::time::Duration;

use causerie_chat::Term;
use pem::{EncodeConfig, LineEnding, Pem};
use rustls::{
    client::{verify_server_cert_signed_by_trust_anchor, verify_server_name},
    server::{ParsedCertificate, WebPkiClientVerifier},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use thiserror::Error;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::{Root, tls, validity};

const LABEL: &str = "CERTIFICATE";

/// The largest file that holds a chain, in bytes.
pub(crate) const MAX_BYTES: u64 = 65_536;

/// The certificates in `pem`, if it holds at least one and nothing else.
pub(crate) fn from_pem(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let sections = pem::parse_many(pem).ok().filter(|sections| !sections.is_empty())?;
    let certificate =
        |section: Pem| (section.tag() == LABEL).then(|| section.into_contents().into());
    sections.into_iter().map(certificate).collect()
}

/// The certificates as PEM.
pub(crate) fn to_pem(chain: &[CertificateDer<'_>]) -> String {
    let sections: Vec<_> = chain.iter().map(|der| Pem::new(LABEL, der.to_vec())).collect();
    pem::encode_many_config(&sections, EncodeConfig::new().set_line_ending(LineEnding::LF))
}

/// When the leaf is valid, if the chain leads to the root, names `name` and may serve.
///
/// It is asked of the leaf's first moment: whether it is valid *now* is asked in each handshake.
pub(crate) fn verify_server(
    chain: &[CertificateDer<'_>],
    root: &Root,
    name: &ServerName<'_>,
) -> Result<Term, UnfitCertificate> {
    let (leaf, between) = chain.split_first().ok_or(UnfitCertificate::Malformed)?;
    let (term, at) = begin_of(leaf)?;
    let parsed = ParsedCertificate::try_from(leaf)?;
    let algorithms = tls::provider().signature_verification_algorithms.all;
    verify_server_cert_signed_by_trust_anchor(&parsed, &root.store(), between, at, algorithms)?;
    verify_server_name(&parsed, name)?;
    Ok(term)
}

/// As [`verify_server`], for a leaf that may call as well.
pub(crate) fn verify_device(
    chain: &[CertificateDer<'_>],
    root: &Root,
    name: &ServerName<'_>,
) -> Result<Term, UnfitCertificate> {
    let term = verify_server(chain, root, name)?;
    let (leaf, between) = chain.split_first().ok_or(UnfitCertificate::Malformed)?;
    let (_, at) = begin_of(leaf)?;
    let clients = WebPkiClientVerifier::builder_with_provider(root.store(), tls::provider())
        .build()
        .map_err(|cause| rustls::Error::General(cause.to_string()))?;
    clients.verify_client_cert(leaf, between, at)?;
    Ok(term)
}

fn begin_of(leaf: &CertificateDer<'_>) -> Result<(Term, UnixTime), UnfitCertificate> {
    let (_, leaf) = X509Certificate::from_der(leaf).map_err(|_| UnfitCertificate::Malformed)?;
    let term = validity::term_of(&leaf).ok_or(UnfitCertificate::Malformed)?;
    Ok((term, UnixTime::since_unix_epoch(Duration::from_millis(term.from.millis()))))
}

/// Why a chain of certificates is of no use.
#[derive(Debug, Error)]
pub enum UnfitCertificate {
    /// It is no chain of certificates.
    #[error("not a chain of certificates")]
    Malformed,
    /// It does not lead to the root, lacks the name or the purpose, or is for another key.
    #[error(transparent)]
    Refused(#[from] rustls::Error),
}
