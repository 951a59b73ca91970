use std::{fmt, ops::RangeInclusive};

use thiserror::Error;

use super::{FileKey, FileName, MediaType};

/// A file as whoever sends it describes it: enough to fetch it from anybody, and to know it when it is here.
///
/// A file is cut into chunks of one size, a power of two; the last one is what is left, and of an empty file empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileManifest {
    /// What it is called.
    pub name: FileName,
    /// What it is said to be.
    pub media_type: Option<MediaType>,
    size: u64,
    chunk_bits: u8,
    /// Of the whole.
    pub hash: FileHash,
    /// What its chunks are sealed with.
    pub key: FileKey,
}

/// The BLAKE3 hash of a whole file: 32 bytes, as `b3sum` prints them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileHash(pub [u8; 32]);

impl FileManifest {
    /// How many chunks a file may have.
    pub const MOST_CHUNKS: u64 = 1 << 20;
    /// How long a chunk may be: 64 KiB to 4 MiB, as powers of two.
    pub const CHUNK_BITS: RangeInclusive<u8> = 16..=22;
    /// How long chunks are unless there would be too many: 1 MiB.
    const USUAL_BITS: u8 = 20;
    /// How large a file may be: 4 TiB.
    pub const MOST_BYTES: u64 = Self::MOST_CHUNKS << *Self::CHUNK_BITS.end();

    /// Of a file of that many bytes, in chunks of `1 << chunk_bits` bytes.
    pub fn new(
        name: FileName,
        media_type: Option<MediaType>,
        (size, chunk_bits): (u64, u8),
        hash: FileHash,
        key: FileKey,
    ) -> Result<Self, UnfitSize> {
        let fits =
            Self::CHUNK_BITS.contains(&chunk_bits) && size <= Self::MOST_CHUNKS << chunk_bits;
        if fits {
            Ok(Self { name, media_type, size, chunk_bits, hash, key })
        } else {
            Err(UnfitSize)
        }
    }

    /// The length of chunks, as a power of two, that a file of that many bytes is cut into: 1 MiB up to 1 TiB, and more then.
    pub fn usual_chunk_bits(size: u64) -> Result<u8, UnfitSize> {
        let fits = |bits: &u8| size <= Self::MOST_CHUNKS << bits;
        (Self::USUAL_BITS..=*Self::CHUNK_BITS.end()).find(fits).ok_or(UnfitSize)
    }

    /// Of the whole, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The length of a chunk, in bytes, as a power of two.
    #[must_use]
    pub fn chunk_bits(&self) -> u8 {
        self.chunk_bits
    }

    /// How many chunks there are: 1 to [`FileManifest::MOST_CHUNKS`].
    #[must_use]
    pub fn chunks(&self) -> u32 {
        let chunks = self.size.div_ceil(1 << self.chunk_bits).max(1);
        u32::try_from(chunks).unwrap_or(u32::MAX)
    }

    /// Where a chunk begins and how long it is, in bytes; nothing if there is none of that number, which count from 0.
    #[must_use]
    pub fn chunk(&self, number: u32) -> Option<(u64, usize)> {
        let begin = u64::from(number) << self.chunk_bits;
        let bytes = self.size.saturating_sub(begin).min(1 << self.chunk_bits);
        let bytes = usize::try_from(bytes).ok()?;
        (number < self.chunks()).then_some((begin, bytes))
    }
}

/// In hexadecimal digits, 64 of them.
impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileHash(..)")
    }
}

/// The file is longer than 4 TiB, has more than 1,048,576 chunks, or chunks that are not 64 KiB to 4 MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a file is at most 4 TiB, in at most 1,048,576 chunks of 64 KiB to 4 MiB")]
pub struct UnfitSize;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn manifest(size: u64, chunk_bits: u8) -> Result<FileManifest, UnfitSize> {
        let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
        FileManifest::new("a".parse().unwrap(), None, (size, chunk_bits), hash, key)
    }

    #[rstest]
    #[case::of_nothing(0, &[(0, 0)])]
    #[case::of_less_than_one(1, &[(0, 1)])]
    #[case::of_one(65_536, &[(0, 65_536)])]
    #[case::of_more_than_one(65_537, &[(0, 65_536), (65_536, 1)])]
    fn a_file_has_chunks(#[case] size: u64, #[case] chunks: &[(u64, usize)]) {
        let manifest = manifest(size, 16).unwrap();
        let all: Vec<_> = (0..=manifest.chunks()).map(|number| manifest.chunk(number)).collect();

        let expected = chunks.iter().copied().map(Some).chain([None]);
        assert_eq!(all, expected.collect::<Vec<_>>());
    }

    #[rstest]
    #[case::shorter_chunks(1, 15)]
    #[case::longer_chunks(1, 23)]
    #[case::far_longer_chunks(1, 255)]
    #[case::more_chunks((1 << 36) + 1, 16)]
    #[case::more_than_there_is(u64::MAX, 22)]
    fn t54_a_size_that_does_not_fit_is_refused(#[case] size: u64, #[case] chunk_bits: u8) {
        assert_eq!(manifest(size, chunk_bits), Err(UnfitSize));
    }

    #[test]
    fn the_largest_file_has_a_last_chunk() {
        let largest = manifest(FileManifest::MOST_BYTES, 22).unwrap();

        assert_eq!(largest.chunks(), 1 << 20);
        assert_eq!(largest.chunk((1 << 20) - 1), Some(((1 << 42) - (1 << 22), 1 << 22)));
        assert_eq!(largest.chunk(u32::MAX), None);
    }

    #[rstest]
    #[case(0, Ok(20))]
    #[case(1 << 40, Ok(20))]
    #[case((1 << 40) + 1, Ok(21))]
    #[case(1 << 42, Ok(22))]
    #[case((1 << 42) + 1, Err(UnfitSize))]
    fn chunks_grow_only_when_there_would_be_too_many(
        #[case] size: u64,
        #[case] bits: Result<u8, UnfitSize>,
    ) {
        assert_eq!(FileManifest::usual_chunk_bits(size), bits);
    }
}
