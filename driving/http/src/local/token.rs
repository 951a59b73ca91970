use std::fmt;

use sha2::{Digest, Sha256};
use thiserror::Error;

/// The secret that opens the local API. Only its SHA-256 is kept, and it does not print.
pub struct LocalToken([u8; 32]);

impl LocalToken {
    /// The fewest bytes a token has: those of 128 random bits in hexadecimal.
    pub const MIN_BYTES: usize = 32;

    /// Whether `shown` is the token. Digests are compared, so how long it takes tells nothing of the token.
    pub(super) fn is(&self, shown: &[u8]) -> bool {
        self.0 == <[u8; 32]>::from(Sha256::digest(shown))
    }
}

impl TryFrom<&str> for LocalToken {
    type Error = WeakToken;

    fn try_from(secret: &str) -> Result<Self, WeakToken> {
        let legal = secret.len() >= Self::MIN_BYTES && secret.bytes().all(|b| b.is_ascii_graphic());
        if legal { Ok(Self(Sha256::digest(secret).into())) } else { Err(WeakToken) }
    }
}

impl fmt::Debug for LocalToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalToken(..)")
    }
}

/// The text is too short for a token, or has characters that a header cannot carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a token is at least {} visible ASCII characters without spaces", LocalToken::MIN_BYTES)]
pub struct WeakToken;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t61_a_token_does_not_print() {
        let token = LocalToken::try_from("0123456789abcdef0123456789abcdef").unwrap();

        assert_eq!(format!("{token:?}"), "LocalToken(..)");
    }

    #[test]
    fn t55_a_short_or_empty_token_is_refused() {
        for weak in ["", "secret", "0123456789abcdef 123456789abcdef", &"é".repeat(32)] {
            assert!(LocalToken::try_from(weak).is_err());
        }
    }
}
