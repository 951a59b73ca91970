//! What each kind of certificate says (RFC 5280). None names a person but a device's, and that in its DNS name only.

use causerie_chat::{DomainName, Term};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose::{self, ClientAuth, ServerAuth},
    GeneralSubtree, IsCa,
    KeyUsagePurpose::{DigitalSignature, KeyCertSign},
    NameConstraints, SanType, SerialNumber,
};

use crate::{PkiError, entropy::random, validity::moment};

/// A network's root: signs issuers and nothing below them.
pub(crate) fn root(term: Term) -> Result<CertificateParams, PkiError> {
    authority("Causerie network root", 1, term)
}

/// An issuer, whose word counts for the domain and the names under it, and for no other.
pub(crate) fn issuer(domain: &DomainName, term: Term) -> Result<CertificateParams, PkiError> {
    let mut params = authority("Causerie issuer", 0, term)?;
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName(domain.to_string())],
        excluded_subtrees: Vec::new(),
    });
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

/// A directory's: it serves, and cannot be shown by a client.
pub(crate) fn directory(domain: &DomainName, term: Term) -> Result<CertificateParams, PkiError> {
    leaf(domain.as_str(), vec![ServerAuth], term)
}

/// A device's: it serves other devices and calls them.
pub(crate) fn device(name: &str, term: Term) -> Result<CertificateParams, PkiError> {
    leaf(name, vec![ServerAuth, ClientAuth], term)
}

fn authority(name: &str, path_length: u8, term: Term) -> Result<CertificateParams, PkiError> {
    let mut params = common(term)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(path_length));
    params.key_usages = vec![KeyCertSign];
    Ok(params)
}

fn leaf(
    name: &str,
    purposes: Vec<ExtendedKeyUsagePurpose>,
    term: Term,
) -> Result<CertificateParams, PkiError> {
    let mut params = common(term)?;
    params.subject_alt_names = vec![SanType::DnsName(name.try_into()?)];
    params.is_ca = IsCa::ExplicitNoCa;
    params.key_usages = vec![DigitalSignature];
    params.extended_key_usages = purposes;
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn common(term: Term) -> Result<CertificateParams, PkiError> {
    let mut serial = random::<20>()?;
    // Positive and of full length, as RFC 5280 §4.1.2.2 wants it; 158 bits are random.
    serial[0] = (serial[0] & 0x3f) | 0x40;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    params.not_before = moment(term.from)?;
    params.not_after = moment(term.until)?;
    Ok(params)
}
