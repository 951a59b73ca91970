use crate::{
    AccountKey, Address, BadSignature, DeviceAddress, DeviceId, DeviceKey, DeviceList, Signature,
    Succession,
};

/// Whom a name belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their name.
    pub address: Address,
    /// Who they are.
    pub account_key: AccountKey,
    /// Their devices; at least one.
    pub devices: Vec<Device>,
    /// The latest list of them that is known, if they ever had more than the one they registered with.
    pub list: Option<DeviceList>,
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
        if let Some(list) = &self.list {
            list.verify(&self.account_key)?;
        }
        self.devices.iter().try_for_each(|device| device.verify(&self.address, &self.account_key))
    }

    /// The person with that account key, as `list` says who they are; the list is theirs and verified.
    #[must_use]
    pub fn listed(account_key: AccountKey, list: DeviceList) -> Self {
        let (address, devices) = (list.person.clone(), list.devices());
        Self { address, account_key, devices, list: Some(list) }
    }

    /// The version of the latest list that is known.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.list.as_ref().map_or(1, |list| list.version)
    }

    /// Whether a device of that id is theirs, as far as is known.
    #[must_use]
    pub fn has(&self, device: &DeviceId) -> bool {
        self.devices.iter().any(|known| known.id == *device)
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

    /// The same person after they were said to be `told`, by a directory or by themselves: a later list replaces all devices; whoever tells
    /// of an earlier one, or of none where there is one, changes nothing.
    #[must_use]
    pub fn told(self, told: &Self) -> Self {
        match (&self.list, &told.list) {
            (None, None) => told.clone(),
            (_, Some(list)) if list.after(self.list.as_ref()) == Succession::Newer => told.clone(),
            _ => self,
        }
    }

    /// The same person after they were met at one of their devices, or after one of them told which there are.
    #[must_use]
    pub fn met(self, met: &Self) -> Self {
        if met.list.is_some() { self.told(met) } else { self.with_devices_of(met) }
    }

    /// Whether a device is theirs no more, or never was: their list, if there is one, is without it.
    #[must_use]
    pub fn is_without(&self, device: &DeviceId) -> bool {
        self.list.is_some() && !self.has(device)
    }

    /// The devices that are theirs no more, `now` that they have a later list.
    #[must_use]
    pub fn devices_gone(&self, now: &Self) -> Vec<DeviceAddress> {
        let gone = self.devices.iter().filter(|device| now.list.is_some() && !now.has(&device.id));
        gone.map(|device| self.device(device)).collect()
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
            list: None,
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
