use std::{collections::HashSet, net::IpAddr};

use causerie_chat::{Beacon, BeaconMarks};
use mdns_sd::{Result, ScopedIp, ServiceInfo, TxtProperties, TxtProperty};

use crate::networks::Networks;

/// The service that beacons are instances of (RFC 6763 §7).
pub(crate) const SERVICE: &str = "_causerie._tcp.local.";
/// What the SRV record names in place of the real port: discard (RFC 863).
const NO_PORT: u16 = 9;
/// The version of what follows, and the marks in pieces, since no string of a TXT record has more than 255 bytes (RFC 6763 §6.1).
const VERSION: (&str, &[u8]) = ("v", b"1");
const PIECES: [&str; 4] = ["0", "1", "2", "3"];

/// The records that show `beacon` on `networks`.
pub(crate) fn instance(beacon: &Beacon, networks: Networks) -> Result<ServiceInfo> {
    let (name, marks) = (beacon.name(), beacon.marks().as_bytes());
    let pieces = marks.chunks(BeaconMarks::BYTES / PIECES.len());
    let text = std::iter::once(VERSION).chain(PIECES.into_iter().zip(pieces));
    let text: Vec<_> = text.map(TxtProperty::from).collect();
    let only: Vec<IpAddr> = networks.only().into_iter().collect();
    let host = format!("{name}.local.");
    let info = ServiceInfo::new(SERVICE, &name, &host, &only[..], NO_PORT, text)?;
    let mut info = if only.is_empty() { info.enable_addr_auto() } else { info };
    // 128 bits as good as random are nobody else's: nothing has to be asked first, and nobody can say that they are taken.
    info.set_requires_probe(false);
    Ok(info)
}

/// The marks in a TXT record, if it is a beacon's.
pub(crate) fn marks(text: &TxtProperties) -> Option<BeaconMarks> {
    let value = |key| text.get_property_val(key).flatten();
    if value(VERSION.0) != Some(VERSION.1) {
        return None;
    }
    let pieces: Option<Vec<_>> = PIECES.into_iter().map(value).collect();
    BeaconMarks::try_from(&pieces?.concat()[..]).ok()
}

/// The addresses of a host, those of IPv4 first: always in the same order.
pub(crate) fn addresses(of: &HashSet<ScopedIp>) -> Vec<IpAddr> {
    let mut all: Vec<_> = of.iter().map(ScopedIp::to_ip_addr).collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests;
