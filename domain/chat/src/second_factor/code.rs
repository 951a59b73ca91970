use std::str::FromStr;

use thiserror::Error;

use super::{InvalidTotpCode, RecoveryCode, TotpCode};

/// What somebody shows as their second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondFactorCode {
    /// What their authenticator app shows.
    Totp(TotpCode),
    /// One of those they wrote down.
    Recovery(RecoveryCode),
}

impl SecondFactorCode {
    /// The characters, for whoever has to send them.
    #[must_use]
    pub fn expose(&self) -> zeroize::Zeroizing<String> {
        match self {
            Self::Totp(code) => zeroize::Zeroizing::new(code.expose().to_owned()),
            Self::Recovery(code) => code.expose(),
        }
    }
}

impl FromStr for SecondFactorCode {
    type Err = InvalidCode;

    fn from_str(raw: &str) -> Result<Self, InvalidCode> {
        let totp = raw.parse().map(Self::Totp).ok();
        totp.or_else(|| raw.parse().map(Self::Recovery).ok()).ok_or(InvalidCode)
    }
}

/// The text is not a [`SecondFactorCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error(
    "a code is the six digits of an authenticator app, or a recovery code as in abcd-efgh-ijkl-mnop"
)]
pub struct InvalidCode;

impl From<InvalidTotpCode> for InvalidCode {
    fn from(_: InvalidTotpCode) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_of_an_app_and_sixteen_characters_are_for_recovery() {
        for (raw, is_totp) in [("123456", true), ("abcd-efgh-ijkl-mnop", false)] {
            let code: SecondFactorCode = raw.parse().unwrap();

            assert_eq!(matches!(code, SecondFactorCode::Totp(_)), is_totp);
            assert_eq!(*code.expose(), raw);
        }
        assert_eq!("1234567".parse::<SecondFactorCode>(), Err(InvalidCode));
    }
}
