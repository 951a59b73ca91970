//! HMAC-SHA-256 and HKDF-SHA-256, by the vectors of RFC 4231 and RFC 5869.

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use rstest::rstest;

use crate::{
    hex::{array, bytes},
    padded::padded,
};

#[rstest]
#[case::one(&[0x0b; 20], b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")]
#[case::two(
    b"Jefe",
    b"what do ya want for nothing?",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
)]
#[case::three(&[0xaa; 20], &[0xdd; 50], "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe")]
#[case::four(
    &bytes("0102030405060708090a0b0c0d0e0f10111213141516171819"),
    &[0xcd; 50],
    "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
)]
#[case::six(
    &[0xaa; 131],
    b"Test Using Larger Than Block-Size Key - Hash Key First",
    "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
)]
#[case::seven(
    &[0xaa; 131],
    b"This is a test using a larger than block-size key and a larger than block-size data. \
      The key needs to be hashed before being used by the HMAC algorithm.",
    "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
)]
fn a_message_has_the_code_of_rfc_4231(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[case] key: &[u8],
    #[case] message: &[u8],
    #[case] code: &str,
) {
    assert_eq!(provider.mac(&padded(key).unwrap(), message), array(code));
}

#[rstest]
#[case::one(
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
    "000102030405060708090a0b0c",
    "f0f1f2f3f4f5f6f7f8f9",
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
)]
#[case::two(
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f\
     303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
    "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f\
     909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
    "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf\
     e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09\
     da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
)]
#[case::three(
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
    "",
    "",
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
)]
fn a_material_yields_the_keys_of_rfc_5869(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[case] material: &str,
    #[case] salt: &str,
    #[case] info: &str,
    #[case] output: &str,
) {
    let mut derived = vec![0; output.len() / 2];

    provider.derive(&padded(&bytes(salt)).unwrap(), &bytes(material), &bytes(info), &mut derived);

    assert_eq!(derived, bytes(output));
}

#[rstest]
fn as_much_is_derived_as_rfc_5869_allows(#[values(&AwsLc, &RustCrypto)] provider: &dyn Provider) {
    let (mut longest, mut short) = ([0; 255 * 32], [0; 31]);

    provider.derive(&[1; 32], b"material", b"info", &mut longest);
    provider.derive(&[1; 32], b"material", b"info", &mut short);

    assert_eq!(longest[..31], short);
    assert_ne!(longest[254 * 32..], [0; 32]);
}
