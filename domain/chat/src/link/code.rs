use std::{fmt, str::FromStr};

use base32::Alphabet;
use thiserror::Error;
use zeroize::Zeroizing;

/// What joins two devices of one person once: 100 random bits, as 20 letters and digits (Crockford's base32). It does not print, and is
/// wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkCode(Zeroizing<[u8; Self::LETTERS]>);

impl LinkCode {
    const LETTERS: usize = 20;

    /// The code of 13 random bytes, of which the last 4 bits are not used.
    #[must_use]
    pub fn from_random(bytes: &[u8; 13]) -> Self {
        let text = Zeroizing::new(base32::encode(Alphabet::Crockford, bytes));
        let mut letters = Zeroizing::new([b'0'; Self::LETTERS]);
        for (letter, drawn) in letters.iter_mut().zip(text.bytes()) {
            *letter = drawn;
        }
        Self(letters)
    }

    /// Five groups of four, as it is shown: `7QJ4-…`.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let mut groups = Zeroizing::new(String::with_capacity(24));
        for (place, letter) in self.0.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                groups.push('-');
            }
            groups.push(char::from(*letter));
        }
        groups
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &*self.0
    }
}

impl FromStr for LinkCode {
    type Err = InvalidLinkCode;

    /// It may be typed in small letters, without the hyphens or with spaces instead, and with O, I and L for 0, 1 and 1.
    fn from_str(raw: &str) -> Result<Self, InvalidLinkCode> {
        if raw.len() > 40 {
            return Err(InvalidLinkCode);
        }
        let mut letters = Zeroizing::new([0; Self::LETTERS]);
        let mut typed = raw.bytes().filter(|byte| !matches!(byte, b'-' | b' '));
        for letter in letters.iter_mut() {
            *letter = typed.next().and_then(read).ok_or(InvalidLinkCode)?;
        }
        if typed.next().is_some() { Err(InvalidLinkCode) } else { Ok(Self(letters)) }
    }
}

fn read(typed: u8) -> Option<u8> {
    match typed.to_ascii_uppercase() {
        b'O' => Some(b'0'),
        b'I' | b'L' => Some(b'1'),
        b'U' => None,
        other @ (b'0'..=b'9' | b'A'..=b'Z') => Some(other),
        _ => None,
    }
}

impl fmt::Debug for LinkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkCode(..)")
    }
}

/// The text is not a [`LinkCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a code for linking is 20 letters and digits, as in 7QJ4-C2WM-01ZT-K8RB-X5NE")]
pub struct InvalidLinkCode;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_may_be_typed_as_it_is_shown_or_carelessly_and_does_not_print() {
        let code = LinkCode::from_random(&[
            0xFF, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBF,
        ]);
        let shown = code.expose();

        assert_eq!(*shown, "ZW01-28HK-8HAP-CXW8-K6NB");
        assert_eq!(shown.parse(), Ok(code.clone()));
        assert_eq!("zwol28hk 8hap-cxw8k6nb".parse(), Ok(code.clone()));
        assert_eq!(format!("{code:?}"), "LinkCode(..)");
    }

    #[test]
    fn what_is_not_100_bits_is_none() {
        for raw in ["", "ZW0H", "ZW01-28HK-8HAP-CXW8-K6NU", &"A".repeat(21), &"A".repeat(4_000)] {
            assert_eq!(raw.parse::<LinkCode>(), Err(InvalidLinkCode));
        }
    }

    #[test]
    fn the_last_four_bits_make_no_difference() {
        let (one, other) = (LinkCode::from_random(&[0; 13]), {
            let mut bytes = [0; 13];
            bytes[12] = 0x0F;
            LinkCode::from_random(&bytes)
        });

        assert_eq!(one, other);
    }
}
