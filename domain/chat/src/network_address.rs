use std::{fmt, net::IpAddr, str::FromStr};

use thiserror::Error;

use crate::DomainName;

/// Where a device listens: `host:port`, where host is a DNS name, an IPv4 address or an IPv6 address in
/// brackets; port 1 to 65535. At most 188 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NetworkAddress {
    host: Host,
    port: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Host {
    Name(DomainName),
    Ip(IpAddr),
}

impl NetworkAddress {
    /// The name or the number, without brackets.
    #[must_use]
    pub fn host(&self) -> String {
        match &self.host {
            Host::Name(name) => name.to_string(),
            Host::Ip(ip) => ip.to_string(),
        }
    }

    /// The TCP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for NetworkAddress {
    type Err = InvalidNetworkAddress;

    fn from_str(raw: &str) -> Result<Self, InvalidNetworkAddress> {
        let (host, port) = raw.rsplit_once(':').ok_or(InvalidNetworkAddress)?;
        let digits = (1..=5).contains(&port.len()) && port.bytes().all(|b| b.is_ascii_digit());
        let port = port.parse().ok().filter(|p| digits && *p != 0).ok_or(InvalidNetworkAddress)?;
        let ip = match host.strip_prefix('[').and_then(|h| h.strip_suffix(']')) {
            Some(v6) => Some(IpAddr::V6(v6.parse().map_err(|_| InvalidNetworkAddress)?)),
            None => host.parse().ok().map(IpAddr::V4),
        };
        // 0.0.0.0 and [::] mean "wherever I am": good to listen on, nowhere to go to.
        let nowhere = |ip: IpAddr| match ip.to_canonical() {
            IpAddr::V4(ip) => ip.is_unspecified() || ip.is_multicast() || ip.is_broadcast(),
            IpAddr::V6(ip) => ip.is_unspecified() || ip.is_multicast(),
        };
        if ip.is_some_and(nowhere) {
            return Err(InvalidNetworkAddress);
        }
        let host = match ip {
            Some(ip) => Host::Ip(ip),
            None => Host::Name(host.parse().map_err(|_| InvalidNetworkAddress)?),
        };
        Ok(Self { host, port })
    }
}

impl fmt::Display for NetworkAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Name(name) => write!(f, "{name}:{}", self.port),
            Host::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]:{}", self.port),
            Host::Ip(IpAddr::V4(ip)) => write!(f, "{ip}:{}", self.port),
        }
    }
}

/// The text is not a [`NetworkAddress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a network address is host:port, such as 192.0.2.7:7500, [2001:db8::7]:7500 or bob.example.org:7500"
)]
pub struct InvalidNetworkAddress;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn an_address_is_itself(
        #[values("127.0.0.1:1", "[::1]:65535", "bob:7500", "a.example.org:80")] raw: &str,
    ) {
        assert_eq!(raw.parse::<NetworkAddress>().unwrap().to_string(), raw);
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values(
            "",
            "a",
            "a:0",
            "a:65536",
            "a:+1",
            ":1",
            "::1:80",
            "[::1]",
            "[a]:1",
            "a/b:1",
            "u@a:1",
            "0.0.0.0:1",
            "[::]:1",
            "224.0.0.1:1",
            "255.255.255.255:1",
            "[::ffff:0.0.0.0]:1",
            "[::ffff:224.0.0.1]:1"
        )]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<NetworkAddress>(), Err(InvalidNetworkAddress));
    }
}
