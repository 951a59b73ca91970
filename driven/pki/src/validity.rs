//! Times in certificates: whole seconds, from a first to a last one.

use causerie_chat::{Term, Timestamp};
use time::OffsetDateTime;
use x509_parser::prelude::X509Certificate;

use crate::PkiError;

/// How far clocks may run behind ours, in milliseconds: five minutes.
const SKEW: u64 = 300_000;

/// From five minutes ago until `days` from `now`.
pub(crate) fn term_of_days(now: Timestamp, days: u64) -> Term {
    let from = Timestamp::from_millis(now.millis().saturating_sub(SKEW));
    Term { from, until: now.plus(days * 86_400_000) }
}

/// What both terms have in common, or nothing.
pub(crate) fn within(inner: Term, outer: Term) -> Option<Term> {
    let both = Term { from: inner.from.max(outer.from), until: inner.until.min(outer.until) };
    (both.from < both.until).then_some(both)
}

/// The moment as certificates write it.
pub(crate) fn moment(at: Timestamp) -> Result<OffsetDateTime, PkiError> {
    let seconds = i64::try_from(at.millis() / 1_000).map_err(|_| PkiError::Clock)?;
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| PkiError::Clock)
}

/// When the certificate is valid; nothing for one of before 1970.
pub(crate) fn term_of(certificate: &X509Certificate<'_>) -> Option<Term> {
    let validity = certificate.validity();
    let millis = |seconds: i64| u64::try_from(seconds).ok()?.checked_mul(1_000);
    let from = Timestamp::from_millis(millis(validity.not_before.timestamp())?);
    let until = Timestamp::from_millis(millis(validity.not_after.timestamp())?);
    Some(Term { from, until })
}
