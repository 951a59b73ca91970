use std::fmt;

use blake3::{
    Hasher,
    hazmat::{ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root},
};
use causerie_chat::{FileHash, FileManifest};
use thiserror::Error;

use crate::{Chunk, NotThatChunk};

/// The hashes of all chunks of a file, 32 bytes each: the chaining values of their parts of BLAKE3's tree, and of a file that is one chunk the file's hash.
#[derive(Clone, PartialEq, Eq)]
pub struct ChunkHashes {
    hashes: Vec<ChainingValue>,
    chunk_bits: u8,
}

impl ChunkHashes {
    /// How many bytes there are of one, as it is sent and kept.
    pub const BYTES: usize = 32;

    /// Those of a file's chunks, one behind the other, if they are: all of them, and of nothing but that file.
    pub fn check(manifest: &FileManifest, bytes: &[u8]) -> Result<Self, NotThatFile> {
        let (hashes, rest) = bytes.as_chunks();
        if !rest.is_empty() || hashes.len() as u64 != u64::from(manifest.chunks()) {
            return Err(NotThatFile);
        }
        let found = Self { hashes: hashes.to_vec(), chunk_bits: manifest.chunk_bits() };
        if found.root() == manifest.hash { Ok(found) } else { Err(NotThatFile) }
    }

    /// The chunk of that number, if that is what the bytes are.
    pub fn chunk(&self, number: u32, bytes: Vec<u8>) -> Result<Chunk, NotThatChunk> {
        if self.is(number, &bytes) { Ok(Chunk { number, bytes }) } else { Err(NotThatChunk) }
    }

    fn is(&self, number: u32, chunk: &[u8]) -> bool {
        let Some(expected) = self.hashes.get(number as usize) else { return false };
        let begin = u64::from(number) << self.chunk_bits;
        if self.hashes.len() == 1 {
            return blake3::hash(chunk) == *expected;
        }
        if chunk.is_empty() || chunk.len() > 1 << self.chunk_bits {
            return false;
        }
        Hasher::new().set_input_offset(begin).update(chunk).finalize_non_root() == *expected
    }

    /// All of them, one behind the other.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.hashes.as_flattened()
    }

    fn root(&self) -> FileHash {
        match &self.hashes[..] {
            [] => FileHash(*blake3::hash(&[]).as_bytes()),
            [one] => FileHash(*one),
            more => {
                let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
                let root = merge_subtrees_root(&merged(left), &merged(right), Mode::Hash);
                FileHash(*root.as_bytes())
            }
        }
    }
}

/// What stands above these in the tree (BLAKE3, section 2.1): on the left there is always the largest power of two that leaves something for the right.
fn merged(hashes: &[ChainingValue]) -> ChainingValue {
    match hashes {
        [] => ChainingValue::default(),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(more.len().next_power_of_two() / 2);
            merge_subtrees_non_root(&merged(left), &merged(right), Mode::Hash)
        }
    }
}

impl fmt::Debug for ChunkHashes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChunkHashes(of {} chunks)", self.hashes.len())
    }
}

/// Hashes a file as it is read, chunk after chunk.
pub struct FileHasher {
    found: ChunkHashes,
    /// If the first chunk is all there is.
    only: FileHash,
}

impl FileHasher {
    /// Of a file that is cut into chunks of `1 << chunk_bits` bytes ([`FileManifest::CHUNK_BITS`]).
    #[must_use]
    pub fn new(chunk_bits: u8) -> Self {
        let only = FileHash(*blake3::hash(&[]).as_bytes());
        Self { found: ChunkHashes { hashes: Vec::new(), chunk_bits }, only }
    }

    /// Takes the next chunk: whole ones, and then perhaps a shorter one, which is the last. What is longer is no chunk, and what comes behind a shorter one is of
    /// no file.
    #[must_use]
    pub fn next(mut self, chunk: &[u8]) -> Self {
        if chunk.is_empty() {
            return self;
        }
        let place = self.found.hashes.len() as u64;
        let mut hasher = Hasher::new();
        hasher.set_input_offset(place << self.found.chunk_bits).update(chunk);
        if place == 0 {
            self.only = FileHash(*hasher.finalize().as_bytes());
        }
        self.found.hashes.push(hasher.finalize_non_root());
        self
    }

    /// The hash of the whole, and those of its chunks.
    #[must_use]
    pub fn end(mut self) -> (FileHash, ChunkHashes) {
        if self.found.hashes.len() < 2 {
            self.found.hashes = vec![self.only.0];
        }
        (self.found.root(), self.found)
    }
}

/// The hashes are not those of that file's chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not the hashes of that file's chunks")]
pub struct NotThatFile;

