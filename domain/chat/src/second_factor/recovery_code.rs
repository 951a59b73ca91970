use std::{fmt, str::FromStr};

use base32::Alphabet;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use thiserror::Error;
use zeroize::Zeroizing;

use super::TotpSecret;

const BASE32: Alphabet = Alphabet::Rfc4648Lower { padding: false };
const LABEL: &[u8] = b"causerie v1 recovery code";

/// What opens an account once when the authenticator app is lost: 80 random bits. It does not print, and is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<[u8; 10]>);

impl RecoveryCode {
    /// The code of 10 random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 10]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Four groups of four characters, as it is written down: `abcd-efgh-ijkl-mnop`.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let text = Zeroizing::new(base32::encode(BASE32, &*self.0));
        let mut groups = Zeroizing::new(String::with_capacity(19));
        for (place, c) in text.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                groups.push('-');
            }
            groups.push(c);
        }
        groups
    }

    /// What is kept of it: HMAC-SHA-256 under the account's TOTP secret, so that hashes of two accounts cannot be compared, nor computed
    /// beforehand. A fast hash is enough, unlike for passphrases: nobody tries 2^80 codes.
    pub(super) fn hash(&self, account: &TotpSecret) -> [u8; 32] {
        // A block of SHA-256, which the secret is padded to in any case (RFC 2104 §2).
        let mut block = Zeroizing::new([0; 64]);
        block[..20].copy_from_slice(account.as_bytes());
        let mac = Hmac::<Sha256>::new((&*block).into());
        mac.chain_update(LABEL).chain_update(*self.0).finalize().into_bytes().into()
    }
}

impl FromStr for RecoveryCode {
    type Err = InvalidRecoveryCode;

    /// It may be typed in capitals, and without the hyphens or with spaces instead.
    fn from_str(raw: &str) -> Result<Self, InvalidRecoveryCode> {
        if raw.len() > 32 {
            return Err(InvalidRecoveryCode);
        }
        let text: Zeroizing<String> = Zeroizing::new(raw.split(['-', ' ']).collect());
        if text.len() != 16 {
            return Err(InvalidRecoveryCode);
        }
        let lower = Zeroizing::new(text.to_ascii_lowercase());
        let bytes =
            base32::decode(BASE32, &lower).map(Zeroizing::new).ok_or(InvalidRecoveryCode)?;
        let bytes = bytes.as_slice().try_into().map_err(|_| InvalidRecoveryCode)?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// The text is not a [`RecoveryCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a recovery code is 16 letters and digits, as in abcd-efgh-ijkl-mnop")]
pub struct InvalidRecoveryCode;

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> RecoveryCode {
        RecoveryCode::from_random(*b"0123456789")
    }

    #[test]
    fn a_code_may_be_typed_as_it_is_shown_or_in_one_piece_and_does_not_print() {
        let shown = code().expose();

        assert_eq!(*shown, "gayt-emzu-gu3d-oobz");
        for typed in
            [shown.to_string(), shown.replace('-', ""), shown.replace('-', " ").to_uppercase()]
        {
            assert_eq!(typed.parse(), Ok(code()));
        }
        assert_eq!(format!("{:?}", code()), "RecoveryCode(..)");
    }

    #[test]
    fn what_is_not_80_bits_is_none() {
        for raw in
            ["", "gayt-emzu-gu3d", "gayt-emzu-gu3d-oob1", &"a".repeat(17), &"a".repeat(4_000)]
        {
            assert_eq!(raw.parse::<RecoveryCode>(), Err(InvalidRecoveryCode));
        }
    }

    #[test]
    fn the_hash_is_of_the_code_and_of_the_account() {
        let (one, other) = (TotpSecret::from_random([1; 20]), TotpSecret::from_random([2; 20]));

        assert_eq!(code().hash(&one), code().hash(&one));
        assert_ne!(code().hash(&one), code().hash(&other));
        assert_ne!(code().hash(&one), RecoveryCode::from_random([0; 10]).hash(&one));
    }
}
