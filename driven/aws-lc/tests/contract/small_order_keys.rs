//! X25519 public keys that no honest party has.

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use rstest::rstest;

use crate::hex::array;

/// Every `u` below 2²⁵⁵ of a point of order 1, 2, 4 or 8, on the curve or on its twist: five of them, and two once more
/// unreduced.
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000", // 0
    "0100000000000000000000000000000000000000000000000000000000000000", // 1
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800", // order 8
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157", // order 8
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p - 1
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p, that is 0
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p + 1, that is 1
];

#[rstest]
fn t08_a_key_of_small_order_is_refused_or_yields_zeros(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[values(0, 1, 2, 3, 4, 5, 6)] point: usize,
    #[values(0x00, 0x80)] unused_bit: u8,
    #[values([0; 32], [0x77; 32], [0xff; 32])] secret: [u8; 32],
) {
    let mut public = array::<32>(SMALL_ORDER[point]);
    public[31] |= unused_bit;

    let shared = provider.agree(&secret, &public);

    assert!(shared.is_err() || shared == Ok([0; 32]));
}

#[rstest]
fn t08_an_unreduced_key_is_the_key_it_reduces_to(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[values(2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18)] u: u8,
    #[values(0x00, 0x80)] unused_bit: u8,
) {
    let mut reduced = [0; 32];
    reduced[0] = u;
    let mut unreduced = [0xff; 32];
    unreduced[0] = 0xed + u; // p + u
    unreduced[31] = 0x7f | unused_bit;

    let shared = provider.agree(&[0x77; 32], &unreduced);

    assert!(shared.is_ok_and(|shared| shared != [0; 32]));
    assert_eq!(shared, provider.agree(&[0x77; 32], &reduced));
}

#[rstest]
fn t08_the_multiples_of_p_beyond_255_bits_are_keys_like_others(
    #[values(0xd9, 0xda, 0xdb)] first: u8, // 2p - 1, 2p, 2p + 1
) {
    let mut public = [0xff; 32];
    public[0] = first;

    let shared = AwsLc.agree(&[0x77; 32], &public);

    assert!(shared.is_ok_and(|shared| shared != [0; 32]));
    assert_eq!(shared, RustCrypto.agree(&[0x77; 32], &public));
}
