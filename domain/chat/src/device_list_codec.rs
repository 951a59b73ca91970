//! A device list as bytes: CBOR (RFC 8949), one array.
//!
//! | place | value |
//! |---|---|
//! | 0 | version of the format, unsigned: 1 |
//! | 1 | person, text `username@domain` |
//! | 2 | version of the list, unsigned, from 2 on |
//! | 3 | issued at, unsigned, milliseconds since 1970 |
//! | 4 | what changed: 1 a device was linked, 2 revoked |
//! | 5 | which device, text |
//! | 6 | array of at most 16 arrays of: id, text; key, 32 bytes; the account's signature over the enrolment, 64 bytes; linked at, unsigned, or null |
//! | 7 | the account's signature, 64 bytes; what is signed is an array of the seven places before it |

use core::convert::Infallible;

use minicbor::{Decoder, Encoder, decode, encode};
use thiserror::Error;

use crate::{Device, DeviceChange, DeviceList, ListedDevice, Timestamp};

const VERSION: u64 = 1;
const FIELDS: u64 = 8;
const LINKED: u64 = 1;
const REVOKED: u64 = 2;

impl DeviceList {
    /// The bytes that [`DeviceList::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(self, true)
    }

    /// The list in `bytes`, whose signatures are yet to be checked; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedDeviceList> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(MalformedDeviceList);
        }
        let mut cbor = Decoder::new(bytes);
        if cbor.array()? != Some(FIELDS) || cbor.u64()? != VERSION {
            return Err(MalformedDeviceList);
        }
        let person = cbor.str()?.parse().map_err(|_| MalformedDeviceList)?;
        let (version, issued_at) = (cbor.u64()?, Timestamp::from_millis(cbor.u64()?));
        let kind = cbor.u64()?;
        let id = cbor.str()?.parse().map_err(|_| MalformedDeviceList)?;
        let change = match kind {
            LINKED => DeviceChange::Linked(id),
            REVOKED => DeviceChange::Revoked(id),
            _ => return Err(MalformedDeviceList),
        };
        let count = cbor.array()?.filter(|count| *count <= Self::MOST as u64);
        let devices = (0..count.ok_or(MalformedDeviceList)?).map(|_| listed(&mut cbor));
        let devices = devices.collect::<Result<_, _>>()?;
        let signature = fixed::<64>(cbor.bytes()?)?.into();
        let list = Self { person, version, issued_at, change, devices, signature };
        list.is_well_formed().map_err(|_| MalformedDeviceList)?;
        if cbor.position() == bytes.len() { Ok(list) } else { Err(MalformedDeviceList) }
    }
}

/// What is signed of a list.
pub(crate) fn content(list: &DeviceList) -> Vec<u8> {
    written(list, false)
}

fn written(list: &DeviceList, with_signature: bool) -> Vec<u8> {
    let mut cbor = Encoder::new(Vec::with_capacity(1_024));
    // Writing to a Vec cannot fail; the type is uninhabited, so there is nothing to handle.
    let written: Result<(), encode::Error<Infallible>> = (|| {
        cbor.array(FIELDS - u64::from(!with_signature))?.u64(VERSION)?;
        cbor.str(&list.person.to_string())?.u64(list.version)?.u64(list.issued_at.millis())?;
        let (kind, id) = match &list.change {
            DeviceChange::Linked(id) => (LINKED, id),
            DeviceChange::Revoked(id) => (REVOKED, id),
        };
        cbor.u64(kind)?.str(id.as_str())?.array(list.devices.len() as u64)?;
        for ListedDevice { device, since } in &list.devices {
            cbor.array(4)?.str(device.id.as_str())?.bytes(device.key.as_bytes())?;
            cbor.bytes(device.signature.as_bytes())?.encode(since.map(Timestamp::millis))?;
        }
        if with_signature {
            cbor.bytes(list.signature.as_bytes())?;
        }
        Ok(())
    })();
    debug_assert!(written.is_ok());
    cbor.into_writer()
}

fn listed(cbor: &mut Decoder<'_>) -> Result<ListedDevice, MalformedDeviceList> {
    if cbor.array()? != Some(4) {
        return Err(MalformedDeviceList);
    }
    let id = cbor.str()?.parse().map_err(|_| MalformedDeviceList)?;
    let key = fixed::<32>(cbor.bytes()?)?.try_into().map_err(|_| MalformedDeviceList)?;
    let signature = fixed::<64>(cbor.bytes()?)?.into();
    let since = cbor.decode::<Option<u64>>()?.map(Timestamp::from_millis);
    Ok(ListedDevice { device: Device { id, key, signature }, since })
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], MalformedDeviceList> {
    bytes.try_into().map_err(|_| MalformedDeviceList)
}

/// The bytes are not a device list of a version this one reads, or one that no account key would sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a device list")]
pub struct MalformedDeviceList;

impl From<decode::Error> for MalformedDeviceList {
    fn from(_: decode::Error) -> Self {
        Self
    }
}
