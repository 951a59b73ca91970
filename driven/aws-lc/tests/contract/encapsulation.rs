//! ML-KEM-768: what holds for any seed.

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, Refused, RustCrypto};
use rstest::rstest;

/// The modulus of ML-KEM (FIPS 203 §2.4).
const Q: u16 = 3_329;

#[rstest]
fn both_sides_have_one_secret_and_another_seed_another(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let key = provider.encapsulation_key(&[1; 64]);

    let (ciphertext, secret) = provider.encapsulate(&key, &[2; 32]).unwrap();

    assert_eq!(provider.decapsulate(&[1; 64], &ciphertext), secret);
    assert_ne!(provider.decapsulate(&[3; 64], &ciphertext), secret);
}

#[rstest]
fn other_randomness_makes_another_ciphertext_and_another_secret(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let key = provider.encapsulation_key(&[1; 64]);

    let (ciphertext, secret) = provider.encapsulate(&key, &[2; 32]).unwrap();
    let (another_ciphertext, another_secret) = provider.encapsulate(&key, &[3; 32]).unwrap();

    assert_ne!(ciphertext, another_ciphertext);
    assert_ne!(secret, another_secret);
}

#[rstest]
fn a_wrong_ciphertext_yields_another_secret_each_and_always_the_same(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[values(0, 319, 320, 639, 959, 960, 1_087)] position: usize,
) {
    let key = provider.encapsulation_key(&[1; 64]);
    let (ciphertext, secret) = provider.encapsulate(&key, &[2; 32]).unwrap();
    let (mut wrong, mut wronger) = (ciphertext, ciphertext);
    wrong[position] ^= 1;
    wronger[position] ^= 2;

    let of_wrong = provider.decapsulate(&[1; 64], &wrong);

    assert_ne!(of_wrong, secret);
    assert_ne!(of_wrong, provider.decapsulate(&[1; 64], &wronger));
    assert_eq!(of_wrong, provider.decapsulate(&[1; 64], &wrong));
}

#[rstest]
fn a_key_is_refused_from_the_modulus_on(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[values(0, 1, 255, 256, 512, 766, 767)] coefficient: usize,
) {
    let key = provider.encapsulation_key(&[1; 64]);

    for (value, refused) in [(0, false), (Q - 1, false), (Q, true), (Q + 1, true), (4_095, true)] {
        let key = with_coefficient(key, coefficient, value);

        let encapsulated = provider.encapsulate(&key, &[2; 32]);

        assert_eq!(encapsulated == Err(Refused), refused, "{value}");
    }
}

/// The key with one of its 768 coefficients, of 12 bits each, replaced (FIPS 203, algorithm 5).
fn with_coefficient(mut key: [u8; 1184], coefficient: usize, value: u16) -> [u8; 1184] {
    let pair = coefficient / 2 * 3;
    let [low, high] = value.to_le_bytes();
    if coefficient.is_multiple_of(2) {
        key[pair] = low;
        key[pair + 1] = key[pair + 1] & 0xf0 | high;
    } else {
        key[pair + 1] = key[pair + 1] & 0x0f | low << 4;
        key[pair + 2] = low >> 4 | high << 4;
    }
    key
}
