use std::{fmt, sync::Arc};

use causerie_chat::{
    AccountKey, Address, DeviceAddress, DeviceSecret, Introduction, Person, SafetyNumber,
};
use causerie_session::{IdentitySecret, Provider};

/// This device, as others have sessions with it.
pub struct OwnIdentity {
    /// Its address.
    pub device: DeviceAddress,
    /// The person's key.
    pub account_key: AccountKey,
    /// Where the primitives come from.
    pub provider: Arc<dyn Provider>,
    /// Its keys.
    pub secret: IdentitySecret,
    /// What it says of itself to those who may not know it.
    pub introduction: Introduction,
    /// What every message of a session is bound to besides the devices' keys: its account key and address.
    pub name: Vec<u8>,
}

impl OwnIdentity {
    /// The identity that the device's secret makes, introduced by the person it belongs to.
    #[must_use]
    pub fn new(
        device: DeviceAddress,
        own: &DeviceSecret,
        introduction: &Introduction,
        provider: Arc<dyn Provider>,
    ) -> Self {
        Self {
            secret: IdentitySecret::of_seed(&*provider, own.seed()),
            name: party_name(&introduction.account_key, &device),
            introduction: introduction.clone(),
            provider,
            account_key: introduction.account_key,
            device,
        }
    }

    /// Whether that may be so: nobody but who has this person's account key goes by this person's name.
    #[must_use]
    pub fn admits(&self, person: &Person) -> bool {
        person.address != self.device.person || person.account_key == self.account_key
    }

    /// What this person and `who`, if that is their account key, compare.
    #[must_use]
    pub fn safety_number(&self, who: &Address, key: &AccountKey) -> SafetyNumber {
        SafetyNumber::between((&self.device.person, &self.account_key), (who, key))
    }
}

impl fmt::Debug for OwnIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnIdentity").field("device", &self.device).finish_non_exhaustive()
    }
}

/// What every message of a session is bound to besides the devices' keys: the account key and the device's address, which
/// names the person and the directory.
pub(super) fn party_name(account: &AccountKey, device: &DeviceAddress) -> Vec<u8> {
    let mut name = account.as_bytes().to_vec();
    name.extend_from_slice(device.to_string().as_bytes());
    name
}
