use std::{fmt, str::FromStr};

use causerie_chat::{Address, DomainName, InvalidDomainName, InvalidUsername, Username};
use thiserror::Error;

/// A person as they are typed: `bob`, or `bob@chat.example.org`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// What stands before the `@`.
    pub username: Username,
    /// What stands behind it, if anything does.
    pub domain: Option<DomainName>,
}

impl Name {
    /// The person meant by somebody at `home`.
    #[must_use]
    pub fn at(self, home: &DomainName) -> Address {
        let domain = self.domain.unwrap_or_else(|| home.clone());
        Address { username: self.username, domain }
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(raw: &str) -> Result<Self, InvalidName> {
        let (username, domain) = match raw.split_once('@') {
            Some((username, domain)) => (username, Some(domain.parse()?)),
            None => (raw, None),
        };
        Ok(Self { username: username.parse()?, domain })
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.domain {
            Some(domain) => write!(f, "{}@{domain}", self.username),
            None => self.username.fmt(f),
        }
    }
}

/// Why a text is not a [`Name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidName {
    /// What stands before the `@`.
    #[error(transparent)]
    Username(#[from] InvalidUsername),
    /// What stands behind it.
    #[error(transparent)]
    Domain(#[from] InvalidDomainName),
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("bob", "bob@localhost")]
    #[case("bob@chat.example.org", "bob@chat.example.org")]
    fn a_name_alone_is_somebody_at_home(#[case] raw: &str, #[case] meant: &str) {
        let name: Name = raw.parse().unwrap();

        assert_eq!(name.to_string(), raw);
        assert_eq!(name.at(&"localhost".parse().unwrap()).to_string(), meant);
    }

    #[rstest]
    fn what_could_leave_its_place_in_a_path_is_no_name(
        #[values("", "@", "bob@", "../x", "bob/x", "bob?x=1", "bob%2f", "Bob", "bob@a@b")]
        raw: &str,
    ) {
        assert!(raw.parse::<Name>().is_err());
    }
}
