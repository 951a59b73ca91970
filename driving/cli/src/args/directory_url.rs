use std::{fmt, str::FromStr};

use causerie_chat::NetworkAddress;
use thiserror::Error;

/// Where a directory is found: `https://host[:port]`, with port 443 unless another is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryUrl(NetworkAddress);

impl DirectoryUrl {
    /// Host and port.
    #[must_use]
    pub fn location(&self) -> &NetworkAddress {
        &self.0
    }
}

impl FromStr for DirectoryUrl {
    type Err = InvalidDirectoryUrl;

    fn from_str(raw: &str) -> Result<Self, InvalidDirectoryUrl> {
        let place = raw.strip_prefix("https://").ok_or(InvalidDirectoryUrl)?;
        let place = place.strip_suffix('/').unwrap_or(place);
        let location = place.parse().or_else(|_| format!("{place}:443").parse());
        location.map(Self).map_err(|_| InvalidDirectoryUrl)
    }
}

impl fmt::Display for DirectoryUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}", self.0)
    }
}

/// The text is not a [`DirectoryUrl`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a directory is https://host or https://host:port, with nothing behind it")]
pub struct InvalidDirectoryUrl;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://localhost:7443", "https://localhost:7443")]
    #[case("https://chat.example.org/", "https://chat.example.org:443")]
    #[case("https://[::1]:7443", "https://[::1]:7443")]
    fn a_directory_is_a_host_and_a_port(#[case] raw: &str, #[case] shown: &str) {
        assert_eq!(raw.parse::<DirectoryUrl>().unwrap().to_string(), shown);
    }

    #[rstest]
    fn t56_there_is_no_plain_http(
        #[values(
            "http://localhost:7443",
            "localhost:7443",
            "https://",
            "https://a/b",
            "https://u@a"
        )]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<DirectoryUrl>(), Err(InvalidDirectoryUrl));
    }
}
