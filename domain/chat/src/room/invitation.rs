use std::fmt;

use minicbor::{Decoder, decode};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{
    DeviceAddress, DomainName, MessageId, RoomEpoch, RoomId, RoomKind, RoomName, Timestamp,
    cbor::written,
};

/// Somebody says to somebody else that they may come into a room: nobody is taken in who has not asked for it then ([`RoomRequest`]).
///
/// As bytes: CBOR (RFC 8949), an array of the version 1, the room (16 bytes), its kind (unsigned: 0 private, 1 public), its host (text), its name
/// (text) and its epoch (unsigned). What is behind them is passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomInvitation {
    /// Which one.
    pub room: RoomId,
    /// Who may come in.
    pub kind: RoomKind,
    /// The directory that puts its commits in order.
    pub host: DomainName,
    /// What it is called now; what it is called for those in it, its charter says.
    pub name: RoomName,
    /// Its epoch when whoever invites said so: who went from the room later is not invited any more ([`crate::RoomDepartures`]).
    pub epoch: RoomEpoch,
}

/// A device asks a member to take it into a room: because it was invited, because another device of its person is in it, or because it has a place in
/// it and has lost its state.
///
/// As bytes: CBOR (RFC 8949), an array of the version 1, the room (16 bytes) and the key package (bytes). What is behind them is passed over.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomRequest {
    /// Which one.
    pub room: RoomId,
    /// What it is added with; 1 byte to [`RoomRequest::MAX_PACKAGE`].
    pub package: Vec<u8>,
}

const VERSION: u64 = 1;
const MOST_FIELDS: u64 = 32;

impl RoomInvitation {
    /// The bytes that [`RoomInvitation::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let Self { room, kind, host, name, epoch } = self;
        written(|cbor| {
            cbor.array(6)?.u64(VERSION)?.bytes(room.as_bytes())?.u64(kind.number())?;
            cbor.str(host.as_str())?.str(name.as_str())?.u64(*epoch).map(drop)
        })
    }

    /// The id of the message by which a device that came in in the epoch `since` tells another one of its person, so that telling it again is telling it
    /// once: a `UUIDv7` of the beginning of time and a digest of all three.
    #[must_use]
    pub fn message_id(&self, since: RoomEpoch, to: &DeviceAddress) -> MessageId {
        let digest = Sha256::new()
            .chain_update(self.room.as_bytes())
            .chain_update(since.to_be_bytes())
            .chain_update(to.to_string());
        derived(Timestamp::default(), digest)
    }

    /// The invitation in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedInvitation> {
        read(bytes, 6, |cbor| {
            let (room, kind) = (room(cbor)?, cbor.u64()?);
            let kind = RoomKind::numbered(kind).ok_or(MalformedInvitation)?;
            let host = cbor.str()?.parse().map_err(|_| MalformedInvitation)?;
            let name = cbor.str()?.parse().map_err(|_| MalformedInvitation)?;
            Ok(Self { room, kind, host, name, epoch: cbor.u64()? })
        })
    }
}

impl RoomRequest {
    /// The longest key package, in bytes.
    pub const MAX_PACKAGE: usize = 8 * 1_024;

    /// The id of the message that asks so where nobody minted one: a `UUIDv7` of the moment and a digest of the package, which is used once.
    #[must_use]
    pub fn message_id(&self, at: Timestamp) -> MessageId {
        derived(at, Sha256::new().chain_update(&self.package))
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let Self { room, package } = self;
        written(|cbor| {
            cbor.array(3)?.u64(VERSION)?.bytes(room.as_bytes())?.bytes(package).map(drop)
        })
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, MalformedInvitation> {
        read(bytes, 3, |cbor| {
            let (room, package) = (room(cbor)?, cbor.bytes()?.to_vec());
            let fits = (1..=Self::MAX_PACKAGE).contains(&package.len());
            if fits { Ok(Self { room, package }) } else { Err(MalformedInvitation) }
        })
    }
}

fn derived(at: Timestamp, digest: Sha256) -> MessageId {
    let mut random = [0; 10];
    random.copy_from_slice(&digest.finalize()[..10]);
    MessageId::at(at, &random)
}

/// What stands behind the version in an array of so many fields at least; what is behind those is passed over.
fn read<T>(
    bytes: &[u8],
    fields: u64,
    read: impl FnOnce(&mut Decoder<'_>) -> Result<T, MalformedInvitation>,
) -> Result<T, MalformedInvitation> {
    let mut cbor = Decoder::new(bytes);
    let all = cbor.array()?.filter(|all| (fields..=MOST_FIELDS).contains(all));
    let more = all.ok_or(MalformedInvitation)? - fields;
    if cbor.u64()? != VERSION {
        return Err(MalformedInvitation);
    }
    let read = read(&mut cbor)?;
    for _ in 0..more {
        cbor.skip()?;
    }
    if cbor.position() == bytes.len() { Ok(read) } else { Err(MalformedInvitation) }
}

fn room(cbor: &mut Decoder<'_>) -> Result<RoomId, MalformedInvitation> {
    let id: [u8; 16] = cbor.bytes()?.try_into().map_err(|_| MalformedInvitation)?;
    Ok(id.into())
}

impl fmt::Debug for RoomRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomRequest({}, {} bytes)", self.room, self.package.len())
    }
}

