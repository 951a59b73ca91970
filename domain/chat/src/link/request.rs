use core::convert::Infallible;
use std::{fmt, str::FromStr};

use minicbor::{Decoder, Encoder, decode, encode};
use thiserror::Error;

use super::LinkKeys;
use crate::{
    Address, BadSignature, DeviceAddress, DeviceId, DeviceKey, DeviceSecret, Signature, Timestamp,
};

/// What a new device says of itself to the one that may take it on.
///
/// As bytes: CBOR (RFC 8949), an array of the version 1, the id (text), the key (32 bytes), the name (text), the moment (unsigned,
/// milliseconds since 1970) and the signature (64 bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRequest {
    /// What it wants to be called among the person's devices.
    pub device: DeviceId,
    /// Its key.
    pub key: DeviceKey,
    /// What machine it is, as it says itself.
    pub name: DeviceName,
    /// When it asked, by its clock.
    pub at: Timestamp,
    /// By its key, over all of this, the person's name and the place where it was left: the key is held and not copied.
    pub signature: Signature,
}

const VERSION: u64 = 1;
const FIELDS: u64 = 6;
const LABEL: &str = "causerie v1 link request, by the device key";

impl LinkRequest {
    /// That of a device of `device.person` with the secret `own`.
    #[must_use]
    pub fn sign(
        device: &DeviceAddress,
        own: &DeviceSecret,
        name: DeviceName,
        at: Timestamp,
        keys: &LinkKeys,
    ) -> Self {
        let mut request = Self {
            device: device.device.clone(),
            key: own.public(),
            name,
            at,
            signature: [0; 64].into(),
        };
        request.signature = own.sign(&request.signed(&device.person, keys));
        request
    }

    /// The request as it is left for the other device.
    #[must_use]
    pub fn seal(&self, keys: &LinkKeys) -> Vec<u8> {
        keys.seal_request(self.encode())
    }

    /// What a new device of `person` asks by `sealed`, if whoever asks has the code and the key.
    pub fn open(
        sealed: &[u8],
        person: &Address,
        keys: &LinkKeys,
    ) -> Result<Self, MalformedLinkRequest> {
        let request = Self::decode(&keys.open_request(sealed).ok_or(MalformedLinkRequest)?)?;
        let signed = request.signed(person, keys);
        request.key.verify(&signed, &request.signature)?;
        Ok(request)
    }

    fn encode(&self) -> Vec<u8> {
        let mut cbor = Encoder::new(Vec::with_capacity(256));
        // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
        let written: Result<(), encode::Error<Infallible>> = (|| {
            cbor.array(FIELDS)?.u64(VERSION)?.str(self.device.as_str())?;
            cbor.bytes(self.key.as_bytes())?.str(self.name.as_str())?.u64(self.at.millis())?;
            cbor.bytes(self.signature.as_bytes()).map(drop)
        })();
        debug_assert!(written.is_ok());
        cbor.into_writer()
    }

    fn decode(bytes: &[u8]) -> Result<Self, MalformedLinkRequest> {
        let mut cbor = Decoder::new(bytes);
        if cbor.array()? != Some(FIELDS) || cbor.u64()? != VERSION {
            return Err(MalformedLinkRequest);
        }
        let device = cbor.str()?.parse().map_err(|_| MalformedLinkRequest)?;
        let key: [u8; 32] = cbor.bytes()?.try_into().map_err(|_| MalformedLinkRequest)?;
        let key = key.try_into().map_err(|_| MalformedLinkRequest)?;
        let name = cbor.str()?.parse().map_err(|_| MalformedLinkRequest)?;
        let at = Timestamp::from_millis(cbor.u64()?);
        let signature: [u8; 64] = cbor.bytes()?.try_into().map_err(|_| MalformedLinkRequest)?;
        if cbor.position() != bytes.len() {
            return Err(MalformedLinkRequest);
        }
        Ok(Self { device, key, name, at, signature: signature.into() })
    }

