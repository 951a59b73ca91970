use thiserror::Error;

use crate::{
    AccountKey, AccountSecret, BadSignature, Device, DeviceAddress, DeviceKey, DeviceSecret,
    Enrolment, Signature,
};

/// What a device says of itself to one that may not know it: whose it is, and that person's word for it.
///
/// As bytes: version (1 byte: 1, or 2 for a device that was linked), account key (32), the account's signature over the enrolment (64); of a
/// linked device also the version of the list it first stood in (8, big-endian) and the account's signature over the link (64). Then, for each
/// other device of the person that it names, the length of its id (1), its id, its key (32) and the account's signature over its enrolment
/// (64). All of it is at most [`Introduction::MAX_BYTES`], which is nine others with short names; whoever is written to learns of them at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduction {
    /// The person's key.
    pub account_key: AccountKey,
    /// The person took the device on.
    pub account_signature: Signature,
    /// Since when it is theirs, of a device that was linked: tells one that is new from one that was revoked.
    pub linked: Option<LinkedAt>,
}

/// In which version of a person's device list a device first stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkedAt {
    /// Which version.
    pub version: u64,
    /// By the account key, over device, key and version.
    pub signature: Signature,
}

const LINKED: &str = "causerie v1 linked device, by the account key";

impl LinkedAt {
    /// That of `device` with `key`, which the list of that version took on.
    pub(crate) fn sign(
        device: &DeviceAddress,
        key: &DeviceKey,
        version: u64,
        account: &AccountSecret,
    ) -> Self {
        Self { version, signature: account.sign(&Self::signed(device, key, version)) }
    }

    /// Label and device name behind their lengths in one byte, then the key (32) and the version (8, big-endian).
    fn signed(device: &DeviceAddress, key: &DeviceKey, version: u64) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(384);
        for text in [LINKED, &device.to_string()] {
            // Both are shorter than 256: the label, and a DNS name of at most 253 bytes.
            bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(&version.to_be_bytes());
        bytes
    }
}

impl Introduction {
    const VERSION: u8 = 1;
    const VERSION_OF_LINKED: u8 = 2;
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = 1_024;

    /// That of `device`.
    #[must_use]
    pub fn sign(device: DeviceAddress, account: &AccountSecret, own: &DeviceSecret) -> Self {
        let Enrolment { account_key, account_signature, .. } =
            Enrolment::sign(device, account, own);
        Self { account_key, account_signature, linked: None }
    }

    /// The bytes that [`Introduction::decode`] reads back, naming as many of the `others` as fit.
    #[must_use]
    pub fn encode(&self, others: &[Device]) -> Vec<u8> {
        let version = if self.linked.is_some() { Self::VERSION_OF_LINKED } else { Self::VERSION };
        let mut bytes = vec![version];
        bytes.extend_from_slice(self.account_key.as_bytes());
        bytes.extend_from_slice(self.account_signature.as_bytes());
        if let Some(LinkedAt { version, signature }) = &self.linked {
            bytes.extend_from_slice(&version.to_be_bytes());
            bytes.extend_from_slice(signature.as_bytes());
        }
        for Device { id, key, signature } in others {
            let id = id.as_str().as_bytes();
            let length = u8::try_from(id.len()).unwrap_or(u8::MAX);
            let other = [&[length], id, key.as_bytes(), signature.as_bytes()].concat();
            if bytes.len() + other.len() > Self::MAX_BYTES {
                break;
            }
            bytes.extend_from_slice(&other);
        }
        bytes
    }

    /// The introduction in `bytes`, and the other devices it names, which are yet to be verified; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<(Self, Vec<Device>), MalformedIntroduction> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(MalformedIntroduction);
        }
        Self::read(bytes).ok_or(MalformedIntroduction)
    }

    fn read(bytes: &[u8]) -> Option<(Self, Vec<Device>)> {
        let (version, rest) = bytes.split_first()?;
        let (key, rest) = rest.split_first_chunk::<32>()?;
        let (signature, rest) = rest.split_first_chunk::<64>()?;
        let account_key = AccountKey::try_from(*key).ok()?;
        let account_signature = (*signature).into();
        let (linked, mut rest) = match *version {
            Self::VERSION => (None, rest),
            Self::VERSION_OF_LINKED => {
                let (version, rest) = rest.split_first_chunk::<8>()?;
                let (signature, rest) = rest.split_first_chunk::<64>()?;
                let (version, signature) = (u64::from_be_bytes(*version), (*signature).into());
                (Some(LinkedAt { version, signature }), rest)
            }
            _ => return None,
        };
        let mut others = Vec::new();
        while !rest.is_empty() {
            let (device, behind) = other(rest)?;
            others.push(device);
            rest = behind;
        }
        Some((Self { account_key, account_signature, linked }, others))
    }

    /// The device it introduces, if the person indeed took it on under that name and key.
    pub fn verify(&self, device: &DeviceAddress, key: DeviceKey) -> Result<Device, BadSignature> {
        let signature = self.account_signature;
        let told = Device { id: device.device.clone(), key, signature };
        told.verify(&device.person, &self.account_key)?;
        if let Some(LinkedAt { version, signature }) = &self.linked {
            let signed = LinkedAt::signed(device, &key, *version);
            self.account_key.verify(&signed, signature)?;
        }
        Ok(told)
    }
}