/// The bytes are no invitation and no request of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not an invitation into a room, nor a request for one")]
pub struct MalformedInvitation;

impl From<decode::Error> for MalformedInvitation {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::Body;

    fn invitation() -> RoomInvitation {
        let (host, name) = ("a.org".parse().unwrap(), "book club".parse().unwrap());
        RoomInvitation { room: [7; 16].into(), kind: RoomKind::Private, host, name, epoch: 3 }
    }

    fn request() -> RoomRequest {
        RoomRequest { room: [7; 16].into(), package: vec![1, 2, 3] }
    }

    const ROOM: &[u8] = b"\x50\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07\x07";

    #[test]
    fn an_invitation_has_fixed_bytes() {
        let bytes = [b"\x86\x01", ROOM, b"\x00\x65a.org\x69book club\x03"].concat();

        assert_eq!(invitation().encode(), bytes);
        let body = Body::Invitation(Box::new(invitation()));
        assert_eq!((body.kind(), body.data().into_owned()), (10, bytes.clone()));
        assert_eq!(Body::from_parts(10, bytes), Ok(body));
    }

    #[test]
    fn a_device_is_told_once_each_time_its_person_comes_in() {
        let device = |raw: &str| raw.parse::<DeviceAddress>().unwrap();
        let (d2, d3) = (device("d2.a.peers.x"), device("d3.a.peers.x"));
        let other = RoomInvitation { room: [8; 16].into(), ..invitation() };
        let later = RoomInvitation { epoch: 9, ..invitation() };

        let id = invitation().message_id(1, &d2);

        assert_eq!(later.message_id(1, &d2), id);
        let others = [invitation().message_id(2, &d2), invitation().message_id(1, &d3)];
        assert!(!others.contains(&id) && other.message_id(1, &d2) != id);
    }

    #[test]
    fn each_package_is_asked_with_by_another_message() {
        let (at, other) =
            (Timestamp::from_millis(5), RoomRequest { package: vec![9], ..request() });

        assert_eq!(request().message_id(at), request().message_id(at));
        assert_ne!(request().message_id(at), other.message_id(at));
    }

    #[test]
    fn a_request_has_fixed_bytes_and_does_not_print_its_package() {
        let bytes = [b"\x83\x01", ROOM, b"\x43\x01\x02\x03"].concat();

        assert_eq!(request().encode(), bytes);
        let body = Body::RoomRequest(Box::new(request()));
        assert_eq!((body.kind(), body.data().into_owned()), (11, bytes.clone()));
        assert_eq!(Body::from_parts(11, bytes), Ok(body));
        assert!(format!("{:?}", request()).ends_with(", 3 bytes)"));
    }

    #[test]
    fn what_a_later_version_adds_is_passed_over() {
        let bytes = [b"\x84\x01", ROOM, b"\x43\x01\x02\x03\x19\x01\x00"].concat();

        assert_eq!(RoomRequest::decode(&bytes), Ok(request()));
    }

    #[rstest]
    #[case::none(0, false)]
    #[case::the_longest(RoomRequest::MAX_PACKAGE, true)]
    #[case::longer(RoomRequest::MAX_PACKAGE + 1, false)]
    fn a_package_is_bounded(#[case] length: usize, #[case] fits: bool) {
        let request = RoomRequest { package: vec![1; length], ..request() };

        assert_eq!(RoomRequest::decode(&request.encode()).is_ok(), fits);
    }

    #[rstest]
    #[case::another_version(1, 2)]
    #[case::another_kind(19, 2)]
    #[case::a_host_that_is_none(21, b'_')]
    #[case::a_name_with_a_control(30, 0x1b)]
    #[case::fewer_fields(0, 0x84)]
    fn anything_else_is_no_invitation(#[case] at: usize, #[case] byte: u8) {
        let mut bytes = invitation().encode();
        bytes[at] = byte;

        assert!(RoomInvitation::decode(&bytes).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_are_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = (RoomInvitation::decode(&bytes), RoomRequest::decode(&bytes));
        }
    }
}
