use crate::{AccountKey, Address, DeviceId, DeviceKey};

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
}
