//! T21: what a file's key is used for, and that no use stands for another.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

use causerie_chat::{DeviceAddress, FileKey, FileManifest};
use causerie_files::{FileHasher, FileId, FileStream, FileTicket};
use causerie_session::RustCrypto;
use chacha20poly1305::{
    ChaCha20Poly1305, KeyInit,
    aead::{Aead, Payload},
};

const KEY: [u8; 32] = [2; 32];
const CONTENT: [u8; 100] = [7; 100];
/// The nonce of a chunk that is the first and the last.
const LAST: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

fn manifest(key: [u8; 32]) -> FileManifest {
    let (hash, _) = FileHasher::new(16).next(&CONTENT).end();
    let size = (CONTENT.len() as u64, 16);
    FileManifest::new("a".parse().unwrap(), None, size, hash, FileKey::from(key)).unwrap()
}

fn bob() -> DeviceAddress {
    "d1.bob.peers.example.org".parse().unwrap()
}

/// The keys that the file's key makes, and what is shown to others of it.
fn made_of_it() -> Vec<[u8; 32]> {
    let manifest = manifest(KEY);
    let mut id = [0; 32];
    id[..16].copy_from_slice(FileId::of(&manifest).as_bytes());
    vec![
        blake3::derive_key("causerie file 1 ticket", &KEY),
        blake3::derive_key("causerie file 1 id", &KEY),
        blake3::derive_key("causerie file 1", &KEY),
        *FileTicket::new(&manifest, &bob()).as_bytes(),
        id,
    ]
}

/// The file's one chunk.
fn sealed() -> Vec<u8> {
    let (_, hashes) = FileHasher::new(16).next(&CONTENT).end();
    let manifest = manifest(KEY);
    let chunk = hashes.chunk(0, CONTENT.to_vec()).unwrap();
    FileStream::new(&RustCrypto, &manifest).seal(chunk).unwrap()
}

/// What is in it for whoever has that key, by another implementation of what it is sealed with.
fn opened(with: [u8; 32]) -> Option<Vec<u8>> {
    let hash = manifest(KEY).hash.0;
    let aad = [&b"causerie file 1"[..], &hash, &100_u64.to_be_bytes(), &[16]].concat();
    let payload = Payload { msg: &sealed(), aad: &aad };
    ChaCha20Poly1305::new(&with.into()).decrypt(&LAST.into(), payload).ok()
}

#[test]
fn t21_nothing_that_is_made_of_a_files_key_opens_its_chunks() {
    assert_eq!(opened(KEY), Some(CONTENT.to_vec()));

    for other in made_of_it() {
        assert_eq!(opened(other), None);
    }
}

#[test]
fn t21_a_ticket_is_made_with_a_key_that_nothing_else_is_made_with() {
    let manifest = manifest(KEY);
    let shown = [&FileId::of(&manifest).as_bytes()[..], bob().to_string().as_bytes()].concat();
    let ticket_with =
        |key: &[u8; 32]| FileTicket::from(*blake3::keyed_hash(key, &shown).as_bytes());
    let [ticket_key, others @ ..] = &made_of_it()[..] else { unreachable!() };

    let ticket = FileTicket::new(&manifest, &bob());

    assert_eq!(ticket, ticket_with(ticket_key));
    assert_ne!(ticket, ticket_with(&KEY), "the key that seals makes no ticket");
    for other in others {
        assert_ne!(ticket, ticket_with(other));
    }
}

#[test]
fn t21_an_id_is_no_beginning_of_anything_that_is_secret() {
    let id = *FileId::of(&manifest(KEY)).as_bytes();

    for secret in [&KEY, &made_of_it()[0], &made_of_it()[1], &made_of_it()[2], &made_of_it()[3]] {
        assert_ne!(secret[..16], id);
    }
}
