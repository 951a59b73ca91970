use crate::{AccountKey, Address, BadSignature, DeviceAddress, DeviceId, DeviceKey, Signature};

/// Whom a name belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub address: Address,
    /// Who they are.
    pub account_key: AccountKey,
    /// Their devices; at least one.
    pub devices: Vec<Device>,
}

/// One of a person's devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its name among theirs.
    pub id: DeviceId,
    /// Its key.
    pub key: DeviceKey,
    /// The person's signature over its enrolment.
    pub signature: Signature,
}

impl Person {
    /// To how many devices of one person something is addressed at most: what a message costs grows with devices, not with people.
    pub const MOST_DEVICES: usize = 16;

    /// Whether the person took all of these devices on: nobody else, and no directory, can add one.
    pub fn verify(&self) -> Result<(), BadSignature> {
        self.devices.iter().try_for_each(|device| device.verify(&self.address, &self.account_key))
    }

    /// The same person with the devices of `met` too, in place of those of the same id. Of more than [`Person::MOST_DEVICES`] the earliest
    /// are forgotten.
    #[must_use]
    pub fn with_devices_of(mut self, met: &Self) -> Self {
        for device in &met.devices {
            match self.devices.iter_mut().find(|known| known.id == device.id) {
                Some(known) => *known = device.clone(),
                None => self.devices.push(device.clone()),
            }
        }
        let surplus = self.devices.len().saturating_sub(Self::MOST_DEVICES);
        self.devices.drain(..surplus);
        self
    }

    /// The addresses of the devices that something for this person is addressed to: the first [`Person::MOST_DEVICES`].
    pub fn addressees(&self) -> impl Iterator<Item = DeviceAddress> + '_ {
        self.devices.iter().take(Self::MOST_DEVICES).map(|device| self.device(device))
    }

    /// The address of one of the devices.
    #[must_use]
    pub fn device(&self, device: &Device) -> DeviceAddress {
        DeviceAddress { person: self.address.clone(), device: device.id.clone() }
    }
}

impl Device {
    /// Whether the person took this device on.
    pub fn verify(&self, person: &Address, account: &AccountKey) -> Result<(), BadSignature> {
        let device = DeviceAddress { person: person.clone(), device: self.id.clone() };
        crate::enrolment::verify_by_account(&device, account, &self.key, &self.signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountSecret, DeviceSecret};

    fn of(devices: impl Iterator<Item = u8>) -> Person {
        let device = |n: u8| Device {
            id: format!("d{n}").parse().unwrap(),
            key: DeviceSecret::from_seed(&[n; 32]).public(),
            signature: [n; 64].into(),
        };
        Person {
            address: "bob@example.org".parse().unwrap(),
            account_key: AccountSecret::from_seed(&[9; 32]).public(),
            devices: devices.map(device).collect(),
        }
    }

    #[test]
    fn t30_no_more_devices_are_addressed_than_the_most() {
        assert_eq!(of(1..=3).addressees().count(), 3);
        assert_eq!(of(1..=40).addressees().count(), Person::MOST_DEVICES);
    }

    #[test]
    fn t30_of_more_devices_than_the_most_those_met_last_are_known() {
        let known = (1..=40).fold(of(0..=0), |known, n| known.with_devices_of(&of(n..=n)));

        let ids: Vec<_> = known.devices.iter().map(|device| device.id.to_string()).collect();
        let expected: Vec<_> = (25..=40).map(|n| format!("d{n}")).collect();
        assert_eq!(ids, expected);
    }

    #[test]
    fn a_device_that_is_met_again_takes_the_place_of_the_one_it_was() {
        let known = of(1..=3).with_devices_of(&of(2..=2));

        assert_eq!(known, of(1..=3));
    }
}
