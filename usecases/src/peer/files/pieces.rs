use std::ops::Range;

use causerie_chat::FileManifest;
use causerie_files::FileStream;

/// How many bytes of chunks are asked for and given at once, at most, and never less than a chunk: 4 MiB, since they lie in memory at both ends.
const MOST: u32 = 1 << 22;

/// How many chunks of a file are asked for and given at once, at most.
#[must_use]
pub fn most_at_once(manifest: &FileManifest) -> u32 {
    (MOST >> manifest.chunk_bits()).max(1)
}

/// How long those chunks are, sealed, one behind the other; nothing if the file has not all of them, or they are too many at once.
#[must_use]
pub fn sealed_bytes(manifest: &FileManifest, chunks: &Range<u32>) -> Option<usize> {
    let count = chunks.end.checked_sub(chunks.start)?;
    if !(1..=most_at_once(manifest)).contains(&count) {
        return None;
    }
    chunks.clone().map(|it| Some(manifest.chunk(it)?.1 + FileStream::OVERHEAD)).sum()
}

#[cfg(test)]
mod tests {
    use causerie_chat::{FileHash, FileKey};
    use rstest::rstest;

    use super::*;

    fn manifest(size: u64, bits: u8) -> FileManifest {
        let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
        FileManifest::new("a".parse().unwrap(), None, (size, bits), hash, key).unwrap()
    }

    #[rstest]
    #[case::small_chunks(16, 64)]
    #[case::usual_chunks(20, 4)]
    #[case::large_chunks(22, 1)]
    fn as_much_is_asked_for_however_a_file_is_cut(#[case] bits: u8, #[case] most: u32) {
        assert_eq!(most_at_once(&manifest(1 << 30, bits)), most);
    }

    #[rstest]
    #[case::whole_chunks(0..2, Some(2 * 65_552))]
    #[case::with_the_last(1..4, Some(2 * 65_552 + 17))]
    #[case::none(1..1, None)]
    #[case::backwards(Range { start: 2, end: 1 }, None)]
    #[case::behind_the_end(3..5, None)]
    #[case::far_behind(u32::MAX - 1..u32::MAX, None)]
    fn t54_what_is_asked_for_is_some_of_its_chunks(
        #[case] chunks: Range<u32>,
        #[case] bytes: Option<usize>,
    ) {
        assert_eq!(sealed_bytes(&manifest(3 * 65_536 + 1, 16), &chunks), bytes);
    }

    #[test]
    fn t54_nobody_asks_for_everything_at_once() {
        let large = manifest(1 << 30, 16);

        assert!(sealed_bytes(&large, &(0..64)).is_some());
        assert_eq!(sealed_bytes(&large, &(0..65)), None);
        assert_eq!(sealed_bytes(&large, &(0..u32::MAX)), None);
    }
}
