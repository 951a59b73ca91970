use causerie_chat::DeviceAddress;
use rustls::pki_types::CertificateDer;
use x509_parser::{
    extensions::GeneralName,
    prelude::{FromDer, X509Certificate},
};

/// The device that a verified chain's first certificate names: by its one subject alternative name, a DNS name of the
/// form `<device>.<username>.peers.<domain>`. Any other name beside it, of any kind, makes it nobody's. The subject
/// itself is not read.
pub(super) fn device(chain: Option<&[CertificateDer<'_>]>) -> Option<DeviceAddress> {
    let (_, certificate) = X509Certificate::from_der(chain?.first()?).ok()?;
    let names = certificate.subject_alternative_name().ok()??;
    match names.value.general_names.as_slice() {
        [GeneralName::DNSName(name)] => name.parse().ok(),
        _ => None,
    }
}
