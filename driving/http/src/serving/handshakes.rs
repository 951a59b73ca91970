use std::io;

use opentelemetry::{KeyValue, global, metrics::Counter};
use rustls::Error;
use tokio::time::error::Elapsed;

/// Counts TLS handshakes (`causerie.tls.handshakes`): each that failed by why (`error.type`), the others without.
#[derive(Clone)]
pub(super) struct Handshakes(Counter<u64>);

impl Handshakes {
    pub(super) fn new() -> Self {
        let meter = global::meter("causerie");
        let counter = meter.u64_counter("causerie.tls.handshakes");
        let about = "TLS handshakes with those who connect";
        Self(counter.with_unit("{handshake}").with_description(about).build())
    }

    pub(super) fn count<T>(&self, shaken: &Result<io::Result<T>, Elapsed>) {
        let error = match shaken {
            Ok(Ok(_)) => None,
            Ok(Err(failed)) => Some(kind(failed)),
            Err(_) => Some("timeout"),
        };
        match error {
            None => self.0.add(1, &[]),
            Some(error) => self.0.add(1, &[KeyValue::new("error.type", error)]),
        }
    }
}

/// Why, in one word of these few: what the caller sent is none of them.
fn kind(failed: &io::Error) -> &'static str {
    match failed.get_ref().and_then(|cause| cause.downcast_ref::<Error>()) {
        Some(Error::NoCertificatesPresented | Error::InvalidCertificate(_)) => "certificate",
        Some(Error::AlertReceived(_)) => "alert",
        Some(_) => "protocol",
        None => "connection",
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use rustls::CertificateError;

    use super::*;

    #[rstest]
    #[case(io::Error::other(Error::NoCertificatesPresented), "certificate")]
    #[case(io::Error::other(Error::InvalidCertificate(CertificateError::Expired)), "certificate")]
    #[case(io::Error::other(Error::InappropriateMessage {
        expect_types: vec![], got_type: rustls::ContentType::Alert
    }), "protocol")]
    #[case(io::ErrorKind::UnexpectedEof.into(), "connection")]
    fn a_handshake_that_failed_is_counted_by_why(#[case] failed: io::Error, #[case] why: &str) {
        assert_eq!(kind(&failed), why);
    }
}
