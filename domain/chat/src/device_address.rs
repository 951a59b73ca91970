use std::{fmt, str::FromStr};

use thiserror::Error;

use crate::{Address, DeviceId};

/// One device of a person, written as the DNS name its certificates carry:
/// `<device>.<username>.peers.<domain>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceAddress {
    /// Whose device it is.
    pub person: Address,
    /// Which of theirs.
    pub device: DeviceId,
}

impl FromStr for DeviceAddress {
    type Err = InvalidDeviceAddress;

    fn from_str(raw: &str) -> Result<Self, InvalidDeviceAddress> {
        let mut labels = raw.splitn(4, '.');
        let (Some(device), Some(username), Some("peers"), Some(domain)) =
            (labels.next(), labels.next(), labels.next(), labels.next())
        else {
            return Err(InvalidDeviceAddress);
        };
        let person = Address {
            username: username.parse().map_err(|_| InvalidDeviceAddress)?,
            domain: domain.parse().map_err(|_| InvalidDeviceAddress)?,
        };
        Ok(Self { person, device: device.parse().map_err(|_| InvalidDeviceAddress)? })
    }
}

impl fmt::Display for DeviceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.peers.{}", self.device, self.person.username, self.person.domain)
    }
}

/// The text is not a [`DeviceAddress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a device's name is <device>.<username>.peers.<domain>")]
pub struct InvalidDeviceAddress;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_device_is_its_dns_name() {
        let device: DeviceAddress = "d1.bob.peers.chat.example.org".parse().unwrap();

        assert_eq!(device.person.to_string(), "bob@chat.example.org");
        assert_eq!(device.to_string(), "d1.bob.peers.chat.example.org");
    }

    #[rstest]
    fn other_names_are_no_device(
        #[values("example.org", "bob.peers.example.org", "d1.bob.example.org", "d1.bob.peers.")]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<DeviceAddress>(), Err(InvalidDeviceAddress));
    }
}
