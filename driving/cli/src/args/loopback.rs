use std::{fmt, net::SocketAddr, str::FromStr};

use thiserror::Error;

/// An address that only this machine reaches: `127.0.0.1:0` or `[::1]:7501`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loopback(SocketAddr);

impl Loopback {
    /// The address.
    #[must_use]
    pub fn socket(self) -> SocketAddr {
        self.0
    }
}

impl FromStr for Loopback {
    type Err = InvalidLoopback;

    fn from_str(raw: &str) -> Result<Self, InvalidLoopback> {
        let address: SocketAddr = raw.parse().map_err(|_| InvalidLoopback)?;
        if address.ip().is_loopback() { Ok(Self(address)) } else { Err(InvalidLoopback) }
    }
}

impl fmt::Display for Loopback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text is not a [`Loopback`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the local API is for this machine alone, at an address such as 127.0.0.1:0 or [::1]:7501")]
pub struct InvalidLoopback;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_meant() {
        for raw in ["127.0.0.1:0", "127.1.2.3:7", "[::1]:7501"] {
            assert_eq!(raw.parse::<Loopback>().unwrap().to_string(), raw);
        }
        for raw in ["0.0.0.0:1", "[::]:1", "192.0.2.1:1", "localhost:1", "127.0.0.1", ""] {
            assert_eq!(raw.parse::<Loopback>(), Err(InvalidLoopback));
        }
    }
}
