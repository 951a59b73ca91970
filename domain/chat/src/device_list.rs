use std::collections::HashSet;

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{
    AccountKey, AccountSecret, Address, BadSignature, Device, DeviceId, DeviceKey, MessageId,
    Person, Signature, Timestamp, device_list_codec::content,
};

/// Which devices a person has, signed by the account key. Each version takes one device on or away; who has seen a version takes no earlier
/// one, and no other of the same number.
///
/// Nobody has a version 1: that is what a person's enrolment says, who has had one device until now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceList {
    /// Whose.
    pub person: Address,
    /// Which one, from 2 on.
    pub version: u64,
    /// When it was made, by the clock of the device that made it.
    pub issued_at: Timestamp,
    /// What this version changed.
    pub change: DeviceChange,
    /// 1 to [`DeviceList::MOST`], no id and no key twice; the first one has the account key.
    pub devices: Vec<ListedDevice>,
    /// By the account key, over all of the above.
    pub signature: Signature,
}

/// A device in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedDevice {
    /// The device, with the person's signature over its enrolment.
    pub device: Device,
    /// When it was linked; nothing for the first one.
    pub since: Option<Timestamp>,
}

/// What a version changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceChange {
    /// That device is new.
    Linked(DeviceId),
    /// That device is gone for good: its id is not used again.
    Revoked(DeviceId),
}

impl DeviceChange {
    /// The device.
    #[must_use]
    pub fn device(&self) -> &DeviceId {
        let (Self::Linked(id) | Self::Revoked(id)) = self;
        id
    }
}

/// How a list stands to what was known before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Succession {
    /// It is later.
    Newer,
    /// It is the one that was known.
    Same,
    /// It is earlier, or another of the same number: to be refused.
    Refused,
}

impl DeviceList {
    /// The most devices a person has.
    pub const MOST: usize = 16;
    /// More than the longest list has, as bytes.
    pub const MAX_BYTES: usize = 4_096;

    /// The list after `of`'s present one, with one device more.
    pub fn with(
        of: &Person,
        device: Device,
        at: Timestamp,
        account: &AccountSecret,
    ) -> Result<Self, NoSuchList> {
        let change = DeviceChange::Linked(device.id.clone());
        let mut devices = listed(of);
        devices.push(ListedDevice { device, since: Some(at) });
        Self::sign(of, change, devices, at, account)
    }

    /// The list after `of`'s present one, without a device. The first one cannot be taken away.
    pub fn without(
        of: &Person,
        device: &DeviceId,
        at: Timestamp,
        account: &AccountSecret,
    ) -> Result<Self, NoSuchList> {
        let mut devices = listed(of);
        match devices.iter().position(|listed| listed.device.id == *device) {
            None => return Err(NoSuchList::Unknown),
            Some(0) => return Err(NoSuchList::First),
            Some(place) => drop(devices.remove(place)),
        }
        Self::sign(of, DeviceChange::Revoked(device.clone()), devices, at, account)
    }

    fn sign(
        of: &Person,
        change: DeviceChange,
        devices: Vec<ListedDevice>,
        at: Timestamp,
        account: &AccountSecret,
    ) -> Result<Self, NoSuchList> {
        let mut list = Self {
            person: of.address.clone(),
            version: of.version().saturating_add(1),
            issued_at: at,
            change,
            devices,
            signature: [0; 64].into(),
        };
        list.is_well_formed()?;
        list.signature = account.sign(&list.signed());
        Ok(list)
    }

    /// Whether the account signed the list and took each device in it on.
    pub fn verify(&self, account: &AccountKey) -> Result<(), BadSignature> {
        account.verify(&self.signed(), &self.signature)?;
        self.devices.iter().try_for_each(|listed| listed.device.verify(&self.person, account))
    }

    /// How it stands to the one that was `known`.
    #[must_use]
    pub fn after(&self, known: Option<&Self>) -> Succession {
        match known {
            Some(known) if known == self => Succession::Same,
            Some(known) if known.version >= self.version => Succession::Refused,
            _ => Succession::Newer,
        }
    }

    /// The devices, for those whom nothing else about them concerns.
    #[must_use]
    pub fn devices(&self) -> Vec<Device> {
        self.devices.iter().map(|listed| listed.device.clone()).collect()
    }

    /// SHA-256 over its bytes: tells one list from another.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }

    /// The id of the message that tells `to` of it: a `UUIDv7` of the moment it was made and a digest of both, so that telling them again is
    /// telling them once.
    #[must_use]
    pub fn message_id(&self, to: &Address) -> MessageId {
        let digest = Sha256::new().chain_update(self.digest()).chain_update(to.to_string());
        let mut random = [0; 10];
        random.copy_from_slice(&digest.finalize()[..10]);
        MessageId::at(self.issued_at, &random)
    }

    /// Whether a device of that id is in it.
    #[must_use]
    pub fn has(&self, device: &DeviceId) -> bool {
        self.devices.iter().any(|listed| listed.device.id == *device)
    }

    /// Whether it is what a list can be: what is signed and read is.
    pub(crate) fn is_well_formed(&self) -> Result<(), NoSuchList> {
        let ids: HashSet<&DeviceId> = self.devices.iter().map(|it| &it.device.id).collect();
        let keys: HashSet<&DeviceKey> = self.devices.iter().map(|it| &it.device.key).collect();
        let distinct = ids.len() == self.devices.len() && keys.len() == self.devices.len();
        let changed = match &self.change {
            DeviceChange::Linked(id) => ids.contains(id),
            DeviceChange::Revoked(id) => !ids.contains(id),
        };
        if self.devices.len() > Self::MOST {
            return Err(NoSuchList::TooMany);
        }
        let possible = distinct && changed && !self.devices.is_empty() && self.version >= 2;
        if possible { Ok(()) } else { Err(NoSuchList::Twice) }
    }

    /// The signed bytes: the label behind its length in one byte, then the list without its signature.
    fn signed(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(1_024);
        bytes.push(u8::try_from(LABEL.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(LABEL.as_bytes());
        bytes.extend_from_slice(&content(self));
        bytes
    }
}

const LABEL: &str = "causerie v1 device list, by the account key";

/// What a person has now, as it stands in a list.
fn listed(of: &Person) -> Vec<ListedDevice> {
    if let Some(list) = &of.list {
        return list.devices.clone();
    }
    let first = |device: &Device| ListedDevice { device: device.clone(), since: None };
    of.devices.iter().map(first).collect()
}

/// Why there is no such list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoSuchList {
    /// The person has as many devices as can be.
    #[error("a person has at most {} devices", DeviceList::MOST)]
    TooMany,
    /// The id or the key is that of another device in it.
    #[error("a device of that id, or of that key, is there already")]
    Twice,
    /// There is no device of that id.
    #[error("there is no device of that id")]
    Unknown,
    /// It is the first device, which has the account key.
    #[error("the first device cannot be taken away")]
    First,
}

#[cfg(test)]
#[path = "device_list_tests.rs"]
mod tests;
