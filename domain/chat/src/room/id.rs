use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{DeviceAddress, RoomPlace};

/// The name of a room: 16 random bytes, minted by whoever made it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId([u8; 16]);

impl RoomId {
    /// A number that is another one for each device and each place in the log: who is first of those who all could do something.
    #[must_use]
    pub fn lot(&self, of: &DeviceAddress, place: RoomPlace) -> u32 {
        let digest = Sha256::new()
            .chain_update(self.0)
            .chain_update(place.0.to_be_bytes())
            .chain_update(of.to_string())
            .finalize();
        u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
    }

    /// The 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for RoomId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl FromStr for RoomId {
    type Err = InvalidRoomId;

    fn from_str(raw: &str) -> Result<Self, InvalidRoomId> {
        let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        if raw.len() != 32 || !raw.bytes().all(is_digit) {
            return Err(InvalidRoomId);
        }
        let number = u128::from_str_radix(raw, 16).map_err(|_| InvalidRoomId)?;
        Ok(Self(number.to_be_bytes()))
    }
}

/// In hexadecimal digits, 32 of them.
impl fmt::Display for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RoomId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomId({self})")
    }
}

/// The text is not a [`RoomId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a room is 32 hexadecimal digits in lower case")]
pub struct InvalidRoomId;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_room_id_is_shown_in_hexadecimal() {
        let id = RoomId::from([0xa1; 16]);

        assert_eq!(id.to_string(), "a1".repeat(16));
        assert_eq!(id.as_bytes(), &[0xa1; 16]);
        assert_eq!("a1".repeat(16).parse(), Ok(id));
    }

    #[rstest]
    #[case::short("a1".repeat(15))]
    #[case::long("a1".repeat(17))]
    #[case::in_capitals("A1".repeat(16))]
    #[case::no_digits("g1".repeat(16))]
    #[case::with_a_sign(format!("+{}", "1".repeat(31)))]
    fn a_room_id_is_32_digits_in_lower_case(#[case] raw: String) {
        assert_eq!(raw.parse::<RoomId>(), Err(InvalidRoomId));
    }
    #[test]
    fn what_is_shown_reads_back() {
        let id = RoomId::from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xff]);

        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[rstest]
    fn a_room_has_one_name_and_other_texts_are_none(
        #[values("", "a1", &"A1".repeat(16), &"a1".repeat(17), &"é".repeat(16), &format!("+{}", "1".repeat(31)))]
        raw: &str,
    ) {
        assert_eq!(raw.parse::<RoomId>(), Err(InvalidRoomId));
    }
}
