use std::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

use super::change::RoomChange;

/// The longest of what is sealed, or signed, for others.
const MAX_BYTES: usize = 1 << 20;

/// What a device adds to a room's log: a commit, which the directory does not read, and what the directory has to know of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomEntry {
    /// For the members.
    pub commit: RoomCommit,
    /// For the directory.
    pub change: RoomChange,
    /// Of a public room: what others come in by from now on. Of a private one there is none.
    pub info: Option<RoomInfo>,
    /// For those whom it lets in by [`RoomChange::lets_in`], and nobody else: what they join with. None if it lets nobody in, or they came by themselves.
    pub welcome: Option<RoomWelcome>,
}

impl RoomEntry {
    /// SHA-256 over all of it: tells one entry from another.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        let change = self.change.encode();
        let info = self.info.as_ref().map_or(&[][..], RoomInfo::as_bytes);
        let welcome = self.welcome.as_ref().map_or(&[][..], RoomWelcome::as_bytes);
        let mut digest = Sha256::new();
        // What is there has a byte at least.
        for part in [self.commit.as_bytes(), &change, info, welcome] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        digest.finalize().into()
    }

    /// How many bytes the log keeps for it: the commit's, the change's and the welcome's.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let welcome = self.welcome.as_ref().map_or(0, |it| it.as_bytes().len());
        (self.commit.as_bytes().len() + self.change.encode().len() + welcome) as u64
    }
}

/// A commit as it is sent: 1 byte to 1 MiB that only members read. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomCommit(Vec<u8>);

impl RoomCommit {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = MAX_BYTES;

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for RoomCommit {
    type Error = BadRoomBytes;

    fn try_from(bytes: Vec<u8>) -> Result<Self, BadRoomBytes> {
        bounded(bytes).map(Self)
    }
}

impl fmt::Debug for RoomCommit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomCommit({} bytes)", self.0.len())
    }
}

/// What somebody comes into a public room by themselves with: 1 byte to 1 MiB. Who has it learns who is in the room.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomInfo(Vec<u8>);

impl RoomInfo {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = MAX_BYTES;

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for RoomInfo {
    type Error = BadRoomBytes;

    fn try_from(bytes: Vec<u8>) -> Result<Self, BadRoomBytes> {
        bounded(bytes).map(Self)
    }
}

impl fmt::Debug for RoomInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomInfo({} bytes)", self.0.len())
    }
}

/// What those join a room with whom a commit adds: 1 byte to 1 MiB that only they read. It does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct RoomWelcome(Vec<u8>);

impl RoomWelcome {
    /// The longest there is, in bytes.
    pub const MAX_BYTES: usize = MAX_BYTES;

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<Vec<u8>> for RoomWelcome {
    type Error = BadRoomBytes;

    fn try_from(bytes: Vec<u8>) -> Result<Self, BadRoomBytes> {
        bounded(bytes).map(Self)
    }
}

impl fmt::Debug for RoomWelcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoomWelcome({} bytes)", self.0.len())
    }
}

fn bounded(bytes: Vec<u8>) -> Result<Vec<u8>, BadRoomBytes> {
    if (1..=MAX_BYTES).contains(&bytes.len()) { Ok(bytes) } else { Err(BadRoomBytes) }
}

/// It is empty, or larger than what is sealed or signed for others in a room may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("1 byte to 1 MiB")]
pub struct BadRoomBytes;

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(commit: &[u8], info: Option<&[u8]>) -> RoomEntry {
        let info = info.map(|info| info.to_vec().try_into().unwrap());
        let commit = commit.to_vec().try_into().unwrap();
        RoomEntry { commit, change: RoomChange::default(), info, welcome: None }
    }

    #[test]
    fn from_one_byte_to_a_mebibyte() {
        for (length, fits) in [(0, false), (1, true), (1 << 20, true), ((1 << 20) + 1, false)] {
            assert_eq!(RoomCommit::try_from(vec![7; length]).is_ok(), fits);
            assert_eq!(RoomInfo::try_from(vec![7; length]).is_ok(), fits);
            assert_eq!(RoomWelcome::try_from(vec![7; length]).is_ok(), fits);
        }
    }

    #[test]
    fn entries_that_differ_anywhere_have_other_digests() {
        let device = vec!["d1.a.peers.x".parse().unwrap()];
        let change = RoomChange::new(device, vec![], vec![], vec![]).unwrap();
        let all = [
            entry(b"ab", None),
            entry(b"a", Some(b"b")),
            entry(b"ab", Some(b"b")),
            entry(b"a", None),
            RoomEntry { change, ..entry(b"a", None) },
            RoomEntry { welcome: Some(b"b".to_vec().try_into().unwrap()), ..entry(b"a", None) },
        ];

        let digests: std::collections::HashSet<_> = all.iter().map(RoomEntry::digest).collect();

        assert_eq!(digests.len(), all.len());
        assert_eq!(entry(b"ab", None).digest(), all[0].digest());
    }

    #[test]
    fn what_only_members_read_does_not_print() {
        assert_eq!(format!("{:?}", entry(b"ab", Some(b"c")).commit), "RoomCommit(2 bytes)");
        assert_eq!(format!("{:?}", entry(b"ab", Some(b"c")).info), "Some(RoomInfo(1 bytes))");
    }
}
