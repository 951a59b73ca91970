use minicbor::{Decoder, Encoder};

use super::{
    MalformedHistory,
    codec::{Written, exactly, is_null, length, number, write_number},
};
use crate::{Device, DeviceList, Person, Standing, Terms, Timer, Timestamp};

/// Somebody as a device knows them.
///
/// As bytes: CBOR (RFC 8949), an array of the person, when they were verified (unsigned, milliseconds since 1970, or null), the person they are
/// said to be now (or null), their terms (unsigned: 0 accepted, 1 requested, 2 ignored), whether they are blocked, and after how many
/// milliseconds disappears what is said to them (unsigned, or null). A person is an array of the address (text), the account key (32
/// bytes), the devices and the signed list (bytes, or null); a device one of its id (text), its key (32 bytes) and the account's signature
/// (64 bytes).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastPerson {
    /// Who they were the first time, or were decided to be.
    pub person: Person,
    /// When somebody compared the account key with theirs, if ever.
    pub verified: Option<Timestamp>,
    /// Who they are said to be now, with another account key, until that is decided on.
    pub offered: Option<Person>,
    /// Whether they are a contact.
    pub standing: Standing,
    /// After how long disappears what this person says to them.
    pub timer: Option<Timer>,
}

impl PastPerson {
    pub(super) fn write(&self, cbor: &mut Encoder<Vec<u8>>) -> Written {
        cbor.array(6)?;
        write_person(cbor, &self.person)?;
        write_number(cbor, self.verified.map(Timestamp::millis))?;
        match &self.offered {
            Some(offered) => write_person(cbor, offered)?,
            None => cbor.null().map(drop)?,
        }
        cbor.u64(match self.standing.terms {
            Terms::Accepted => 0,
            Terms::Requested => 1,
            Terms::Ignored => 2,
        })?;
        cbor.bool(self.standing.is_blocked)?;
        write_number(cbor, self.timer.map(Timer::millis))
    }

    pub(super) fn read(cbor: &mut Decoder<'_>) -> Result<Self, MalformedHistory> {
        exactly(cbor, 6)?;
        let person = read_person(cbor)?;
        let verified = number(cbor)?.map(Timestamp::from_millis);
        let offered = if is_null(cbor)? { None } else { Some(read_person(cbor)?) };
        let terms = match cbor.u64()? {
            0 => Terms::Accepted,
            1 => Terms::Requested,
            2 => Terms::Ignored,
            _ => return Err(MalformedHistory),
        };
        let standing = Standing { terms, is_blocked: cbor.bool()? };
        let timer = number(cbor)?.map(Timer::try_from).transpose().map_err(|_| MalformedHistory)?;
        Ok(Self { person, verified, offered, standing, timer })
    }
}

fn write_person(cbor: &mut Encoder<Vec<u8>>, person: &Person) -> Written {
    cbor.array(4)?.str(&person.address.to_string())?.bytes(person.account_key.as_bytes())?;
    cbor.array(person.devices.len() as u64)?;
    for device in &person.devices {
        cbor.array(3)?.str(device.id.as_str())?.bytes(device.key.as_bytes())?;
        cbor.bytes(device.signature.as_bytes())?;
    }
    match &person.list {
        Some(list) => cbor.bytes(&list.encode())?,
        None => cbor.null()?,
    };
    Ok(())
}

fn read_person(cbor: &mut Decoder<'_>) -> Result<Person, MalformedHistory> {
    exactly(cbor, 4)?;
    let address = cbor.str()?.parse().map_err(|_| MalformedHistory)?;
    let account_key: [u8; 32] = bytes(cbor)?;
    let account_key = account_key.try_into().map_err(|_| MalformedHistory)?;
    let mut devices = Vec::new();
    for _ in 0..length(cbor, Person::MOST_DEVICES)? {
        exactly(cbor, 3)?;
        let id = cbor.str()?.parse().map_err(|_| MalformedHistory)?;
        let key: [u8; 32] = bytes(cbor)?;
        let key = key.try_into().map_err(|_| MalformedHistory)?;
        devices.push(Device { id, key, signature: bytes::<64>(cbor)?.into() });
    }
    let list = if is_null(cbor)? {
        None
    } else {
        Some(DeviceList::decode(cbor.bytes()?).map_err(|_| MalformedHistory)?)
    };
    Ok(Person { address, account_key, devices, list })
}

fn bytes<const N: usize>(cbor: &mut Decoder<'_>) -> Result<[u8; N], MalformedHistory> {
    cbor.bytes()?.try_into().map_err(|_| MalformedHistory)
}
