use sha2::{Digest, Sha256};

/// A key of HMAC, or a salt of HKDF, as the 32 bytes that stand for it: it is padded with zeros, or hashed where it is
/// longer than a block (RFC 2104 §2). There are none for those between 33 and 64 bytes.
pub(crate) fn padded(key: &[u8]) -> Option<[u8; 32]> {
    match key.len() {
        0..=32 => {
            let mut padded = [0; 32];
            padded[..key.len()].copy_from_slice(key);
            Some(padded)
        }
        33..=64 => None,
        _ => Some(Sha256::digest(key).into()),
    }
}
