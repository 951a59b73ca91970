//! A manifest as bytes: CBOR (RFC 8949), one map with integer keys.
//!
//! | key | value |
//! |---|---|
//! | 0 | version, unsigned: 1 |
//! | 1 | name as it is claimed, text, 1 to 255 bytes |
//! | 2 | size in bytes, unsigned, at most 2⁴² |
//! | 3 | length of chunks, unsigned: 16 to 22, as a power of two |
//! | 4 | hash of the whole, 32 bytes: BLAKE3 |
//! | 5 | key of its chunks, 32 bytes |
//! | 6 | may be left out: media type as it is claimed, text |
//!
//! The keys stand in this order; keys from 8 on may follow and are passed over.

use minicbor::{Decoder, decode};
use thiserror::Error;

use super::{FileHash, FileKey, FileManifest};
use crate::cbor::{Fields, written};

const VERSION: u64 = 1;

impl FileManifest {
    /// The most bytes there are of one that this version writes.
    pub const MAX_BYTES: usize = 512;

    /// The bytes that [`FileManifest::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        written(|cbor| {
            cbor.map(6 + u64::from(self.media_type.is_some()))?;
            cbor.u8(0)?.u64(VERSION)?.u8(1)?.str(self.name.as_str())?;
            cbor.u8(2)?.u64(self.size())?.u8(3)?.u8(self.chunk_bits())?;
            cbor.u8(4)?.bytes(&self.hash.0)?.u8(5)?.bytes(self.key.as_bytes())?;
            if let Some(media_type) = &self.media_type {
                cbor.u8(6)?.str(media_type.as_str())?;
            }
            Ok(())
        })
    }

    /// The manifest in `bytes`; anything else is an error and never a panic.
    pub fn decode(bytes: &[u8]) -> Result<Self, MalformedManifest> {
        let mut fields = Fields::of(bytes)?;
        if fields.needed(0)?.u64()? != VERSION {
            return Err(MalformedManifest);
        }
        let name = fields.needed(1)?.str()?.parse().map_err(|_| MalformedManifest)?;
        let size = (fields.needed(2)?.u64()?, fields.needed(3)?.u8()?);
        let hash = FileHash(array(fields.needed(4)?)?);
        let key = FileKey::from(array(fields.needed(5)?)?);
        let media_type = match fields.known(6)? {
            Some(cbor) => Some(cbor.str()?.parse().map_err(|_| MalformedManifest)?),
            None => None,
        };
        fields.end()?;
        Self::new(name, media_type, size, hash, key).map_err(|_| MalformedManifest)
    }
}

fn array(cbor: &mut Decoder<'_>) -> Result<[u8; 32], MalformedManifest> {
    cbor.bytes()?.try_into().map_err(|_| MalformedManifest)
}

/// The bytes are not a manifest of a version this one reads, or one of a file that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a file's manifest")]
pub struct MalformedManifest;

impl From<decode::Error> for MalformedManifest {
    fn from(_: decode::Error) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert_eq, proptest};
    use rstest::rstest;

    use super::*;

    fn manifest(media_type: Option<&str>) -> FileManifest {
        let media_type = media_type.map(|raw| raw.parse().unwrap());
        let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
        FileManifest::new("a.txt".parse().unwrap(), media_type, (70_000, 16), hash, key).unwrap()
    }

    #[test]
    fn a_manifest_has_fixed_bytes() {
        let bytes = manifest(Some("a/b")).encode();

        let (begin, end) = (
            b"\xa7\x00\x01\x01\x65a.txt\x02\x1a\x00\x01\x11\x70\x03\x10\x04\x58\x20",
            b"\x06\x63a/b",
        );
        let expected = [&begin[..], &[1; 32], b"\x05\x58\x20", &[2; 32], end].concat();
        assert_eq!(bytes, expected);
    }

    #[rstest]
    fn a_manifest_is_read_back(#[values(None, Some("text/plain"))] media_type: Option<&str>) {
        let manifest = manifest(media_type);

        assert_eq!(FileManifest::decode(&manifest.encode()), Ok(manifest));
    }

    #[test]
    fn the_longest_manifest_is_bounded() {
        let (name, part) = ("a".repeat(255).parse().unwrap(), "a".repeat(63));
        let media_type = Some(format!("{part}/{part}").parse().unwrap());
        let size = (FileManifest::MOST_BYTES, 22);
        let (hash, key) = (FileHash([1; 32]), FileKey::from([2; 32]));
        let longest = FileManifest::new(name, media_type, size, hash, key).unwrap();

        assert!(longest.encode().len() <= FileManifest::MAX_BYTES);
    }

    #[test]
    fn t63_what_a_later_version_adds_is_passed_over_and_nothing_else() {
        let mut later = manifest(None).encode();
        later[0] += 1;
        let with = |key: u8| [&later[..], &[key, 0x01]].concat();

        assert_eq!(FileManifest::decode(&with(8)), Ok(manifest(None)));
        assert_eq!(FileManifest::decode(&with(7)), Err(MalformedManifest));
        assert_eq!(
            FileManifest::decode(&[&later[..], &[8, 1, 0]].concat()),
            Err(MalformedManifest)
        );
    }

    #[rstest]
    #[case::another_version(2, 2)]
    #[case::a_longer_chunk(18, 23)]
    #[case::a_shorter_chunk(18, 15)]
    #[case::a_name_that_is_no_text(5, 0xff)]
    #[case::more_bytes_than_there_are_chunks_for(13, 0xff)]
    fn t54_what_lies_is_refused(#[case] place: usize, #[case] byte: u8) {
        let mut bytes = manifest(None).encode();
        if byte == 0xff && place == 13 {
            bytes.splice(11..16, [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        } else {
            bytes[place] = byte;
        }

        assert_eq!(FileManifest::decode(&bytes), Err(MalformedManifest));
    }

    proptest! {
        #[test]
        fn nothing_panics(bytes: Vec<u8>, cut in 0usize..120) {
            let _ = FileManifest::decode(&bytes);
            let whole = manifest(Some("a/b")).encode();
            let cut = cut.min(whole.len() - 1);
            prop_assert_eq!(FileManifest::decode(&whole[..cut]), Err(MalformedManifest));
        }
    }
}
