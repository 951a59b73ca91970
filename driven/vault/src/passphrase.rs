use std::fmt;

use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Words that a key is wrapped with: 8 to 1,024 bytes. They do not print, and are wiped when dropped.
///
/// Fewer than 8 would be guessed however much each guess costs; more than 1,024 are a mistake.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Passphrase(Vec<u8>);

impl Passphrase {
    /// The fewest bytes.
    pub const MIN_BYTES: usize = 8;
    /// The most bytes.
    pub const MAX_BYTES: usize = 1_024;

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Passphrase {
    type Error = BadPassphrase;

    fn try_from(words: &[u8]) -> Result<Self, BadPassphrase> {
        if (Self::MIN_BYTES..=Self::MAX_BYTES).contains(&words.len()) {
            Ok(Self(words.to_vec()))
        } else {
            Err(BadPassphrase)
        }
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// Too short or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a passphrase is 8 to 1024 bytes")]
pub struct BadPassphrase;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t61_a_passphrase_does_not_print() {
        let passphrase = Passphrase::try_from(&b"correct horse"[..]).unwrap();

        assert_eq!(format!("{passphrase:?}"), "Passphrase(..)");
    }

    #[test]
    fn one_that_is_too_short_or_too_long_is_refused() {
        for length in [0, 7, 1_025] {
            assert!(Passphrase::try_from(&vec![b'x'; length][..]).is_err());
        }
    }
}
