use std::{collections::HashSet, fmt};

use thiserror::Error;

use crate::{Blob, BlobHash};

/// What a device keeps of a file at a directory: its blobs in their order, each with its length in bytes.
///
/// The first is the sealed list of the chunks' hashes ([`crate::seal_hashes`]), the others are the chunks ([`crate::FileStream`]). No blob is there twice. As bytes: of
/// each its hash (32) and its length (4, big-endian), one behind the other.
#[derive(Clone, PartialEq, Eq)]
pub struct BlobList(Vec<(BlobHash, u32)>);

impl BlobList {
    /// How many blobs there are at most: 16,384 chunks, which are 16 GiB as files are usually cut, and the hashes.
    pub const MOST: usize = (1 << 14) + 1;
    /// How many bytes there are of each, as it is sent.
    pub const BYTES_EACH: usize = 36;
    /// How many bytes there are of one as it is sent, at most.
    pub const MOST_BYTES: usize = Self::MOST * Self::BYTES_EACH;
    /// What a blob counts for at least, however short it is: as long as the shortest chunk of a file that has several.
    pub const LEAST_CHARGE: u32 = 1 << 16;

    /// Those, if they can be.
    pub fn new(blobs: Vec<(BlobHash, u32)>) -> Result<Self, UnfitBlobs> {
        let mut seen = HashSet::with_capacity(blobs.len().min(Self::MOST));
        let fits = (1..=Self::MOST).contains(&blobs.len())
            && blobs.iter().all(|(_, bytes)| (1..=Blob::MOST_BYTES).contains(bytes))
            && blobs.iter().all(|(hash, _)| seen.insert(hash));
        if fits { Ok(Self(blobs)) } else { Err(UnfitBlobs) }
    }

    /// The list in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, UnfitBlobs> {
        let (blobs, rest) = bytes.as_chunks::<{ Self::BYTES_EACH }>();
        if !rest.is_empty() || blobs.len() > Self::MOST {
            return Err(UnfitBlobs);
        }
        let one = |raw: &[u8; Self::BYTES_EACH]| {
            let (hash, length) = raw.split_first_chunk::<32>().ok_or(UnfitBlobs)?;
            let length = length.try_into().map_err(|_| UnfitBlobs)?;
            Ok((BlobHash::from(*hash), u32::from_be_bytes(length)))
        };
        Self::new(blobs.iter().map(one).collect::<Result<_, _>>()?)
    }

    /// The bytes that [`BlobList::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let one = |(hash, length): &(BlobHash, u32)| {
            hash.as_bytes().iter().copied().chain(length.to_be_bytes()).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(one).collect()
    }

    /// All of them, in their order.
    #[must_use]
    pub fn blobs(&self) -> &[(BlobHash, u32)] {
        &self.0
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// What they count for together, in bytes: each as long as it is, and [`BlobList::LEAST_CHARGE`] at least.
    #[must_use]
    pub fn charge(&self) -> u64 {
        self.0.iter().map(|(_, bytes)| Self::charge_of(*bytes)).sum()
    }

    /// What a blob of so many bytes counts for.
    #[must_use]
    pub fn charge_of(bytes: u32) -> u64 {
        bytes.max(Self::LEAST_CHARGE).into()
    }
}

impl fmt::Debug for BlobList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobList(of {} blobs)", self.0.len())
    }
}

/// There are none, or too many, or one is there twice, or is as long as no blob can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a list has 1 to 16,385 blobs of 1 byte to 4 MiB, each once")]
pub struct UnfitBlobs;

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};

    use super::*;

    fn blobs(count: usize, bytes: u32) -> Vec<(BlobHash, u32)> {
        (0..count).map(|n| (BlobHash::of(&n.to_be_bytes()), bytes)).collect()
    }

    #[test]
    fn a_list_has_fixed_bytes() {
        let list = BlobList::new(vec![
            (BlobHash::from([1; 32]), 48),
            (BlobHash::from([2; 32]), 0x0040_0010),
        ]);

        let list = list.unwrap();
        let expected = [&[1; 32][..], &[0, 0, 0, 48], &[2; 32], &[0, 0x40, 0, 0x10]].concat();
        assert_eq!(list.encode(), expected);
        assert_eq!(BlobList::decode(&expected), Ok(list));
    }

    #[test]
    fn t54_a_list_that_lies_about_count_or_length_is_refused() {
        let twice = [blobs(3, 10), blobs(1, 10)].concat();

        for (unfit, why) in [
            (vec![], "none"),
            (blobs(BlobList::MOST + 1, 10), "too many"),
            (blobs(2, 0), "of nothing"),
            (blobs(2, Blob::MOST_BYTES + 1), "too long"),
            (blobs(2, u32::MAX), "far too long"),
            (twice, "one twice"),
        ] {
            assert_eq!(BlobList::new(unfit), Err(UnfitBlobs), "{why}");
        }
        let most = BlobList::new(blobs(BlobList::MOST, Blob::MOST_BYTES)).unwrap();
        assert_eq!(most.encode().len(), BlobList::MOST_BYTES);
        assert_eq!(BlobList::decode(&[most.encode(), vec![0; 36]].concat()), Err(UnfitBlobs));
    }

    #[test]
    fn t54_short_blobs_are_not_free() {
        let charge = |count, bytes| BlobList::new(blobs(count, bytes)).unwrap().charge();

        assert_eq!(charge(3, 1), 3 * 65_536);
        assert_eq!(charge(3, 65_537), 3 * 65_537);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_what_is_read_is_what_was_there(bytes: Vec<u8>, count in 1usize..9) {
            if let Ok(list) = BlobList::decode(&bytes) {
                prop_assert_eq!(list.encode(), bytes);
            }
            let list = BlobList::new(blobs(count, 7)).unwrap();
            let whole = list.encode();
            prop_assert_eq!(BlobList::decode(&whole), Ok(list));
            prop_assert_eq!(BlobList::decode(&whole[1..]), Err(UnfitBlobs));
        }
    }
}
