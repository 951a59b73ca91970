use crate::{OversizedEnvelope, RoomId, Sealed};

/// What was sealed for the members of a room, as it stands in an envelope: `0x80`, the room (16 bytes), and a message of MLS. What is sealed in a session begins
/// with other bits, `01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedInRoom<'a> {
    /// Which room.
    pub room: RoomId,
    /// The message of MLS.
    pub message: &'a [u8],
}

const ROOM: u8 = 0x80;

impl<'a> SealedInRoom<'a> {
    /// Its bytes.
    pub fn encode(self) -> Result<Sealed, OversizedEnvelope> {
        [&[ROOM], self.room.as_bytes().as_slice(), self.message].concat().try_into()
    }

    /// Reads it; nothing if it is no room's.
    #[must_use]
    pub fn read(sealed: &'a Sealed) -> Option<Self> {
        let (&[ROOM], rest) = sealed.as_bytes().split_first_chunk()? else { return None };
        let (room, message) = rest.split_first_chunk::<16>()?;
        Some(Self { room: (*room).into(), message })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn what_is_sealed_in_a_room_has_fixed_bytes() {
        let sealed = SealedInRoom { room: [7; 16].into(), message: b"mls" };

        let bytes = sealed.encode().unwrap();

        assert_eq!(bytes.as_bytes(), [&[0x80], [7; 16].as_slice(), b"mls"].concat());
        assert_eq!(SealedInRoom::read(&bytes), Some(sealed));
    }

    #[rstest]
    #[case::nothing(&[])]
    #[case::of_a_session(&[0x40; 20])]
    #[case::without_a_room(&[0x80; 16])]
    fn anything_else_is_no_rooms(#[case] bytes: &[u8]) {
        assert_eq!(SealedInRoom::read(&bytes.to_vec().try_into().unwrap()), None);
    }

    #[test]
    fn it_fits_into_an_envelope_or_is_refused() {
        let of = |length| {
            SealedInRoom { room: [7; 16].into(), message: &vec![1; length] }.encode().is_ok()
        };

        assert!(of(Sealed::MAX_BYTES - 17) && !of(Sealed::MAX_BYTES - 16));
    }
}
