use thiserror::Error;

use crate::{
    AccountKey, AccountSecret, BadSignature, Device, DeviceAddress, DeviceKey, DeviceSecret,
    Enrolment, Signature,
};

/// What a device says of itself to one that may not know it: whose it is, and that person's word for it.
///
/// As bytes: version (1 byte, 1), account key (32), the account's signature over the enrolment (64).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Introduction {
    /// The person's key.
    pub account_key: AccountKey,
    /// The person took the device on.
    pub account_signature: Signature,
}

impl Introduction {
    const VERSION: u8 = 1;

    /// That of `device`.
    #[must_use]
    pub fn sign(device: DeviceAddress, account: &AccountSecret, own: &DeviceSecret) -> Self {
        let Enrolment { account_key, account_signature, .. } =
            Enrolment::sign(device, account, own);
        Self { account_key, account_signature }
    }

    /// The bytes that [`Introduction::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![Self::VERSION];
        bytes.extend_from_slice(self.account_key.as_bytes());
        bytes.extend_from_slice(self.account_signature.as_bytes());
        bytes
    }

    /// The introduction in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedIntroduction> {
        let Some((&Self::VERSION, rest)) = bytes.split_first() else {
            return Err(MalformedIntroduction);
        };
        let (key, signature) = rest.split_first_chunk::<32>().ok_or(MalformedIntroduction)?;
        let signature: [u8; 64] = signature.try_into().map_err(|_| MalformedIntroduction)?;
        let account_key = AccountKey::try_from(*key).map_err(|_| MalformedIntroduction)?;
        Ok(Self { account_key, account_signature: signature.into() })
    }

    /// The device it introduces, if the person indeed took it on under that name and key.
    pub fn verify(&self, device: &DeviceAddress, key: DeviceKey) -> Result<Device, BadSignature> {
        let signature = self.account_signature;
        let told = Device { id: device.device.clone(), key, signature };
        told.verify(&device.person, &self.account_key)?;
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
