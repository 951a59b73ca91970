//! The bytes of a change: version (1 byte: 1), then four lists (lets in, lets go, keepers, no keepers), each as a number (1 byte) and so many
//! names of devices, each behind its length (1 byte).

use super::change::{InvalidRoomChange, RoomChange};
use crate::DeviceAddress;

const VERSION: u8 = 1;

pub(super) fn encode(change: &RoomChange) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    for list in [change.lets_in(), change.lets_go(), change.keepers(), change.no_keepers()] {
        bytes.push(u8::try_from(list.len()).unwrap_or(u8::MAX)); // at most 100
        for device in list {
            let name = device.to_string();
            bytes.push(u8::try_from(name.len()).unwrap_or(u8::MAX)); // at most 253
            bytes.extend_from_slice(name.as_bytes());
        }
    }
    bytes
}

pub(super) fn decode(bytes: &[u8]) -> Result<RoomChange, InvalidRoomChange> {
    let mut lists = Lists(bytes.strip_prefix(&[VERSION]).ok_or(InvalidRoomChange)?);
    let change = RoomChange::new(lists.next()?, lists.next()?, lists.next()?, lists.next()?)?;
    if lists.0.is_empty() { Ok(change) } else { Err(InvalidRoomChange) }
}

struct Lists<'a>(&'a [u8]);

impl Lists<'_> {
    fn next(&mut self) -> Result<Vec<DeviceAddress>, InvalidRoomChange> {
        let count = self.byte()?;
        (0..count).map(|_| self.name()).collect()
    }

    fn name(&mut self) -> Result<DeviceAddress, InvalidRoomChange> {
        let length = self.byte()?;
        let (name, rest) = self.0.split_at_checked(length.into()).ok_or(InvalidRoomChange)?;
        self.0 = rest;
        let name = std::str::from_utf8(name).map_err(|_| InvalidRoomChange)?;
        name.parse().map_err(|_| InvalidRoomChange)
    }

    fn byte(&mut self) -> Result<u8, InvalidRoomChange> {
        let (byte, rest) = self.0.split_first().ok_or(InvalidRoomChange)?;
        self.0 = rest;
        Ok(*byte)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one() -> RoomChange {
        let device = |raw: &str| vec![raw.parse().unwrap()];
        let (a, b) = (device("d1.a.peers.x"), device("d2.b.peers.x"));
        RoomChange::new(a.clone(), b, a, vec![]).unwrap()
    }

    const BYTES: &[u8] = b"\x01\x01\x0cd1.a.peers.x\x01\x0cd2.b.peers.x\x01\x0cd1.a.peers.x\x00";

    #[test]
    fn the_bytes_are_fixed() {
        assert_eq!(one().encode(), BYTES);
        assert_eq!(RoomChange::decode(BYTES), Ok(one()));
        assert_eq!(RoomChange::default().encode(), [1, 0, 0, 0, 0]);
    }

    #[test]
    fn what_is_cut_off_or_goes_on_is_refused() {
        for length in 0..BYTES.len() {
            assert_eq!(RoomChange::decode(&BYTES[..length]), Err(InvalidRoomChange));
        }
        assert_eq!(RoomChange::decode(&[BYTES, b"\0"].concat()), Err(InvalidRoomChange));
        assert_eq!(RoomChange::decode(&[2, 0, 0, 0, 0]), Err(InvalidRoomChange));
    }

    proptest! {
        #[test]
        fn t63_no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = RoomChange::decode(&bytes);
        }
    }
}
