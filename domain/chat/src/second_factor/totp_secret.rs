use std::{fmt, str::FromStr};

use base32::Alphabet;
use thiserror::Error;
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::TotpCode;
use crate::{Address, Timestamp};

const BASE32: Alphabet = Alphabet::Rfc4648 { padding: false };

/// What an authenticator app and the directory share: 160 random bits, as RFC 4226 §4 recommends. It does not print, and is wiped
/// when dropped.
///
/// Codes are those that every app knows: HMAC-SHA-1, six digits, a new one every 30 seconds. (What is known against SHA-1 are
/// collisions, which HMAC does not depend on.)
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Zeroizing<[u8; 20]>);

impl TotpSecret {
    /// How long a code is shown, in seconds.
    pub const STEP_SECONDS: u64 = 30;

    /// The secret of 20 random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; 20]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for whoever keeps them sealed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The 32 characters (RFC 4648 §6) that one types into an app that cannot read a QR code.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(base32::encode(BASE32, &*self.0))
    }

    /// The `otpauth:` URL that an app reads from a QR code, under the person's name. All of its parts are made of characters that need
    /// no escaping.
    #[must_use]
    pub fn url(&self, person: &Address) -> Zeroizing<String> {
        let secret = self.expose();
        Zeroizing::new(format!(
            "otpauth://totp/Causerie:{person}?secret={}&issuer=Causerie",
            *secret
        ))
    }

    /// The code of the step that `at` lies in.
    #[must_use]
    pub fn code(&self, at: Timestamp) -> TotpCode {
        self.code_of(step_of(at))
    }

    /// The step whose code this is: the one that `at` lies in, the one before or the one after (RFC 6238 §5.2 and §6), for clocks that
    /// differ and people who type slowly.
    #[must_use]
    pub(super) fn step(&self, code: &TotpCode, at: Timestamp) -> Option<u64> {
        let now = step_of(at);
        let totp = self.totp();
        // Tokens are compared in constant time. All three are tried, whichever fits.
        let fits = [now.checked_sub(1), Some(now), Some(now + 1)].map(|step| {
            step.filter(|step| totp.check(code.expose(), step * Self::STEP_SECONDS).is_some())
        });
        fits.into_iter().flatten().next_back()
    }

    fn code_of(&self, step: u64) -> TotpCode {
        let token = self.totp().generate(step * Self::STEP_SECONDS).to_string();
        TotpCode::of_digits(token)
    }

    fn totp(&self) -> Totp {
        // The secret has the length, and the others are the defaults, that a compliant one has.
        Builder::new().with_secret(Secret::new_stack(*self.0)).with_skew(0).build_noncompliant()
    }
}

fn step_of(at: Timestamp) -> u64 {
    at.seconds() / TotpSecret::STEP_SECONDS
}

impl FromStr for TotpSecret {
    type Err = InvalidTotpSecret;

    fn from_str(raw: &str) -> Result<Self, InvalidTotpSecret> {
        if raw.len() != 32 {
            return Err(InvalidTotpSecret);
        }
        let bytes = base32::decode(BASE32, raw).map(Zeroizing::new).ok_or(InvalidTotpSecret)?;
        let bytes = bytes.as_slice().try_into().map_err(|_| InvalidTotpSecret)?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

/// The text is not a [`TotpSecret`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a TOTP secret is 32 characters of base32")]
pub struct InvalidTotpSecret;

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> TotpSecret {
        TotpSecret::from_random(*b"12345678901234567890")
    }

    fn at(second: u64) -> Timestamp {
        Timestamp::from_millis(second * 1_000)
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238_appendix_b_in_six_digits() {
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(secret().code(at(second)).expose(), code);
            assert_eq!(secret().step(&code.parse().unwrap(), at(second)), Some(second / 30));
        }
    }

    #[test]
    fn a_code_fits_in_its_step_and_one_to_either_side() {
        let code = secret().code(at(3_000));

        for (second, fits) in
            [(2_969, false), (2_970, true), (3_029, true), (3_059, true), (3_060, false)]
        {
            assert_eq!(secret().step(&code, at(second)), fits.then_some(100), "{second}");
        }
    }

    #[test]
    fn the_first_and_the_last_moment_have_codes_too() {
        for moment in [at(0), Timestamp::from_millis(u64::MAX)] {
            assert!(secret().step(&secret().code(moment), moment).is_some());
        }
    }

    #[test]
    fn an_app_reads_the_secret_from_a_url_or_in_characters() {
        let url = secret().url(&"alice@chat.example.org".parse().unwrap());

        assert_eq!(
            *url,
            "otpauth://totp/Causerie:alice@chat.example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Causerie"
        );
        assert_eq!(secret().expose().parse(), Ok(secret()));
        assert_eq!(format!("{:?}", secret()), "TotpSecret(..)");
    }

    #[test]
    fn what_is_not_160_bits_is_none() {
        for raw in ["", "GEZDGNBVGY3TQOJQ", &"1".repeat(32), &"A".repeat(33), &"A".repeat(4_000)] {
            assert_eq!(raw.parse::<TotpSecret>(), Err(InvalidTotpSecret));
        }
    }
}
