use std::net::{IpAddr, Ipv4Addr};

use mdns_sd::{IfKind, MDNS_PORT, Result, ServiceDaemon};

/// On which networks a device shows itself and looks around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Networks {
    reached: Reached,
    pub(crate) port: u16,
}

/// By what it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reached {
    /// All addresses of the machine but loopback: IPv4, or both.
    All { v6: bool },
    /// That one.
    Only(IpAddr),
}

impl Networks {
    /// Those by which a device can be reached that listens at `ip`; none if that is this machine's loopback.
    #[must_use]
    pub fn of_listener(ip: IpAddr) -> Option<Self> {
        let reached = match ip {
            _ if ip.is_unspecified() => Reached::All { v6: ip.is_ipv6() },
            _ if ip.to_canonical().is_loopback() => return None,
            _ => Reached::Only(ip),
        };
        Some(Self { reached, port: MDNS_PORT })
    }

    /// This machine's loopback, at another port than the standard's: for tests.
    #[must_use]
    pub fn loopback(port: u16) -> Self {
        Self { reached: Reached::Only(IpAddr::V4(Ipv4Addr::LOCALHOST)), port }
    }

    /// Whether it is this machine alone.
    pub(crate) fn is_loopback(self) -> bool {
        matches!(self.reached, Reached::Only(ip) if ip.is_loopback())
    }

    /// The one address to show, if it is not all of them.
    pub(crate) fn only(self) -> Option<IpAddr> {
        match self.reached {
            Reached::Only(ip) => Some(ip),
            Reached::All { .. } => None,
        }
    }

    /// Keeps `daemon` to these.
    pub(crate) fn bound(self, daemon: &ServiceDaemon) -> Result<()> {
        match self.reached {
            Reached::Only(ip) => {
                daemon.disable_interface(IfKind::All)?;
                daemon.enable_interface(IfKind::Addr(ip))
            }
            Reached::All { v6 } => {
                let mut without = vec![IfKind::LoopbackV4, IfKind::LoopbackV6];
                if !v6 {
                    without.push(IfKind::IPv6);
                }
                daemon.disable_interface(without)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::everywhere_v4("0.0.0.0", Some(Reached::All { v6: false }))]
    #[case::everywhere("::", Some(Reached::All { v6: true }))]
    #[case::one_address("192.0.2.7", Some(Reached::Only(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7)))))]
    #[case::this_machine("127.0.0.1", None)]
    #[case::this_machine_v6("::1", None)]
    #[case::this_machine_v4_as_v6("::ffff:127.0.0.1", None)]
    fn who_listens_to_this_machine_alone_is_on_no_network(
        #[case] ip: IpAddr,
        #[case] expected: Option<Reached>,
    ) {
        assert_eq!(Networks::of_listener(ip).map(|networks| networks.reached), expected);
    }
}
