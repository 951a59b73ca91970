use std::fmt;

use thiserror::Error;

/// A chunk of which it was checked that it is that file's ([`crate::ChunkHashes::chunk`]): only such a one is sealed, and written.
///
/// A file that was changed after its manifest was made has other chunks: two texts under one nonce would tell of each other (RFC 8439, section 4).
#[derive(PartialEq, Eq)]
pub struct Chunk {
    pub(crate) number: u32,
    pub(crate) bytes: Vec<u8>,
}

impl Chunk {
    /// Which one, from 0 on.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// What is in it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same, for good.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Chunk({}, {} bytes)", self.number, self.bytes.len())
    }
}

/// The bytes are not that chunk of that file, or not sealed with its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not that chunk of that file")]
pub struct NotThatChunk;
