use core::fmt;

use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{BeaconHour, DeviceKey, DeviceSecret};

const PAIR: &[u8] = b"causerie beacon v1, key of two devices";
const OWN: &[u8] = b"causerie beacon v1, a device's own key";
const DECOY: &[u8] = b"causerie beacon v1, key of nobody";
const MARK: &[u8] = b"causerie beacon v1, mark";
const NAME: &[u8] = b"causerie beacon v1, name";

/// What marks are made with; wiped when dropped, and never printed.
pub(crate) struct BeaconKey(Zeroizing<[u8; 32]>);

/// What one key makes of one hour, both as good as random to whoever does not have the key.
pub(crate) struct HourMark {
    /// Tells that it is for whoever has the key.
    pub(crate) mark: [u8; 8],
    /// Hides the port: a number below 65,535.
    pub(crate) shift: u16,
}

impl BeaconKey {
    /// The key that two devices have in common: HKDF of what their device keys agree on, bound to both keys. Both hold the other's key
    /// since they met, so that nothing has to be exchanged.
    pub(crate) fn of_pair(own: &DeviceSecret, other: &DeviceKey) -> Self {
        let (mut first, mut second) = (own.public(), *other);
        if first.as_bytes() > second.as_bytes() {
            core::mem::swap(&mut first, &mut second);
        }
        let info = [PAIR, first.as_bytes(), second.as_bytes()].concat();
        Self(derive(&own.agree(other), &info))
    }

    /// The key that one device has alone.
    pub(crate) fn of_own(own: &DeviceSecret) -> Self {
        Self(derive(own.seed(), OWN))
    }

    /// The key number `n` of those that nobody looks for; `self` is a device's own.
    pub(crate) fn decoy(&self, n: u8) -> Self {
        Self(Zeroizing::new(self.mac(DECOY, &[n])))
    }

    /// What `of` shows in that hour to whoever has this key.
    pub(crate) fn mark(&self, of: &DeviceKey, hour: BeaconHour) -> HourMark {
        let mac = self.mac(MARK, &[&of.as_bytes()[..], &hour.to_bytes()].concat());
        let (mut mark, mut drawn) = ([0; 8], [0; 4]);
        mark.copy_from_slice(&mac[..8]);
        drawn.copy_from_slice(&mac[8..12]);
        let shift = u32::from_be_bytes(drawn) % u32::from(u16::MAX);
        HourMark { mark, shift: u16::try_from(shift).unwrap_or_default() }
    }

    /// What a device goes by in that hour; `self` is its own key.
    pub(crate) fn name(&self, hour: BeaconHour) -> [u8; 16] {
        let mut name = [0; 16];
        name.copy_from_slice(&self.mac(NAME, &hour.to_bytes())[..16]);
        name
    }

    fn mac(&self, label: &[u8], of: &[u8]) -> [u8; 32] {
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(&*self.0);
        let mac = <Hmac<Sha256> as hmac::KeyInit>::new((&*block).into());
        mac.chain_update(label).chain_update(of).finalize().into_bytes().into()
    }
}

impl fmt::Debug for BeaconKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BeaconKey(..)")
    }
}

/// HKDF-SHA-256 (RFC 5869) without a salt.
fn derive(material: &[u8; 32], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    let expanded = Hkdf::<Sha256>::new(None, material).expand(info, &mut *key);
    debug_assert!(expanded.is_ok(), "one block is asked for");
    key
}