/// A device that is named, and what is behind it.
fn other(bytes: &[u8]) -> Option<(Device, &[u8])> {
    let (length, rest) = bytes.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(*length))?;
    let (key, rest) = rest.split_first_chunk::<32>()?;
    let (signature, rest) = rest.split_first_chunk::<64>()?;
    let id = std::str::from_utf8(id).ok()?.parse().ok()?;
    let key = DeviceKey::try_from(*key).ok()?;
    Some((Device { id, key, signature: (*signature).into() }, rest))
}

/// The bytes are not an introduction of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an introduction")]
pub struct MalformedIntroduction;

#[cfg(test)]
mod tests {
    use super::*;

    fn given() -> (DeviceAddress, DeviceKey, Introduction) {
        let device: DeviceAddress = "d1.bob.peers.example.org".parse().unwrap();
        let (account, own) =
            (AccountSecret::from_seed(&[1; 32]), DeviceSecret::from_seed(&[2; 32]));
        (device.clone(), own.public(), Introduction::sign(device, &account, &own))
    }

    #[test]
    fn who_was_taken_on_is_introduced() {
        let (device, key, introduction) = given();

        let (read, others) = Introduction::decode(&introduction.encode(&[])).unwrap();

        assert_eq!((&read, others), (&introduction, vec![]));
        assert_eq!(read.verify(&device, key).unwrap().key, key);
    }

    fn devices(count: u8) -> Vec<Device> {
        let device = |n: u8| Device {
            id: format!("d{n}").parse().unwrap(),
            key: DeviceSecret::from_seed(&[n; 32]).public(),
            signature: [n; 64].into(),
        };
        (2..2 + count).map(device).collect()
    }

    #[test]
    fn as_many_other_devices_are_named_as_fit() {
        let (.., introduction) = given();

        for (count, named) in [(0, 0), (1, 1), (9, 9), (15, 9)] {
            let bytes = introduction.encode(&devices(count));

            assert!(bytes.len() <= Introduction::MAX_BYTES);
            let expected = (introduction.clone(), devices(named));
            assert_eq!(Introduction::decode(&bytes), Ok(expected));
        }
    }

    #[test]
    fn t54_a_longer_one_is_refused_before_it_is_read() {
        let (.., introduction) = given();
        let mut bytes = introduction.encode(&devices(9));
        let other = bytes[bytes.len() - 99..].to_vec();
        bytes.extend(other);

        assert!(bytes.len() > Introduction::MAX_BYTES);
        assert_eq!(Introduction::decode(&bytes), Err(MalformedIntroduction));
    }

    #[test]
    fn t04_an_introduction_counts_for_nobody_else() {
        let (device, key, introduction) = given();
        let other = DeviceSecret::from_seed(&[9; 32]).public();
        let second: DeviceAddress = "d2.bob.peers.example.org".parse().unwrap();

        assert!(introduction.verify(&device, other).is_err());
        assert!(introduction.verify(&second, key).is_err());
    }

    #[test]
    fn t06_when_a_device_was_linked_is_for_the_account_to_say() {
        let (device, key, introduction) = given();
        let account = AccountSecret::from_seed(&[1; 32]);
        let linked = LinkedAt::sign(&device, &key, 2, &account);
        let told = Introduction { linked: Some(linked), ..introduction.clone() };
        let later =
            Introduction { linked: Some(LinkedAt { version: 3, ..linked }), ..introduction };

        let bytes = told.encode(&[]);

        assert_eq!(&bytes[97..105], &[0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((bytes[0], bytes.len()), (2, 169));
        assert_eq!(Introduction::decode(&bytes), Ok((told.clone(), vec![])));
        for end in 0..bytes.len() {
            assert_eq!(Introduction::decode(&bytes[..end]), Err(MalformedIntroduction));
        }
        assert!(told.verify(&device, key).is_ok());
        assert_eq!(later.verify(&device, key), Err(BadSignature));
    }

    #[test]
    fn other_bytes_are_an_error() {
        let (.., introduction) = given();
        let bytes = introduction.encode(&[]);
        let longer = introduction.encode(&devices(1));

        for end in bytes.len() + 1..longer.len() {
            assert_eq!(Introduction::decode(&longer[..end]), Err(MalformedIntroduction));
        }
        for end in 0..bytes.len() {
            assert_eq!(Introduction::decode(&bytes[..end]), Err(MalformedIntroduction));
        }
        assert!(Introduction::decode(&[&bytes[..], &[0]].concat()).is_err());
        assert!(Introduction::decode(&[&[2], &bytes[1..]].concat()).is_err());
    }
}
