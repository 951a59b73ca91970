use std::{fmt, str::FromStr};

use thiserror::Error;

/// The BLAKE3 hash of a blob, by which a directory keeps it: 64 hexadecimal digits, in lower case.
///
/// A blob is sealed, and with a key that is of one file alone: its hash tells nothing of what is in it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash([u8; 32]);

impl BlobHash {
    /// That of those bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for BlobHash {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl FromStr for BlobHash {
    type Err = InvalidBlobHash;

    fn from_str(raw: &str) -> Result<Self, InvalidBlobHash> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(InvalidBlobHash),
        };
        let (pairs, rest) = raw.as_bytes().as_chunks::<2>();
        let pairs: &[[u8; 2]; 32] = pairs.try_into().map_err(|_| InvalidBlobHash)?;
        if !rest.is_empty() {
            return Err(InvalidBlobHash);
        }
        let mut hash = [0; 32];
        for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
            *byte = (digit(*high)? << 4) | digit(*low)?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobHash({self})")
    }
}

/// The text is not a [`BlobHash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a blob is named by 64 hexadecimal digits")]
pub struct InvalidBlobHash;

/// Sealed bytes of which it was checked that they have their hash: only such are kept. Whoever keeps them opens nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Blob {
    hash: BlobHash,
    bytes: Vec<u8>,
}

impl Blob {
    /// How long one is at most: the longest chunk, sealed.
    pub const MOST_BYTES: u32 = (1 << 22) + 16;

    /// Those bytes, which have to be of that hash, and no more than [`Blob::MOST_BYTES`].
    pub fn check(hash: BlobHash, bytes: Vec<u8>) -> Result<Self, NotThatBlob> {
        let fits = bytes.len() <= Self::MOST_BYTES as usize;
        if fits && BlobHash::of(&bytes) == hash {
            Ok(Self { hash, bytes })
        } else {
            Err(NotThatBlob)
        }
    }

    /// What this device sealed itself.
    pub fn new(bytes: Vec<u8>) -> Result<Self, NotThatBlob> {
        Self::check(BlobHash::of(&bytes), bytes)
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> BlobHash {
        self.hash
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many there are.
    #[must_use]
    pub fn length(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(u32::MAX)
    }

    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({}, {} bytes)", self.hash, self.bytes.len())
    }
}

/// The bytes have another hash, or are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the bytes are not of that hash")]
pub struct NotThatBlob;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn a_hash_is_that_of_the_bytes_and_reads_back() {
        let hash = BlobHash::of(b"abc");

        let text = "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85";
        assert_eq!(hash.to_string(), text);
        assert_eq!(text.parse(), Ok(hash));
        assert_eq!(BlobHash::from(*hash.as_bytes()), hash);
    }

    #[rstest]
    #[case::nothing("")]
    #[case::short(&"0".repeat(63))]
    #[case::long(&"0".repeat(65))]
    #[case::pairs_too_many(&"0".repeat(66))]
    #[case::capitals(&"A".repeat(64))]
    #[case::other_letters(&"g".repeat(64))]
    #[case::a_sign("+000000000000000000000000000000000000000000000000000000000000000")]
    #[case::a_way_out(&format!("../{}", "0".repeat(61)))]
    #[case::a_way_out_of_the_right_length(&"../../..".repeat(8))]
    #[case::not_ascii(&"é".repeat(32))]
    fn t54_what_is_no_hash_is_refused(#[case] raw: &str) {
        assert_eq!(raw.parse::<BlobHash>(), Err(InvalidBlobHash));
    }

    #[test]
    fn t65_bytes_of_another_hash_are_no_blob() {
        let hash = BlobHash::of(b"abc");

        assert!(Blob::check(hash, b"abc".to_vec()).is_ok());
        assert_eq!(Blob::check(hash, b"abd".to_vec()), Err(NotThatBlob));
        assert_eq!(Blob::check(hash, b"abc\0".to_vec()), Err(NotThatBlob));
    }

    #[test]
    fn t54_a_blob_has_its_length() {
        let most = vec![0; Blob::MOST_BYTES as usize];

        assert_eq!(Blob::new(most.clone()).unwrap().length(), Blob::MOST_BYTES);
        assert_eq!(Blob::new([most, vec![0]].concat()), Err(NotThatBlob));
    }

    #[test]
    fn what_is_in_a_blob_does_not_print() {
        let printed = format!("{:?}", Blob::new(b"secret".to_vec()).unwrap());

        assert!(printed.ends_with("6 bytes)") && !printed.contains("secret"));
    }
}