    /// Label, person, device id and name behind their lengths in one byte each; then place (16), key (32) and moment (8, big-endian).
    fn signed(&self, person: &Address, keys: &LinkKeys) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(384);
        for text in [LABEL, &person.to_string(), self.device.as_str(), self.name.as_str()] {
            // All are shorter than 256.
            bytes.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes.extend_from_slice(keys.id().as_bytes());
        bytes.extend_from_slice(self.key.as_bytes());
        bytes.extend_from_slice(&self.at.millis().to_be_bytes());
        bytes
    }
}

/// What somebody calls a machine: 1 to 64 bytes that can be shown, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceName(String);

impl DeviceName {
    const MAX_BYTES: usize = 64;

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeviceName {
    type Err = InvalidDeviceName;

    fn from_str(raw: &str) -> Result<Self, InvalidDeviceName> {
        let fits = (1..=Self::MAX_BYTES).contains(&raw.len());
        if fits && !raw.chars().any(char::is_control) {
            Ok(Self(raw.to_owned()))
        } else {
            Err(InvalidDeviceName)
        }
    }
}

impl fmt::Display for DeviceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a [`DeviceName`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a device's name is 1 to 64 bytes without control characters")]
pub struct InvalidDeviceName;

/// The bytes are not a request of a device that has the code and the key it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a request that was made with this code")]
pub struct MalformedLinkRequest;

impl From<decode::Error> for MalformedLinkRequest {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

impl From<BadSignature> for MalformedLinkRequest {
    fn from(_: BadSignature) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LinkCode;

    fn keys() -> LinkKeys {
        LinkKeys::new(&LinkCode::from_random(&[7; 13]), &"alice@x.org".parse().unwrap())
    }

    fn request() -> LinkRequest {
        let device = "phone.alice.peers.x.org".parse().unwrap();
        let own = DeviceSecret::from_seed(&[2; 32]);
        let name = "cat (linux)".parse().unwrap();
        LinkRequest::sign(&device, &own, name, Timestamp::from_millis(1_000_000), &keys())
    }

    #[test]
    fn the_bytes_are_fixed() {
        let bytes = request().encode();

        assert_eq!(&bytes[..10], b"\x86\x01\x65phone\x58\x20");
        assert_eq!(&bytes[42..59], b"\x6bcat (linux)\x1a\x00\x0f\x42\x40");
        assert_eq!(&bytes[59..61], b"\x58\x40");
        assert_eq!(bytes.len(), 61 + 64);
        assert_eq!(LinkRequest::decode(&bytes), Ok(request()));
    }

    #[test]
    fn t06_a_request_is_read_by_whoever_gave_the_code_and_for_that_person_alone() {
        let sealed = request().seal(&keys());
        let alice = "alice@x.org".parse().unwrap();

        assert_eq!(LinkRequest::open(&sealed, &alice, &keys()), Ok(request()));
        assert_eq!(
            LinkRequest::open(&sealed, &"eve@x.org".parse().unwrap(), &keys()),
            Err(MalformedLinkRequest)
        );
    }

    #[test]
    fn t06_a_key_that_did_not_sign_is_refused_though_the_code_is_known() {
        let forged = LinkRequest { key: DeviceSecret::from_seed(&[9; 32]).public(), ..request() };

        let opened =
            LinkRequest::open(&forged.seal(&keys()), &"alice@x.org".parse().unwrap(), &keys());

        assert_eq!(opened, Err(MalformedLinkRequest));
    }

    #[test]
    fn a_name_is_bounded_and_can_be_shown() {
        assert!("Ann's phone (ä)".parse::<DeviceName>().is_ok());
        for raw in ["", "a\nb", "\u{1b}[31m", &"a".repeat(65)] {
            assert_eq!(raw.parse::<DeviceName>(), Err(InvalidDeviceName));
        }
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = LinkRequest::decode(&bytes);
        }
    }
}
