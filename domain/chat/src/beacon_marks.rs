use std::fmt;

use thiserror::Error;

/// The marks of a [`crate::Beacon`]: 64 of 10 bytes each, in the order of their bytes.
///
/// A mark is for one device: 8 bytes that it finds it by, and the port less one, shifted (2 bytes, big-endian). Those that are for
/// nobody look the same, so that neither which there are nor how many says anything to whoever finds none.
#[derive(Clone, PartialEq, Eq)]
pub struct BeaconMarks(Box<[u8; Self::BYTES]>);

impl BeaconMarks {
    /// How many there always are.
    pub const COUNT: usize = 64;
    /// How many bytes they take together.
    pub const BYTES: usize = Self::COUNT * Self::ONE;
    const ONE: usize = 10;

    /// One behind the other.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// These, sorted; further ones are left out.
    pub(crate) fn of(mut all: Vec<[u8; Self::ONE]>) -> Self {
        all.truncate(Self::COUNT);
        all.sort_unstable();
        let mut bytes = Box::new([0; Self::BYTES]);
        for (to, from) in bytes.chunks_exact_mut(Self::ONE).zip(all) {
            to.copy_from_slice(&from);
        }
        Self(bytes)
    }

    /// What stands behind the mark, if it is among them.
    pub(crate) fn behind(&self, mark: [u8; 8]) -> Option<[u8; 2]> {
        let found = self.0.chunks_exact(Self::ONE).find_map(|one| one.strip_prefix(&mark));
        found.and_then(|rest| rest.try_into().ok())
    }
}

impl TryFrom<&[u8]> for BeaconMarks {
    type Error = MalformedMarks;

    fn try_from(bytes: &[u8]) -> Result<Self, MalformedMarks> {
        bytes.to_vec().try_into().map(Self).map_err(|_| MalformedMarks)
    }
}

impl fmt::Debug for BeaconMarks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BeaconMarks(..)")
    }
}

/// The bytes are not as many as marks take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the marks of a beacon")]
pub struct MalformedMarks;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_so_many_bytes_and_no_others() {
        let bytes = [7; BeaconMarks::BYTES + 1];

        let exactly = BeaconMarks::try_from(&bytes[1..]);

        assert_eq!(exactly.unwrap().as_bytes()[..], bytes[1..]);
        for length in [0, 1, BeaconMarks::BYTES - 1, BeaconMarks::BYTES + 1] {
            assert_eq!(BeaconMarks::try_from(&bytes[..length]), Err(MalformedMarks));
        }
    }
}
