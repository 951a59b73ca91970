use std::{fmt, str::FromStr};

use blake3::Hasher;
use causerie_chat::FileManifest;
use thiserror::Error;

use crate::stream::about;

/// Which file, cut how and sealed with which key: what it is asked for by, and known by in commands. 32 hexadecimal digits.
///
/// Whoever has the manifest can compute it, and it tells nothing of what is in the file, nor of the key: 16 bytes of BLAKE3 in the mode for keys, of the key
/// and what the chunks' associated data say. It is no secret and no permission; that is a [`crate::FileTicket`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId([u8; 16]);

impl FileId {
    /// That of the file which the manifest describes.
    #[must_use]
    pub fn of(manifest: &FileManifest) -> Self {
        let mut hasher = Hasher::new_derive_key("causerie file 1 id");
        hasher.update(manifest.key.as_bytes()).update(&about(manifest));
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        Self(id)
    }

    /// The 16 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl From<[u8; 16]> for FileId {
    fn from(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl FromStr for FileId {
    type Err = InvalidFileId;

    fn from_str(raw: &str) -> Result<Self, InvalidFileId> {
        let is_legal = raw.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if raw.len() != 32 || !is_legal {
            return Err(InvalidFileId);
        }
        let number = u128::from_str_radix(raw, 16).map_err(|_| InvalidFileId)?;
        Ok(Self(number.to_be_bytes()))
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileId({self})")
    }
}

/// The text is not a [`FileId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a file is named by 32 hexadecimal digits")]
pub struct InvalidFileId;

#[cfg(test)]
mod tests {
    use causerie_chat::{FileHash, FileKey};

    use super::*;

    fn manifest(name: &str, size: (u64, u8), hash: u8, key: u8) -> FileManifest {
        let (hash, key) = (FileHash([hash; 32]), FileKey::from([key; 32]));
        FileManifest::new(name.parse().unwrap(), None, size, hash, key).unwrap()
    }

    #[test]
    fn an_id_is_of_one_content_cut_and_key_whatever_it_is_called() {
        let id = |name, size, hash, key| FileId::of(&manifest(name, size, hash, key));
        let one = id("a", (70_000, 16), 1, 2);

        assert_eq!(one, id("b", (70_000, 16), 1, 2));
        for other in [
            id("a", (70_001, 16), 1, 2),
            id("a", (70_000, 17), 1, 2),
            id("a", (70_000, 16), 3, 2),
            id("a", (70_000, 16), 1, 3),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn an_id_has_fixed_bytes() {
        let id = FileId::of(&manifest("a", (70_000, 16), 1, 2));

        assert_eq!(id.to_string(), "e4aea635abf0c6c57e3cba387624d37b");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(FileId::from(*id.as_bytes()), id);
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for wrong in [
            "",
            "00",
            &"0".repeat(33),
            &"g".repeat(32),
            &"A".repeat(32),
            "+0000000000000000000000000000000",
        ] {
            assert_eq!(wrong.parse::<FileId>(), Err(InvalidFileId), "{wrong}");
        }
    }
}
