//! What is known of a person, as bytes: version 1, the person, when they were verified (1 and 8 bytes, or 0), and who they are offered as
//! (1 and a person, or 0). A person is an account key (32), the number of devices (1) and for each its id behind its length, key (32) and
//! signature (64).

use causerie_chat::{AccountKey, Address, Device, DeviceKey, Person, Standing, Timestamp};
use causerie_usecases::ports::KnownIdentity;

const VERSION: u8 = 1;

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
}

/// What [`encode`] wrote of the person at `address`, who stands so.
pub(super) fn decode(bytes: &[u8], address: &Address, standing: Standing) -> Option<KnownIdentity> {
    let mut rest = bytes;
    if take::<1>(&mut rest)? != [VERSION] {
        return None;
    }
    let person = person(&mut rest, address)?;
    let verified = match take(&mut rest)? {
        [0] => None,
        [_] => Some(Timestamp::from_millis(u64::from_be_bytes(take(&mut rest)?))),
    };
    let offered = match take(&mut rest)? {
        [0] => None,
        [_] => Some(self::person(&mut rest, address)?),
    };
    rest.is_empty().then_some(KnownIdentity { person, verified, offered, standing })
}

fn person(rest: &mut &[u8], address: &Address) -> Option<Person> {
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
    Some(Person { address: address.clone(), account_key, devices })
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
        }
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
