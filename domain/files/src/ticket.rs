use std::fmt;

use blake3::{Hash, Hasher};
use causerie_chat::{DeviceAddress, FileManifest};
use zeroize::Zeroizing;

use crate::FileId;

/// What a device shows to be given chunks: 32 bytes that nobody makes who has not the file's key, for that file and that device.
///
/// The keyed mode of BLAKE3, with a key that its mode for keys makes of the file's, over the file's id and the name of the device that asks. Who asks is proved
/// by its certificate, so that a ticket that somebody else saw is worth nothing to them. Two are compared in constant time. It does not print.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FileTicket(Hash);

impl FileTicket {
    /// For the file that the manifest describes, and the device that asks.
    #[must_use]
    pub fn new(manifest: &FileManifest, asks: &DeviceAddress) -> Self {
        let key = blake3::derive_key("causerie file 1 ticket", manifest.key.as_bytes());
        let key = Zeroizing::new(key);
        let mut hasher = Hasher::new_keyed(&key);
        hasher.update(FileId::of(manifest).as_bytes()).update(asks.to_string().as_bytes());
        Self(hasher.finalize())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl From<[u8; 32]> for FileTicket {
    fn from(bytes: [u8; 32]) -> Self {
        Self(Hash::from_bytes(bytes))
    }
}

impl fmt::Debug for FileTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileTicket(..)")
    }
}

#[cfg(test)]
mod tests {
    use causerie_chat::{FileHash, FileKey};

    use super::*;

    fn manifest(hash: u8, key: u8) -> FileManifest {
        let (hash, key) = (FileHash([hash; 32]), FileKey::from([key; 32]));
        FileManifest::new("a".parse().unwrap(), None, (70_000, 16), hash, key).unwrap()
    }

    fn ticket(hash: u8, key: u8, asks: &str) -> FileTicket {
        FileTicket::new(&manifest(hash, key), &asks.parse().unwrap())
    }

    #[test]
    fn t65_a_ticket_is_of_one_file_one_key_and_one_device() {
        let one = ticket(1, 2, "d1.bob.peers.example.org");

        assert_eq!(one, FileTicket::from(*one.as_bytes()));
        assert_ne!(one, ticket(3, 2, "d1.bob.peers.example.org"), "another file");
        assert_ne!(one, ticket(1, 3, "d1.bob.peers.example.org"), "another key");
        assert_ne!(one, ticket(1, 2, "d2.bob.peers.example.org"), "another device");
    }

    #[test]
    fn a_ticket_has_fixed_bytes_and_does_not_print() {
        let one = ticket(1, 2, "d1.bob.peers.example.org");
        let hex = FileHash(*one.as_bytes()).to_string();

        assert_eq!(hex, "191f364de8101ddf0c20936d0579559e467f4dcd9d46a94c3bcebc23aaadc9ca");
        assert_eq!(format!("{one:?}"), "FileTicket(..)");
    }
}
