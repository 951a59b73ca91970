use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::{DomainName, InvalidDomainName, InvalidUsername, Username};

/// A person: `username@domain`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The name at the directory.
    pub username: Username,
    /// The directory.
    pub domain: DomainName,
}

impl Address {
    /// Reads `username@domain`, or `username` alone for somebody at `home`.
    pub fn parse_at(raw: &str, home: &DomainName) -> Result<Self, InvalidAddress> {
        if raw.contains('@') {
            raw.parse()
        } else {
            Ok(Self { username: raw.parse()?, domain: home.clone() })
        }
    }
}

impl FromStr for Address {
    type Err = InvalidAddress;

    fn from_str(raw: &str) -> Result<Self, InvalidAddress> {
        let (username, domain) = raw.split_once('@').ok_or(InvalidAddress::NoDomain)?;
        Ok(Self { username: username.parse()?, domain: domain.parse()? })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.username, self.domain)
    }
}

/// Why a text is not an [`Address`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidAddress {
    /// There is no `@`.
    #[error("an address is username@domain")]
    NoDomain,
    /// What stands before the `@`.
    #[error(transparent)]
    Username(#[from] InvalidUsername),
    /// What stands behind it.
    #[error(transparent)]
    Domain(#[from] InvalidDomainName),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_alone_means_somebody_at_home() {
        let home = "example.org".parse().unwrap();

        assert_eq!(Address::parse_at("bob", &home).unwrap().to_string(), "bob@example.org");
        assert_eq!(Address::parse_at("bob@b.org", &home).unwrap().to_string(), "bob@b.org");
    }

    #[test]
    fn two_at_signs_are_refused() {
        assert_eq!("a@b@c".parse::<Address>(), Err(InvalidDomainName.into()));
    }
}
