use sha2::{Digest, Sha256};

/// What a code is spent on: a digest. A code is good for one use; for that one it may be shown again, so that a request that is repeated
/// because its answer was lost is still one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeUse([u8; 32]);

impl CodeUse {
    /// The use that is told from others by those words, which no signed statement begins with.
    #[must_use]
    pub fn of(words: &str) -> Self {
        Self(Sha256::digest(words.as_bytes()).into())
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for CodeUse {
    /// The use that has this digest, as [`crate::SignInStatement::digest`] of a sign-in.
    fn from(digest: [u8; 32]) -> Self {
        Self(digest)
    }
}
