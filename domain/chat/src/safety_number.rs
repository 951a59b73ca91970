use std::{fmt, str::FromStr};

use sha2::{Digest, Sha512};
use thiserror::Error;

use crate::{AccountKey, Address};

/// What two people compare to be sure of each other's account keys: 60 digits, the same at both ends.
///
/// Each half is that of Signal's numeric fingerprint, 30 digits: SHA-512 of version, account key and address, then 5,200 times of the
/// hash and the key; of the result six groups of five bytes modulo 100,000. The smaller half stands first. Who wants two
/// people to see the same number with other keys has to find a key whose half collides, some 2⁹⁹ of these computations.
#[derive(Clone, PartialEq, Eq)]
pub struct SafetyNumber([u8; 60]);

impl SafetyNumber {
    const VERSION: [u8; 2] = [0, 1];
    const ITERATIONS: u32 = 5_200;

    /// That of two people; it does not matter who is which.
    #[must_use]
    pub fn between(one: (&Address, &AccountKey), other: (&Address, &AccountKey)) -> Self {
        let (mut first, mut second) = (half(one), half(other));
        if first > second {
            core::mem::swap(&mut first, &mut second);
        }
        let mut digits = [0; 60];
        digits[..30].copy_from_slice(&first);
        digits[30..].copy_from_slice(&second);
        Self(digits)
    }

    /// The digits without spaces between them.
    #[must_use]
    pub fn digits(&self) -> String {
        self.0.iter().map(|digit| char::from(*digit)).collect()
    }
}

fn half((address, key): (&Address, &AccountKey)) -> [u8; 30] {
    let key = key.as_bytes();
    let first = Sha512::new().chain_update(SafetyNumber::VERSION).chain_update(key);
    let mut hash = first.chain_update(address.to_string()).finalize();
    for _ in 0..SafetyNumber::ITERATIONS {
        hash = Sha512::new().chain_update(hash).chain_update(key).finalize();
    }
    let mut digits = [0; 30];
    for (group, bytes) in digits.chunks_exact_mut(5).zip(hash.chunks_exact(5)) {
        let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        group.copy_from_slice(format!("{:05}", number % 100_000).as_bytes());
    }
    digits
}

impl fmt::Display for SafetyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.0.chunks(5).enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            group.iter().try_for_each(|digit| write!(f, "{}", char::from(*digit)))?;
        }
        Ok(())
    }
}

impl fmt::Debug for SafetyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SafetyNumber({self})")
    }
}

impl FromStr for SafetyNumber {
    type Err = InvalidSafetyNumber;

    /// Reads 60 digits with any white space between them.
    fn from_str(raw: &str) -> Result<Self, InvalidSafetyNumber> {
        if raw.len() > 1_024 {
            return Err(InvalidSafetyNumber);
        }
        let digits: Vec<u8> = raw.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
        let digits: [u8; 60] = digits.try_into().map_err(|_| InvalidSafetyNumber)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(digits))
        } else {
            Err(InvalidSafetyNumber)
        }
    }
}

/// The text is not a [`SafetyNumber`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a safety number is 60 digits")]
pub struct InvalidSafetyNumber;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AccountSecret;

    fn person(name: &str, seed: u8) -> (Address, AccountKey) {
        (name.parse().unwrap(), AccountSecret::from_seed(&[seed; 32]).public())
    }

    fn between(one: &(Address, AccountKey), other: &(Address, AccountKey)) -> SafetyNumber {
        SafetyNumber::between((&one.0, &one.1), (&other.0, &other.1))
    }

    #[test]
    fn both_ends_see_the_same_number() {
        let (alice, bob) = (person("alice@example.org", 1), person("bob@example.org", 2));

        let number = between(&alice, &bob);

        assert_eq!(number, between(&bob, &alice));
        assert_eq!(number.to_string().parse(), Ok(number.clone()));
        assert_eq!(number.digits().parse(), Ok(number.clone()));
        assert_eq!(number.to_string().len(), 60 + 11);
    }

    #[test]
    fn another_key_or_name_is_another_number() {
        let (alice, bob) = (person("alice@example.org", 1), person("bob@example.org", 2));
        let number = between(&alice, &bob);

        assert_ne!(number, between(&alice, &person("bob@example.org", 3)));
        assert_ne!(number, between(&alice, &person("rob@example.org", 2)));
    }

    #[test]
    fn anything_but_60_digits_is_no_number() {
        for raw in ["", "1", &"1".repeat(59), &"1".repeat(61), &"x".repeat(60), &"٣".repeat(60)] {
            assert_eq!(raw.parse::<SafetyNumber>(), Err(InvalidSafetyNumber), "{raw}");
        }
    }
}
