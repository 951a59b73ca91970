//! A room's charter as bytes: CBOR (RFC 8949), one array.
//!
//! | place | value |
//! |---|---|
//! | 0 | version, unsigned: 2 |
//! | 1 | kind, unsigned: 0 private, 1 public |
//! | 2 | host, text: the directory's domain |
//! | 3 | name, text |
//! | 4 | array of at most 64 arrays of: account key, 32 bytes; role, unsigned: 1 admin, 2 owner. In the order of the keys |
//!
//! There is one way to write a charter, and nothing else is read: what a commit changes is seen by comparing.

use minicbor::{Decoder, decode};
use thiserror::Error;

use crate::{AccountKey, RoomCharter, RoomKind, RoomRole, cbor::written};

const VERSION: u64 = 2;
const FIELDS: u64 = 5;
const ADMIN: u64 = 1;
const OWNER: u64 = 2;

impl RoomCharter {
    /// The bytes that [`RoomCharter::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|cbor| {
            cbor.array(FIELDS)?.u64(VERSION)?.u64(self.kind.number())?;
            cbor.str(self.host.as_str())?.str(self.name.as_str())?;
            cbor.array(self.roles.len() as u64)?;
            for (who, role) in &self.roles {
                let role = if *role == RoomRole::Owner { OWNER } else { ADMIN };
                cbor.array(2)?.bytes(who.as_bytes())?.u64(role)?;
            }
            Ok(())
        })
    }

    /// The charter in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedCharter> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(MalformedCharter);
        }
        let mut cbor = Decoder::new(bytes);
        if cbor.array()? != Some(FIELDS) || cbor.u64()? != VERSION {
            return Err(MalformedCharter);
        }
        let kind = RoomKind::numbered(cbor.u64()?).ok_or(MalformedCharter)?;
        let host = cbor.str()?.parse().map_err(|_| MalformedCharter)?;
        let name = cbor.str()?.parse().map_err(|_| MalformedCharter)?;
        let count = cbor.array()?.filter(|count| *count <= Self::MOST_ROLES as u64);
        let roles = (0..count.ok_or(MalformedCharter)?).map(|_| role(&mut cbor));
        let charter = Self { kind, host, name, roles: roles.collect::<Result<_, _>>()? };
        // Whatever else there would be is not written this way: keys in another order or twice, numbers in a longer form, bytes behind it.
        if charter.holds() && charter.is_sorted() && charter.encode() == bytes {
            Ok(charter)
        } else {
            Err(MalformedCharter)
        }
    }

    fn is_sorted(&self) -> bool {
        self.roles.is_sorted_by(|(one, _), (next, _)| one.as_bytes() < next.as_bytes())
    }
}

fn role(cbor: &mut Decoder<'_>) -> Result<(AccountKey, RoomRole), MalformedCharter> {
    if cbor.array()? != Some(2) {
        return Err(MalformedCharter);
    }
    let key: [u8; 32] = cbor.bytes()?.try_into().map_err(|_| MalformedCharter)?;
    let who = AccountKey::try_from(key).map_err(|_| MalformedCharter)?;
    let role = match cbor.u64()? {
        ADMIN => RoomRole::Admin,
        OWNER => RoomRole::Owner,
        _ => return Err(MalformedCharter),
    };
    Ok((who, role))
}

/// The bytes are not a charter of the version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a room's charter")]
pub struct MalformedCharter;

impl From<decode::Error> for MalformedCharter {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::AccountSecret;

    fn account(seed: u8) -> AccountKey {
        AccountSecret::from_seed(&[seed; 32]).public()
    }

    fn charter() -> RoomCharter {
        let (host, name) = ("a.org".parse().unwrap(), "book club".parse().unwrap());
        RoomCharter::new(RoomKind::Private, host, name, account(1))
    }

    #[test]
    fn a_charter_has_fixed_bytes() {
        let bytes = charter().encode();

        let mut expected = b"\x85\x02\x00\x65a.org\x69book club\x81\x82\x58\x20".to_vec();
        expected.extend_from_slice(account(1).as_bytes());
        expected.push(2);
        assert_eq!(bytes, expected);
        assert_eq!(RoomCharter::decode(&bytes), Ok(charter()));
    }

    #[test]
    fn the_largest_charter_fits() {
        let name = "n".repeat(crate::RoomName::MAX_BYTES).parse().unwrap();
        let host = format!("{}.{}.{}", "a".repeat(63), "b".repeat(63), "c".repeat(52));
        let mut largest =
            RoomCharter::new(RoomKind::Public, host.parse().unwrap(), name, account(0));
        for seed in 1..RoomCharter::MOST_ROLES {
            largest = largest.with_role(account(u8::try_from(seed).unwrap()), RoomRole::Admin);
        }

        let bytes = largest.encode();

        assert!(bytes.len() <= RoomCharter::MAX_BYTES, "{}", bytes.len());
        assert_eq!(RoomCharter::decode(&bytes), Ok(largest.clone()));
        let one_more = largest.with_role(account(200), RoomRole::Admin).encode();
        assert_eq!(RoomCharter::decode(&one_more), Err(MalformedCharter));
    }

    #[test]
    fn whoever_is_made_a_member_again_stands_there_no_more() {
        let two = charter().with_role(account(2), RoomRole::Admin);

        let again = two.clone().with_role(account(2), RoomRole::Member);

        assert_eq!(two.role(&account(2)), RoomRole::Admin);
        assert_eq!(again, charter());
    }

    #[rstest]
    #[case::cut(|bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1))]
    #[case::more_behind_it(|bytes: &mut Vec<u8>| bytes.push(0))]
    #[case::another_version(|bytes: &mut Vec<u8>| bytes[1] = 1)]
    #[case::another_kind(|bytes: &mut Vec<u8>| bytes[2] = 2)]
    #[case::a_host_that_is_none(|bytes: &mut Vec<u8>| bytes[4] = b'_')]
    #[case::a_name_with_a_control(|bytes: &mut Vec<u8>| bytes[11] = 0x1b)]
    #[case::another_role(|bytes: &mut Vec<u8>| *bytes.last_mut().unwrap() = 3)]
    #[case::no_owner(|bytes: &mut Vec<u8>| *bytes.last_mut().unwrap() = 1)]
    #[case::a_number_in_a_longer_form(|bytes: &mut Vec<u8>| {
        bytes.pop();
        bytes.extend([0x18, 2]);
    })]
    fn anything_else_is_refused(#[case] change: fn(&mut Vec<u8>)) {
        let mut bytes = charter().encode();

        change(&mut bytes);

        assert_eq!(RoomCharter::decode(&bytes), Err(MalformedCharter));
    }

    #[test]
    fn roles_in_another_order_or_twice_are_refused() {
        let mut charter = charter().with_role(account(2), RoomRole::Admin);
        charter.roles.reverse();
        assert_eq!(RoomCharter::decode(&charter.encode()), Err(MalformedCharter));

        charter.roles[0] = charter.roles[1];
        assert_eq!(RoomCharter::decode(&charter.encode()), Err(MalformedCharter));
    }
}
