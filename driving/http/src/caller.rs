use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use axum::http::Extensions;
use causerie_chat::DeviceAddress;

/// Who is at the other end of a connection. [`crate::serve`] puts it into each request's extensions, where nothing from
/// the network can put it; a request without one comes from nobody, from nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The device that the verified certificate names; nothing without one.
    pub device: Option<Arc<DeviceAddress>>,
    /// The network address the connection comes from.
    pub from: IpAddr,
}

impl Caller {
    /// What limits count by: an IPv4 address as it is, an IPv6 address by its first 64 bits, since whoever has one has
    /// them all.
    pub(crate) fn network(&self) -> IpAddr {
        network(self.from)
    }

    pub(crate) fn of(extensions: &Extensions) -> Self {
        let nobody = Self { device: None, from: Ipv4Addr::UNSPECIFIED.into() };
        extensions.get().cloned().unwrap_or(nobody)
    }
}

/// See [`Caller::network`].
pub(crate) fn network(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & (u128::from(u64::MAX) << 64)).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_address_counts_for_its_network_and_a_mapped_one_for_what_it_maps() {
        let of = |raw: &str| network(raw.parse().unwrap()).to_string();

        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
    }
}
