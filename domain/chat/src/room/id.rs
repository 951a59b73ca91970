use std::fmt;

/// The name of a room: 16 random bytes, minted by whoever made it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomId([u8; 16]);

impl RoomId {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_id_is_shown_in_hexadecimal() {
        let id = RoomId::from([0xa1; 16]);

        assert_eq!(id.to_string(), "a1".repeat(16));
        assert_eq!(id.as_bytes(), &[0xa1; 16]);
    }
}
