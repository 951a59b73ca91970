use thiserror::Error;

use crate::{
    AccountKey, AccountSecret, BadSignature, Device, DeviceAddress, DeviceKey, DeviceSecret,
    Enrolment, Signature,
};

/// What a device says of itself to one that may not know it: whose it is, and that person's word for it.
///
/// As bytes: version (1 byte: 1, or 2 for a device that was linked), account key (32), the account's signature over the enrolment (64); of a
/// linked device also the version of the list it first stood in (8, big-endian) and the account's signature over the link (64).
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

    /// That of `device`.
    #[must_use]
    pub fn sign(device: DeviceAddress, account: &AccountSecret, own: &DeviceSecret) -> Self {
        let Enrolment { account_key, account_signature, .. } =
            Enrolment::sign(device, account, own);
        Self { account_key, account_signature, linked: None }
    }

    /// The bytes that [`Introduction::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let version = if self.linked.is_some() { Self::VERSION_OF_LINKED } else { Self::VERSION };
        let mut bytes = vec![version];
        bytes.extend_from_slice(self.account_key.as_bytes());
        bytes.extend_from_slice(self.account_signature.as_bytes());
        if let Some(LinkedAt { version, signature }) = &self.linked {
            bytes.extend_from_slice(&version.to_be_bytes());
            bytes.extend_from_slice(signature.as_bytes());
        }
        bytes
    }

    /// The introduction in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedIntroduction> {
        let (&version, rest) = bytes.split_first().ok_or(MalformedIntroduction)?;
        let (key, rest) = rest.split_first_chunk::<32>().ok_or(MalformedIntroduction)?;
        let (signature, rest) = rest.split_first_chunk::<64>().ok_or(MalformedIntroduction)?;
        let linked = match version {
            Self::VERSION if rest.is_empty() => None,
            Self::VERSION_OF_LINKED => {
                let (version, signature) =
                    rest.split_first_chunk::<8>().ok_or(MalformedIntroduction)?;
                let signature: [u8; 64] =
                    signature.try_into().map_err(|_| MalformedIntroduction)?;
                let version = u64::from_be_bytes(*version);
                Some(LinkedAt { version, signature: signature.into() })
            }
            _ => return Err(MalformedIntroduction),
        };
        let account_key = AccountKey::try_from(*key).map_err(|_| MalformedIntroduction)?;
        Ok(Self { account_key, account_signature: (*signature).into(), linked })
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

        let read = Introduction::decode(&introduction.encode()).unwrap();

        assert_eq!(read, introduction);
        assert_eq!(read.verify(&device, key).unwrap().key, key);
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

        let bytes = told.encode();

        assert_eq!(&bytes[97..105], &[0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((bytes[0], bytes.len()), (2, 169));
        assert_eq!(Introduction::decode(&bytes), Ok(told.clone()));
        for end in 0..bytes.len() {
            assert_eq!(Introduction::decode(&bytes[..end]), Err(MalformedIntroduction));
        }
        assert!(told.verify(&device, key).is_ok());
        assert_eq!(later.verify(&device, key), Err(BadSignature));
    }

    #[test]
    fn other_bytes_are_an_error() {
        let (.., introduction) = given();
        let bytes = introduction.encode();

        for end in 0..bytes.len() {
            assert_eq!(Introduction::decode(&bytes[..end]), Err(MalformedIntroduction));
        }
        assert!(Introduction::decode(&[&bytes[..], &[0]].concat()).is_err());
        assert!(Introduction::decode(&[&[2], &bytes[1..]].concat()).is_err());
    }
}
