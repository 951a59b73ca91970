use std::fmt;

use thiserror::Error;

/// Where one device looks for what another shows it: 16 bytes, as good as random to everybody else.
///
/// It never changes: the directory knows whose line it stands on anyway.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PresenceMark([u8; Self::BYTES]);

impl PresenceMark {
    /// How many bytes one has.
    pub const BYTES: usize = 16;
    /// How many a device shows at most, and how many it looks for.
    pub const MOST: usize = 4_096;

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    pub(super) fn of(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }
}

/// What stands at a [`PresenceMark`]: a nonce (12 bytes), and what is shown with the tag of its seal. All are of one length.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealedPresence([u8; Self::BYTES]);

impl SealedPresence {
    /// How many bytes one has.
    pub const BYTES: usize = 60;

    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    pub(super) fn of(bytes: [u8; Self::BYTES]) -> Self {
        Self(bytes)
    }
}

impl TryFrom<&[u8]> for PresenceMark {
    type Error = MalformedPresence;

    fn try_from(bytes: &[u8]) -> Result<Self, MalformedPresence> {
        bytes.try_into().map(Self).map_err(|_| MalformedPresence)
    }
}

impl TryFrom<&[u8]> for SealedPresence {
    type Error = MalformedPresence;

    fn try_from(bytes: &[u8]) -> Result<Self, MalformedPresence> {
        bytes.try_into().map(Self).map_err(|_| MalformedPresence)
    }
}

impl fmt::Debug for PresenceMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PresenceMark(..)")
    }
}

impl fmt::Debug for SealedPresence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedPresence(..)")
    }
}

/// The bytes are not as many as there have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a mark of presence, or not what stands there")]
pub struct MalformedPresence;
