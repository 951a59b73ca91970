//! What is known of a person, as bytes: version 2, the person, when they were verified (1 and 8 bytes, or 0), and who they are offered as
//! (1 and a person, or 0). A person is an account key (32), the number of devices (1) and for each its id behind its length, key (32) and
//! signature (64); then their device list behind its length (2), which is 0 if there is none. Version 1 had no lists.

use causerie_chat::{
    AccountKey, Address, Device, DeviceKey, DeviceList, Person, Standing, Timestamp,
};
use causerie_usecases::ports::KnownIdentity;

const VERSION: u8 = 2;
const WITHOUT_LISTS: u8 = 1;

/// The most devices that are kept of a person.
const MOST: usize = 255;

pub(super) fn encode(known: &KnownIdentity) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    put_person(&mut bytes, &known.person);
    match known.verified {
        Some(at) => {
            bytes.push(1);
            bytes.extend_from_slice(&at.millis().to_be_bytes());
        }
        None => bytes.push(0),
    }
    match &known.offered {
        Some(offered) => {
            bytes.push(1);
            put_person(&mut bytes, offered);
        }
        None => bytes.push(0),
    }
    bytes
}

fn put_person(bytes: &mut Vec<u8>, person: &Person) {
    bytes.extend_from_slice(person.account_key.as_bytes());
    let devices = person.devices.iter().take(MOST);
    bytes.push(u8::try_from(devices.len()).unwrap_or(u8::MAX));
    for Device { id, key, signature } in devices {
        let id = id.as_str().as_bytes();
        // At most 16.
        bytes.push(u8::try_from(id.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(id);
        bytes.extend_from_slice(key.as_bytes());
        bytes.extend_from_slice(signature.as_bytes());
    }
    let list = person.list.as_ref().map(DeviceList::encode).unwrap_or_default();
    // At most `DeviceList::MAX_BYTES`.
    bytes.extend_from_slice(&u16::try_from(list.len()).unwrap_or(u16::MAX).to_be_bytes());
    bytes.extend_from_slice(&list);
}

/// What [`encode`] wrote of the person at `address`, who stands so.
pub(super) fn decode(bytes: &[u8], address: &Address, standing: Standing) -> Option<KnownIdentity> {
    let mut rest = bytes;
    let with_lists = match take::<1>(&mut rest)? {
        [VERSION] => true,
        [WITHOUT_LISTS] => false,
        _ => return None,
    };
    let person = person(&mut rest, address, with_lists)?;
    let verified = match take(&mut rest)? {
        [0] => None,
        [_] => Some(Timestamp::from_millis(u64::from_be_bytes(take(&mut rest)?))),
    };
    let offered = match take(&mut rest)? {
        [0] => None,
        [_] => Some(self::person(&mut rest, address, with_lists)?),
    };
    rest.is_empty().then_some(KnownIdentity { person, verified, offered, standing })
}

fn person(rest: &mut &[u8], address: &Address, with_lists: bool) -> Option<Person> {
    let account_key = AccountKey::try_from(take(rest)?).ok()?;
    let [count] = take(rest)?;
    let devices = (0..count).map(|_| {
        let [length] = take(rest)?;
        let (id, behind) = rest.split_at_checked(usize::from(length))?;
        *rest = behind;
        let id = std::str::from_utf8(id).ok()?.parse().ok()?;
        let key = DeviceKey::try_from(take(rest)?).ok()?;
        Some(Device { id, key, signature: take::<64>(rest)?.into() })
    });
    let devices = devices.collect::<Option<_>>()?;
    let list = if with_lists { list(rest)? } else { None };
    Some(Person { address: address.clone(), account_key, devices, list })
}

#[allow(clippy::option_option, reason = "unreadable, or none")]
fn list(rest: &mut &[u8]) -> Option<Option<DeviceList>> {
    let length = usize::from(u16::from_be_bytes(take(rest)?));
    let (list, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    if list.is_empty() { Some(None) } else { Some(Some(DeviceList::decode(list).ok()?)) }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, behind) = rest.split_first_chunk::<N>()?;
    *rest = behind;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use causerie_chat::{AccountSecret, DeviceSecret};

    use super::*;

    fn bob(seed: u8) -> Person {
        let device = |id: &str, seed| Device {
            id: id.parse().unwrap(),
            key: DeviceSecret::from_seed(&[seed; 32]).public(),
            signature: [seed; 64].into(),
        };
        Person {
            address: "bob@example.org".parse().unwrap(),
            account_key: AccountSecret::from_seed(&[seed; 32]).public(),
            devices: vec![device("d1", 2), device("laptop", 3)],
            list: None,
        }
    }

    #[test]
    fn t63_what_was_written_before_there_were_lists_is_read() {
        let known = KnownIdentity {
            person: bob(1),
            verified: None,
            offered: None,
            standing: Standing::ACCEPTED,
        };
        let mut bytes = encode(&known);

        // The empty list stands before the two places that are empty too.
        let end = bytes.len();
        bytes.drain(end - 4..end - 2);
        bytes[0] = 1;

        assert_eq!(decode(&bytes, &bob(1).address, Standing::ACCEPTED), Some(known));
    }

    #[test]
    fn a_list_comes_back() {
        let account = AccountSecret::from_seed(&[1; 32]);
        let fresh = Device {
            id: "phone".parse().unwrap(),
            key: DeviceSecret::from_seed(&[9; 32]).public(),
            signature: [9; 64].into(),
        };
        let list = DeviceList::with(&bob(1), fresh, Timestamp::from_millis(5), &account).unwrap();
        let person = Person::listed(account.public(), list);
        let known =
            KnownIdentity { person, verified: None, offered: None, standing: Standing::ACCEPTED };

        assert_eq!(decode(&encode(&known), &bob(1).address, Standing::ACCEPTED), Some(known));
    }

    #[test]
    fn what_is_known_comes_back_and_no_part_of_it_does() {
        let verified = Some(Timestamp::from_millis(7));
        let standing = Standing::REQUESTED;
        let known = KnownIdentity { person: bob(1), verified, offered: Some(bob(9)), standing };

        let bytes = encode(&known);

        let read = |bytes: &[u8]| decode(bytes, &bob(1).address, standing);
        assert_eq!(read(&bytes), Some(known));
        for end in 0..bytes.len() {
            assert_eq!(read(&bytes[..end]), None);
        }
        assert_eq!(read(&[&bytes[..], &[0]].concat()), None);
    }
}
