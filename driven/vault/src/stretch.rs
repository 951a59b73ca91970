//! Argon2id (RFC 9106) with the cost written beside what it protects.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::Passphrase;

/// What a guess costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) kibibytes: u32,
    pub(crate) passes: u32,
    pub(crate) lanes: u32,
}

impl Cost {
    /// The second choice of RFC 9106 §4.
    pub(crate) const DEFAULT: Self = Self { kibibytes: 64 * 1_024, passes: 3, lanes: 4 };
    /// More than that is somebody's attempt to use this machine up.
    const MOST: Self = Self { kibibytes: 1_024 * 1_024, passes: 64, lanes: 64 };

    pub(crate) const BYTES: usize = 12;

    pub(crate) fn encode(self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        for (field, number) in
            bytes.chunks_exact_mut(4).zip([self.kibibytes, self.passes, self.lanes])
        {
            field.copy_from_slice(&number.to_be_bytes());
        }
        bytes
    }

    /// The cost in `bytes`, if it can be paid.
    pub(crate) fn decode(bytes: [u8; Self::BYTES]) -> Option<Self> {
        let (fields, _) = bytes.as_chunks::<4>();
        let &[kibibytes, passes, lanes] = fields else { return None };
        let cost = Self {
            kibibytes: u32::from_be_bytes(kibibytes),
            passes: u32::from_be_bytes(passes),
            lanes: u32::from_be_bytes(lanes),
        };
        let most = Self::MOST;
        let payable = cost.kibibytes <= most.kibibytes
            && (1..=most.passes).contains(&cost.passes)
            && (1..=most.lanes).contains(&cost.lanes)
            && cost.kibibytes >= 8 * cost.lanes;
        payable.then_some(cost)
    }
}

/// The key a passphrase stands for.
pub(crate) fn stretch(
    passphrase: &Passphrase,
    salt: &[u8; 16],
    cost: Cost,
) -> Option<Zeroizing<[u8; 32]>> {
    let params = Params::new(cost.kibibytes, cost.passes, cost.lanes, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9106 §5.3 has a secret and associated data, which are not used here; this is the parameters, version and type of
    /// the reference implementation's own test (`phc-winner-argon2`, test.c: v=19, m=65536, t=2, p=1, Argon2id).
    #[test]
    fn it_is_argon2id() {
        let passphrase = Passphrase::try_from(&b"password"[..]).unwrap();
        let mut salt = [0; 16];
        salt[..8].copy_from_slice(b"somesalt");
        let params = Params::new(65_536, 2, 1, Some(32)).unwrap();
        let mut key = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), b"somesalt", &mut key)
            .unwrap();

        assert_eq!(key[..8], [0x09, 0x31, 0x61, 0x15, 0xd5, 0xcf, 0x24, 0xed]);
        assert_eq!(key[24..], [0x02, 0xb6, 0x56, 0x6f, 0x61, 0x91, 0x3c, 0xf7]);
    }

    #[test]
    fn other_words_and_other_salt_are_other_keys() {
        let cost = Cost { kibibytes: 8, passes: 1, lanes: 1 };
        let key = |words: &[u8], salt| {
            stretch(&Passphrase::try_from(words).unwrap(), &[salt; 16], cost).unwrap()
        };

        assert_ne!(key(b"password", 1), key(b"passwords", 1));
        assert_ne!(key(b"password", 1), key(b"password", 2));
        assert_eq!(key(b"password", 1), key(b"password", 1));
    }

    #[test]
    fn t54_a_cost_that_would_use_the_machine_up_is_refused() {
        let bad = |kibibytes, passes, lanes| {
            Cost::decode(Cost { kibibytes, passes, lanes }.encode()).is_none()
        };

        assert_eq!(Cost::decode(Cost::DEFAULT.encode()), Some(Cost::DEFAULT));
        assert!(bad(100 * 1_024 * 1_024, 3, 4));
        assert!(bad(65_536, 65, 4) && bad(65_536, 0, 4));
        assert!(bad(65_536, 3, 65) && bad(65_536, 3, 0) && bad(7, 1, 1));
    }
}
