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
    /// Whether the person took all of these devices on: nobody else, and no directory, can add one.
    pub fn verify(&self) -> Result<(), BadSignature> {
        self.devices.iter().try_for_each(|device| device.verify(&self.address, &self.account_key))
    }

    /// The same person with the devices of `met` too, in place of those of the same id.
    #[must_use]
    pub fn with_devices_of(mut self, met: &Self) -> Self {
        for device in &met.devices {
            match self.devices.iter_mut().find(|known| known.id == device.id) {
                Some(known) => *known = device.clone(),
                None => self.devices.push(device.clone()),
            }
        }
        self
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