#[cfg(test)]
mod tests {
    use causerie_chat::FileKey;
    use rstest::rstest;

    use super::*;

    const CHUNK: usize = 1 << 16;

    fn file(bytes: usize) -> Vec<u8> {
        (0..bytes).map(|at| u8::try_from(at % 251).unwrap()).collect()
    }

    fn hashed(file: &[u8]) -> (FileHash, ChunkHashes) {
        file.chunks(CHUNK).fold(FileHasher::new(16), FileHasher::next).end()
    }

    fn manifest(hash: FileHash, bytes: usize) -> FileManifest {
        let size = (u64::try_from(bytes).unwrap(), 16);
        FileManifest::new("a".parse().unwrap(), None, size, hash, FileKey::from([2; 32])).unwrap()
    }

    /// Beside what the library makes of the whole at once.
    #[rstest]
    fn the_hash_of_a_file_is_that_of_its_chunks_together(
        #[values(0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK, 5 * CHUNK + 7, 8 * CHUNK, 17 * CHUNK + 1)]
        bytes: usize,
    ) {
        let file = file(bytes);
        let (hash, hashes) = hashed(&file);
        let manifest = manifest(hash, bytes);

        assert_eq!(hash.0, *blake3::hash(&file).as_bytes());
        assert_eq!(ChunkHashes::check(&manifest, hashes.as_bytes()), Ok(hashes.clone()));
        let mut chunks: Vec<_> = file.chunks(CHUNK).collect();
        chunks.resize(manifest.chunks() as usize, &[]);
        assert!((0..).zip(&chunks).all(|(number, chunk)| hashes.is(number, chunk)));
    }

    #[test]
    fn the_hash_is_the_one_that_is_published() {
        // BLAKE3's test_vectors.json: bytes 0 to 250 over and over, 102,400 of them.
        let (hash, _) = hashed(&file(102_400));

        let expected = "bc3e3d41a1146b069abffad3c0d44860cf664390afce4d9661f7902e7943e085";
        assert_eq!(hash.to_string(), expected);
    }

    #[test]
    fn t65_a_chunk_that_is_another_one_is_found() {
        let (whole, other) = (file(3 * CHUNK + 5), vec![7; CHUNK]);
        let (_, hashes) = hashed(&whole);
        let chunks: Vec<_> = whole.chunks(CHUNK).collect();

        assert!(!hashes.is(0, &other) && !hashes.is(1, chunks[0]) && !hashes.is(0, chunks[1]));
        assert!(!hashes.is(0, &chunks[0][..CHUNK - 1]) && !hashes.is(3, &[]));
        assert!(!hashes.is(1, &whole[CHUNK..]), "longer than a chunk is");
        assert!(!hashes.is(0, &whole) && !hashes.is(4, chunks[3]) && !hashes.is(u32::MAX, &[]));
        assert!(!hashed(&[1]).1.is(0, &[]) && !hashed(&[]).1.is(0, &[1]));
    }

    #[test]
    fn t65_a_chunk_is_only_made_of_what_is_one() {
        let whole = file(CHUNK + 5);
        let (_, hashes) = hashed(&whole);

        let chunk = hashes.chunk(1, whole[CHUNK..].to_vec()).unwrap();
        assert_eq!((chunk.number(), chunk.as_bytes()), (1, &whole[CHUNK..]));
        assert_eq!(format!("{chunk:?}"), "Chunk(1, 5 bytes)");
        assert_eq!(hashes.chunk(0, whole[CHUNK..].to_vec()), Err(NotThatChunk));
    }

    #[test]
    fn t65_hashes_of_another_file_are_refused() {
        let (hash, hashes) = hashed(&file(3 * CHUNK + 5));
        let honest = manifest(hash, 3 * CHUNK + 5);
        let good = hashes.as_bytes();
        let mut swapped = good.to_vec();
        swapped.rotate_left(32);
        let mut changed = good.to_vec();
        changed[0] ^= 1;

        let (more, rest) = ([good, &[0; 32]].concat(), [good, &[0]].concat());

        for wrong in [&swapped, &changed, &good[..96], &good[..127], &[], &more, &rest] {
            assert_eq!(ChunkHashes::check(&honest, wrong), Err(NotThatFile), "{}", wrong.len());
        }
    }

    #[test]
    fn t54_a_manifest_that_lies_about_the_size_is_believed_no_hashes() {
        let (hash, hashes) = hashed(&file(3 * CHUNK + 5));

        for size in [CHUNK, 3 * CHUNK, 4 * CHUNK + 1] {
            let lying = manifest(hash, size);
            assert_eq!(ChunkHashes::check(&lying, hashes.as_bytes()), Err(NotThatFile), "{size}");
        }
    }
}
