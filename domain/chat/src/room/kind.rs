use thiserror::Error;

/// Who may come into a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoomKind {
    /// Whom a member adds.
    Private,
    /// Also whoever asks, by themselves.
    Public,
}

impl RoomKind {
    const VERSION: u8 = 1;

    /// As bytes: version (1 byte: 1), kind (1 byte: 0 if private, 1 if public).
    #[must_use]
    pub fn encode(self) -> [u8; 2] {
        match self {
            Self::Private => [Self::VERSION, 0],
            Self::Public => [Self::VERSION, 1],
        }
    }

    /// The reverse of [`RoomKind::encode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, InvalidRoomKind> {
        match bytes {
            [Self::VERSION, 0] => Ok(Self::Private),
            [Self::VERSION, 1] => Ok(Self::Public),
            _ => Err(InvalidRoomKind),
        }
    }
}

/// The bytes are not a [`RoomKind`] of a version this one reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a kind of room")]
pub struct InvalidRoomKind;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(RoomKind::Private, [1, 0])]
    #[case(RoomKind::Public, [1, 1])]
    fn a_kind_has_fixed_bytes(#[case] kind: RoomKind, #[case] bytes: [u8; 2]) {
        assert_eq!(kind.encode(), bytes);
        assert_eq!(RoomKind::decode(&bytes), Ok(kind));
    }

    #[rstest]
    fn anything_else_is_refused(
        #[values(&[][..], &[1], &[1, 2], &[2, 0], &[0, 0], &[1, 0, 0])] bytes: &[u8],
    ) {
        assert_eq!(RoomKind::decode(bytes), Err(InvalidRoomKind));
    }
}
