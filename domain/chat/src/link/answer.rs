use core::convert::Infallible;

use minicbor::{Decoder, Encoder, decode, encode};
use thiserror::Error;

use super::LinkKeys;
use crate::{
    AccountKey, AccountSecret, BadSignature, Cause, DeviceAddress, DeviceKey, DeviceList,
    Introduction, introduction::LinkedAt,
};

/// What a device with the account key says to one that asked.
///
/// As bytes: CBOR (RFC 8949), an array of 1, the account key (32 bytes), the account's signature over the link (64 bytes) and the list
/// (bytes); or of 2 alone, for no; or of 2 and why that cannot be (text), where nobody could have said yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkAnswer {
    /// It is taken on.
    Welcome(Box<Linked>),
    /// Somebody said no.
    Declined,
    /// It cannot be taken on, for this cause.
    Impossible(Cause),
}

/// A device that was taken on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The person's key.
    pub account_key: AccountKey,
    /// The account's signature over the device and the version of the list it first stands in.
    pub link: LinkedAt,
    /// The list it first stands in.
    pub list: DeviceList,
}

const WELCOME: u64 = 1;
const DECLINED: u64 = 2;

impl LinkAnswer {
    /// The answer to the device with `key`, which the list has as its newest.
    #[must_use]
    pub fn welcome(
        device: &DeviceAddress,
        key: &DeviceKey,
        list: DeviceList,
        account: &AccountSecret,
    ) -> Self {
        let link = LinkedAt::sign(device, key, list.version, account);
        Self::Welcome(Box::new(Linked { account_key: account.public(), link, list }))
    }

    /// The answer as it is left for the other device.
    #[must_use]
    pub fn seal(&self, keys: &LinkKeys) -> Vec<u8> {
        keys.seal_answer(self.encode())
    }

    /// What `sealed` answers to `device`, if it was made with the code, and what is in it is for that device with that key.
    pub fn open(
        sealed: &[u8],
        device: &DeviceAddress,
        key: &DeviceKey,
        keys: &LinkKeys,
    ) -> Result<Self, MalformedLinkAnswer> {
        let answer = Self::decode(&keys.open_answer(sealed).ok_or(MalformedLinkAnswer)?)?;
        if let Self::Welcome(linked) = &answer {
            linked.verify(device, key)?;
        }
        Ok(answer)
    }

    fn encode(&self) -> Vec<u8> {
        let mut cbor = Encoder::new(Vec::with_capacity(1_024));
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), encode::Error<Infallible>> = (|| match self {
            Self::Welcome(linked) => {
                let Linked { account_key, link, list } = &**linked;
                cbor.array(4)?.u64(WELCOME)?.bytes(account_key.as_bytes())?;
                cbor.bytes(link.signature.as_bytes())?.bytes(&list.encode()).map(drop)
            }
            Self::Declined => cbor.array(1)?.u64(DECLINED).map(drop),
            Self::Impossible(why) => cbor.array(2)?.u64(DECLINED)?.str(why.as_str()).map(drop),
        })();
        debug_assert!(written.is_ok());
        cbor.into_writer()
    }

    fn decode(bytes: &[u8]) -> Result<Self, MalformedLinkAnswer> {
        let mut cbor = Decoder::new(bytes);
        let answer = match (cbor.array()?, cbor.u64()?) {
            (Some(4), WELCOME) => {
                let key: [u8; 32] = cbor.bytes()?.try_into().map_err(|_| MalformedLinkAnswer)?;
                let account_key = key.try_into().map_err(|_| MalformedLinkAnswer)?;
                let link: [u8; 64] = cbor.bytes()?.try_into().map_err(|_| MalformedLinkAnswer)?;
                let list = DeviceList::decode(cbor.bytes()?).map_err(|_| MalformedLinkAnswer)?;
                let link = LinkedAt { version: list.version, signature: link.into() };
                Self::Welcome(Box::new(Linked { account_key, link, list }))
            }
            (Some(1), DECLINED) => Self::Declined,
            (Some(2), DECLINED) => {
                Self::Impossible(cbor.str()?.parse().map_err(|_| MalformedLinkAnswer)?)
            }
            _ => return Err(MalformedLinkAnswer),
        };
        if cbor.position() == bytes.len() { Ok(answer) } else { Err(MalformedLinkAnswer) }
    }
}

