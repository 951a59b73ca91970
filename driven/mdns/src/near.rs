use std::net::IpAddr;

use if_addrs::IfAddr;

/// Whether `ip` may be a neighbour's: an address of a network that this machine is on by one of its `own`, or one that no router of the
/// internet forwards (RFC 1918, 3927, 4193). Others are not believed: a beacon shall send nobody to a stranger far away. Link-local
/// addresses of IPv6 lead nowhere without the name of an interface.
pub(crate) fn is_near(ip: IpAddr, own: &[IfAddr]) -> bool {
    let (usable, private) = match ip.to_canonical() {
        IpAddr::V4(ip) => (
            !(ip.is_unspecified() || ip.is_loopback() || ip.is_multicast() || ip.is_broadcast()),
            ip.is_private() || ip.is_link_local(),
        ),
        IpAddr::V6(ip) => (
            !(ip.is_unspecified()
                || ip.is_loopback()
                || ip.is_multicast()
                || ip.is_unicast_link_local()),
            ip.is_unique_local(),
        ),
    };
    usable && (private || own.iter().any(|own| shares_network(ip.to_canonical(), own)))
}

fn shares_network(ip: IpAddr, own: &IfAddr) -> bool {
    match (ip, own) {
        (IpAddr::V4(ip), IfAddr::V4(own)) => {
            let mask = own.netmask.to_bits();
            mask != 0 && ip.to_bits() & mask == own.ip.to_bits() & mask
        }
        (IpAddr::V6(ip), IfAddr::V6(own)) => {
            let mask = own.netmask.to_bits();
            mask != 0 && ip.to_bits() & mask == own.ip.to_bits() & mask
        }
        _ => false,
    }
}

/// The addresses of this machine, as it is now; none if it does not say.
pub(crate) fn own_addresses() -> Vec<IfAddr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    all.into_iter().map(|interface| interface.addr).collect()
}

#[cfg(test)]
mod tests {
    use if_addrs::{Ifv4Addr, Ifv6Addr};
    use rstest::rstest;

    use super::*;

    /// `198.51.100.7/24` and `2001:db8:1::7/64`.
    fn own() -> [IfAddr; 2] {
        let v4 = Ifv4Addr {
            ip: "198.51.100.7".parse().unwrap(),
            netmask: "255.255.255.0".parse().unwrap(),
            prefixlen: 24,
            broadcast: None,
        };
        let v6 = Ifv6Addr {
            ip: "2001:db8:1::7".parse().unwrap(),
            netmask: "ffff:ffff:ffff:ffff::".parse().unwrap(),
            prefixlen: 64,
            broadcast: None,
        };
        [IfAddr::V4(v4), IfAddr::V6(v6)]
    }

    #[rstest]
    fn an_address_of_the_neighbourhood_is_believed(
        #[values(
            "198.51.100.200",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.3.4",
            "2001:db8:1::99",
            "fd00::1",
            "::ffff:10.1.2.3"
        )]
        ip: IpAddr,
    ) {
        assert!(is_near(ip, &own()));
    }

    #[rstest]
    fn t45_an_address_that_leads_elsewhere_is_not(
        #[values(
            "127.0.0.1",
            "0.0.0.0",
            "224.0.0.251",
            "255.255.255.255",
            "203.0.113.5",
            "::1",
            "::",
            "ff02::fb",
            "fe80::1",
            "2001:db8:2::1",
            "::ffff:127.0.0.1"
        )]
        ip: IpAddr,
    ) {
        assert!(!is_near(ip, &own()));
    }
}
