use std::{fmt, str::FromStr};

use thiserror::Error;
use zeroize::Zeroizing;

/// What an authenticator app shows: six digits. It does not print, and is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpCode(Zeroizing<String>);

impl TotpCode {
    /// The six digits, for whoever has to show or send them.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The code of six digits that were just computed.
    pub(super) fn of_digits(digits: String) -> Self {
        Self(Zeroizing::new(digits))
    }
}

impl FromStr for TotpCode {
    type Err = InvalidTotpCode;

    /// Apps show the digits in two groups, so spaces are passed over.
    fn from_str(raw: &str) -> Result<Self, InvalidTotpCode> {
        if raw.len() > 16 {
            return Err(InvalidTotpCode);
        }
        let digits: Zeroizing<String> = Zeroizing::new(raw.split(' ').collect());
        match digits.len() {
            6 if digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(digits)),
            _ => Err(InvalidTotpCode),
        }
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(..)")
    }
}

/// The text is not a [`TotpCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a code of an authenticator app is six digits")]
pub struct InvalidTotpCode;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_as_it_is_shown_and_does_not_print() {
        let code: TotpCode = "012 345".parse().unwrap();

        assert_eq!(code.expose(), "012345");
        assert_eq!(code, "012345".parse().unwrap());
        assert_eq!(format!("{code:?}"), "TotpCode(..)");
    }

    #[test]
    fn what_is_not_six_digits_is_none() {
        for raw in ["", "12345", "1234567", "+12345", "12345x", "١٢٣", &"1".repeat(4_000)] {
            assert_eq!(raw.parse::<TotpCode>(), Err(InvalidTotpCode), "{raw}");
        }
    }
}
