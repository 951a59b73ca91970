use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::label::is_label;

/// The DNS name of a directory, in lower case and without the final dot (RFC 1035 §2.3.1).
///
/// At most 180 bytes, so that `<device>.<username>.peers.<domain>` stays within the 253 of a DNS name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainName(String);

impl DomainName {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = 180;

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DomainName {
    type Err = InvalidDomainName;

    fn from_str(raw: &str) -> Result<Self, InvalidDomainName> {
        // An IPv4 address is made of labels too, but no certificate for a name covers it.
        let numeric = raw.rsplit('.').next().is_some_and(|l| l.bytes().all(|b| b.is_ascii_digit()));
        if raw.len() <= Self::MAX_BYTES && !numeric && raw.split('.').all(|l| is_label(l, 63)) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(InvalidDomainName)
        }
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a [`DomainName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a domain is a DNS name of at most 180 bytes in lower case, such as chat.example.org")]
pub struct InvalidDomainName;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn a_dns_name_is_itself(#[values("localhost", "chat.example.org", "a1.b")] raw: &str) {
        assert_eq!(raw.parse::<DomainName>().unwrap().to_string(), raw);
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values("", ".", "a..b", "a.", "127.0.0.1", "A.org", "*.org", "a b", "a:1")] raw: &str,
    ) {
        assert_eq!(raw.parse::<DomainName>(), Err(InvalidDomainName));
    }

    #[test]
    fn a_name_is_refused_past_its_limit() {
        assert!("a.".repeat(89).parse::<DomainName>().is_err());
        assert!(format!("{}aa", "a.".repeat(89)).parse::<DomainName>().is_ok());
        assert!(format!("{}aaa", "a.".repeat(89)).parse::<DomainName>().is_err());
    }
}
