//! Ed25519, by the vectors of RFC 8032 and by what must not verify.

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, Refused, RustCrypto};
use rstest::rstest;

use crate::hex::{array, bytes};

#[rstest]
#[case::one(
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
     5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
)]
#[case::two(
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
     085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)]
#[case::three(
    "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
     18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)]
#[case::sha_of_abc(
    "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a\
     2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589\
     09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
)]
fn a_message_is_signed_and_verified_as_in_rfc_8032(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[case] seed: &str,
    #[case] key: &str,
    #[case] message: &str,
    #[case] signature: &str,
) {
    let (seed, key, message) = (array(seed), array(key), bytes(message));

    assert_eq!(provider.verifying_key(&seed), key);
    assert_eq!(provider.sign(&seed, &message), array(signature));
    assert_eq!(provider.verify(&key, &message, &array(signature)), Ok(()));
}

#[rstest]
fn one_bit_flipped_anywhere_is_refused(#[values(&AwsLc, &RustCrypto)] provider: &dyn Provider) {
    let (key, message) = (provider.verifying_key(&[7; 32]), *b"message");
    let signature = provider.sign(&[7; 32], &message);
    assert_eq!(provider.verify(&key, &message, &signature), Ok(()));

    for bit in 0..512 {
        let flipped = flip(signature, bit);
        assert_eq!(provider.verify(&key, &message, &flipped), Err(Refused), "signature, {bit}");
    }
    for bit in 0..256 {
        let flipped = flip(key, bit);
        assert_eq!(provider.verify(&flipped, &message, &signature), Err(Refused), "key, {bit}");
    }
    for bit in 0..56 {
        let flipped = flip(message, bit);
        assert_eq!(provider.verify(&key, &flipped, &signature), Err(Refused), "message, {bit}");
    }
}

#[rstest]
fn t10_a_signature_cannot_be_varied_by_the_groups_order(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let key = provider.verifying_key(&[7; 32]);
    let mut signature = provider.sign(&[7; 32], b"message");

    for times in 1..=15 {
        add_order(&mut signature);

        assert_eq!(provider.verify(&key, b"message", &signature), Err(Refused), "{times} times");
    }
}

fn flip<const N: usize>(mut bytes: [u8; N], bit: usize) -> [u8; N] {
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

/// Adds the order of the group to the half of the signature that counts modulo it.
fn add_order(signature: &mut [u8; 64]) {
    let order = array::<32>("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut carry = 0;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        [*byte, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
}
