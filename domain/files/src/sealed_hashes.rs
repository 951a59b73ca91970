//! The hashes of a file's chunks, sealed: what a directory is given of them. In the clear they would let it confirm that somebody has a file that it knows.

use blake3::derive_key;
use causerie_chat::FileManifest;
use causerie_session::Provider;
use zeroize::Zeroizing;

use crate::{ChunkHashes, FileStream, NotThatFile, stream::about};

/// What this key is of.
const CONTEXT: &str = "causerie file 1 hashes";
/// One text is sealed with it and no other: a manifest has one list of hashes that is believed.
const NONCE: [u8; 12] = [0; 12];

/// The hashes, one behind the other, sealed: longer by [`FileStream::OVERHEAD`].
///
/// ChaCha20-Poly1305 (RFC 8439) with a key that BLAKE3 makes of the file's in its mode for keys, a nonce of zeros, and the chunks' associated data.
#[must_use]
pub fn seal_hashes(
    provider: &dyn Provider,
    manifest: &FileManifest,
    hashes: &ChunkHashes,
) -> Vec<u8> {
    let mut sealed = hashes.as_bytes().to_vec();
    let tag = provider.seal(&key(manifest), &NONCE, &about(manifest), &mut sealed);
    sealed.extend_from_slice(&tag);
    sealed
}

/// The hashes that [`seal_hashes`] sealed, if they are those of that file's chunks.
pub fn open_hashes(
    provider: &dyn Provider,
    manifest: &FileManifest,
    mut sealed: Vec<u8>,
) -> Result<ChunkHashes, NotThatFile> {
    let bytes = sealed.len().checked_sub(FileStream::OVERHEAD).ok_or(NotThatFile)?;
    let tag = sealed.split_off(bytes).try_into().map_err(|_| NotThatFile)?;
    let opened = provider.open(&key(manifest), &NONCE, &about(manifest), &mut sealed, &tag);
    opened.map_err(|_| NotThatFile)?;
    ChunkHashes::check(manifest, &sealed)
}

fn key(manifest: &FileManifest) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(derive_key(CONTEXT, manifest.key.as_bytes()))
}

#[cfg(test)]
mod tests {
    use causerie_chat::{FileHash, FileKey};
    use causerie_session::RustCrypto;
    use chacha20poly1305::{
        ChaCha20Poly1305, KeyInit,
        aead::{Aead, Payload},
    };

    use super::*;
    use crate::FileHasher;

    fn file(byte: u8, key: u8) -> (FileManifest, ChunkHashes) {
        let bytes = vec![byte; 2 * 65_536 + 3];
        let (hash, hashes) = bytes.chunks(65_536).fold(FileHasher::new(16), FileHasher::next).end();
        (manifest(hash, bytes.len() as u64, key), hashes)
    }

    fn manifest(hash: FileHash, size: u64, key: u8) -> FileManifest {
        let key = FileKey::from([key; 32]);
        FileManifest::new("a".parse().unwrap(), None, (size, 16), hash, key).unwrap()
    }

    #[test]
    fn what_was_sealed_is_opened_and_tells_nothing() {
        let (manifest, hashes) = file(1, 2);

        let sealed = seal_hashes(&RustCrypto, &manifest, &hashes);

        assert_eq!(sealed.len(), 3 * 32 + 16);
        let seen = |hash: &[u8]| sealed.windows(8).any(|it| hash.windows(8).any(|of| of == it));
        assert!(!seen(hashes.as_bytes()) && !seen(&manifest.hash.0));
        assert_eq!(open_hashes(&RustCrypto, &manifest, sealed), Ok(hashes));
    }

    /// What is written down of it, put together by hand over another implementation of the cipher.
    #[test]
    fn it_is_sealed_as_it_is_written_down() {
        let (manifest, hashes) = file(1, 2);
        let size = manifest.size().to_be_bytes();
        let aad = [&b"causerie file 1"[..], &manifest.hash.0, &size, &[16]].concat();
        let key = blake3::derive_key("causerie file 1 hashes", &[2; 32]);
        let payload = Payload { msg: hashes.as_bytes(), aad: &aad };

        let expected = ChaCha20Poly1305::new(&key.into()).encrypt(&[0; 12].into(), payload);

        assert_eq!(seal_hashes(&RustCrypto, &manifest, &hashes), expected.unwrap());
    }

    #[test]
    fn t65_no_other_file_has_them_and_nobody_changes_them() {
        let (one, hashes) = file(1, 2);
        let sealed = seal_hashes(&RustCrypto, &one, &hashes);
        let open = |manifest: &FileManifest, sealed: Vec<u8>| {
            open_hashes(&RustCrypto, manifest, sealed).is_ok()
        };

        assert!(!open(&file(1, 3).0, sealed.clone()), "another key");
        assert!(!open(&file(9, 2).0, sealed.clone()), "another file");
        assert!(!open(&manifest(one.hash, one.size() + 1, 2), sealed.clone()), "another size");
        for place in [0, 95, 96, 111] {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert!(!open(&one, changed), "{place}");
        }
        for bytes in [0, 15, 16, 111] {
            assert!(!open(&one, sealed[..bytes].to_vec()), "{bytes}");
        }
    }

    #[test]
    fn t65_whoever_has_the_key_seals_no_others() {
        let (one, _) = file(1, 2);
        let (_, others) = file(9, 2);

        let sealed = seal_hashes(&RustCrypto, &one, &others);

        assert_eq!(open_hashes(&RustCrypto, &one, sealed), Err(NotThatFile));
    }
}
