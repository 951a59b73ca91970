//! Padding: how long something is says less about what it is.
//!
//! Texts are padded to the sizes of Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with
//! PURBs", 2019, §4), of which there are few: at most 12 % is added, and nothing below 256 bytes can be told apart. A byte 0x80 ends the
//! text and zeros follow (ISO/IEC 7816-4).

use thiserror::Error;

const LEAST: usize = 256;
const END: u8 = 0x80;

/// The text and its padding.
#[must_use]
pub fn pad(mut text: Vec<u8>) -> Vec<u8> {
    text.push(END);
    text.resize(bucket(text.len()), 0);
    text
}

/// The text without its padding.
pub fn unpad(mut padded: Vec<u8>) -> Result<Vec<u8>, BadPadding> {
    let end = padded.iter().rposition(|byte| *byte != 0).ok_or(BadPadding)?;
    if padded[end] != END || padded.len() != bucket(end + 1) {
        return Err(BadPadding);
    }
    padded.truncate(end);
    Ok(padded)
}

/// The smallest size that holds `length` bytes.
fn bucket(length: usize) -> usize {
    let length = length.max(LEAST);
    let exponent = length.ilog2();
    let zeros = exponent - (exponent.ilog2() + 1);
    let mask = (1_usize << zeros) - 1;
    (length + mask) & !mask
}

/// The bytes are not what [`pad`] makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the padding is wrong")]
pub struct BadPadding;

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    fn what_was_padded_comes_back(#[values(0, 1, 255, 256, 1_000, 70_000)] length: usize) {
        let text = vec![0x80; length];

        assert_eq!(unpad(pad(text.clone())), Ok(text));
    }

    #[rstest]
    #[case(0, 256)]
    #[case(255, 256)]
    #[case(256, 272)]
    #[case(1_000, 1_024)]
    #[case(65_535, 65_536)]
    #[case(65_536, 67_584)]
    fn sizes_are_few(#[case] length: usize, #[case] padded: usize) {
        assert_eq!(pad(vec![b'a'; length]).len(), padded);
    }

    #[test]
    fn anything_else_is_an_error() {
        let mut padded = pad(b"hello".to_vec());

        assert_eq!(unpad(Vec::new()), Err(BadPadding));
        assert_eq!(unpad(vec![0; 256]), Err(BadPadding));
        assert_eq!(unpad(b"hello\x80".to_vec()), Err(BadPadding));
        assert_eq!(unpad(padded[..255].to_vec()), Err(BadPadding));
        padded.push(0);
        assert_eq!(unpad(padded), Err(BadPadding));
    }
}
