//! A chain of certificates in one column: each behind its length in two bytes, big-endian.

use causerie_chat::{Credential, OversizedCredential};

use crate::columns::unreadable;

/// The bytes that [`decode`] reads back.
pub(super) fn encode(credential: &Credential) -> Vec<u8> {
    let mut bytes = Vec::new();
    for certificate in credential.chain() {
        // Credential::MAX_BYTES is less.
        let length = u16::try_from(certificate.len()).unwrap_or(u16::MAX);
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(certificate);
    }
    bytes
}

/// The chain in `bytes`.
pub(super) fn decode(mut bytes: &[u8]) -> rusqlite::Result<Credential> {
    let mut chain = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let certificate = rest.split_at_checked(length);
        let (certificate, rest) = certificate.ok_or_else(|| unreadable(OversizedCredential))?;
        chain.push(certificate.to_vec());
        bytes = rest;
    }
    if !bytes.is_empty() {
        return Err(unreadable(OversizedCredential));
    }
    chain.try_into().map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_bytes_are_fixed_and_come_back() {
        let credential = Credential::try_from(vec![vec![7; 258], vec![], vec![8]]).unwrap();

        let bytes = encode(&credential);

        assert_eq!(bytes.len(), 2 + 258 + 2 + 2 + 1);
        assert_eq!(bytes[..3], [1, 2, 7]);
        assert_eq!(bytes[260..], [0, 0, 0, 1, 8]);
        assert_eq!(decode(&bytes).unwrap(), credential);
    }

    #[rstest]
    #[case::nothing(&[])]
    #[case::half_a_length(&[0])]
    #[case::less_than_it_says(&[0, 2, 7])]
    #[case::half_a_second_length(&[0, 1, 7, 0])]
    #[case::too_many(&[0; 10])]
    #[case::too_long(&[0x20, 0x01])]
    fn t63_anything_else_is_an_error(#[case] bytes: &[u8]) {
        assert!(decode(bytes).is_err());
    }
}