impl Linked {
    /// What the device says of itself from now on.
    #[must_use]
    pub fn introduction(&self, device: &DeviceAddress) -> Option<Introduction> {
        let listed = self.list.devices.iter().find(|it| it.device.id == device.device)?;
        Some(Introduction {
            account_key: self.account_key,
            account_signature: listed.device.signature,
            linked: Some(self.link),
        })
    }

    fn verify(&self, device: &DeviceAddress, key: &DeviceKey) -> Result<(), MalformedLinkAnswer> {
        self.list.verify(&self.account_key)?;
        let introduction = self.introduction(device).ok_or(MalformedLinkAnswer)?;
        if self.list.person != device.person {
            return Err(MalformedLinkAnswer);
        }
        introduction.verify(device, *key)?;
        Ok(())
    }
}

/// The bytes are not an answer to this device that was made with the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an answer that was made with this code, for this device")]
pub struct MalformedLinkAnswer;

impl From<decode::Error> for MalformedLinkAnswer {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

impl From<BadSignature> for MalformedLinkAnswer {
    fn from(_: BadSignature) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Device, DeviceSecret, Enrolment, LinkCode, Person, Timestamp};

    const PHONE: &str = "phone.alice.peers.x.org";

    fn keys() -> LinkKeys {
        LinkKeys::new(&LinkCode::from_random(&[7; 13]), &"alice@x.org".parse().unwrap())
    }

    fn phone() -> DeviceSecret {
        DeviceSecret::from_seed(&[3; 32])
    }

    fn answer() -> LinkAnswer {
        let account = AccountSecret::from_seed(&[1; 32]);
        let device = |name: &str, own: &DeviceSecret| {
            let device: DeviceAddress = name.parse().unwrap();
            let enrolment = Enrolment::sign(device.clone(), &account, own);
            let signature = enrolment.account_signature;
            Device { id: device.device, key: own.public(), signature }
        };
        let alice = Person {
            address: "alice@x.org".parse().unwrap(),
            account_key: account.public(),
            devices: vec![device("d1.alice.peers.x.org", &DeviceSecret::from_seed(&[2; 32]))],
            list: None,
        };
        let at = Timestamp::from_millis(1_000_000);
        let list = DeviceList::with(&alice, device(PHONE, &phone()), at, &account).unwrap();
        LinkAnswer::welcome(&PHONE.parse().unwrap(), &phone().public(), list, &account)
    }

    #[test]
    fn the_bytes_are_fixed() {
        assert_eq!(LinkAnswer::Declined.encode(), b"\x81\x02");
        let impossible = LinkAnswer::Impossible("TAKEN".parse().unwrap());
        assert_eq!(impossible.encode(), b"\x82\x02\x65TAKEN");
        assert_eq!(LinkAnswer::decode(b"\x82\x02\x65TAKEN"), Ok(impossible));
        assert_eq!(LinkAnswer::decode(b"\x82\x02\x65\x1b[2JN"), Err(MalformedLinkAnswer));
        let bytes = answer().encode();
        assert_eq!(&bytes[..4], b"\x84\x01\x58\x20");
        assert_eq!(&bytes[36..38], b"\x58\x40");
        assert_eq!(LinkAnswer::decode(&bytes), Ok(answer()));
    }

    #[test]
    fn the_device_that_asked_reads_the_answer_and_no_other_does() {
        let sealed = answer().seal(&keys());
        let (phone_at, key) = (PHONE.parse().unwrap(), phone().public());

        assert_eq!(LinkAnswer::open(&sealed, &phone_at, &key, &keys()), Ok(answer()));
        for (device, key) in [
            (PHONE, DeviceSecret::from_seed(&[9; 32]).public()),
            ("tablet.alice.peers.x.org", key),
            ("phone.alice.peers.y.org", key),
        ] {
            let opened = LinkAnswer::open(&sealed, &device.parse().unwrap(), &key, &keys());
            assert_eq!(opened, Err(MalformedLinkAnswer));
        }
    }

    #[test]
    fn t06_an_answer_by_another_account_than_signed_is_refused() {
        let LinkAnswer::Welcome(linked) = answer() else { return };
        let account_key = AccountSecret::from_seed(&[9; 32]).public();
        let forged = LinkAnswer::Welcome(Box::new(Linked { account_key, ..*linked })).seal(&keys());

        let opened = LinkAnswer::open(&forged, &PHONE.parse().unwrap(), &phone().public(), &keys());

        assert_eq!(opened, Err(MalformedLinkAnswer));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = LinkAnswer::decode(&bytes);
        }
    }
}
