//! ML-KEM-768 of the providers against another implementation of it, AWS-LC's, in both directions (T62).

use aws_lc_rs::kem::{DecapsulationKey, EncapsulationKey, ML_KEM_768};
use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, Refused, RustCrypto};
use libcrux_ml_kem::mlkem768;
use proptest::prelude::*;
use rstest::rstest;

#[rstest]
fn t62_what_aws_lc_encapsulates_is_decapsulated(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[values([0; 64], [1; 64], [0xff; 64])] seed: [u8; 64],
) {
    let key = EncapsulationKey::new(&ML_KEM_768, &provider.encapsulation_key(&seed)).unwrap();

    let (ciphertext, secret) = key.encapsulate().unwrap();

    let ciphertext = ciphertext.as_ref().try_into().unwrap();
    assert_eq!(provider.decapsulate(&seed, ciphertext), secret.as_ref());
}

#[rstest]
fn t62_what_is_encapsulated_to_a_key_of_aws_lc_is_decapsulated_there(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let generated = DecapsulationKey::generate(&ML_KEM_768).unwrap();
    let key = generated.encapsulation_key().unwrap().key_bytes().unwrap();

    let (ciphertext, secret) =
        provider.encapsulate(key.as_ref().try_into().unwrap(), &[2; 32]).unwrap();

    assert_eq!(generated.decapsulate(ciphertext[..].into()).unwrap().as_ref(), secret);
}

#[rstest]
fn t62_a_key_beyond_the_modulus_is_refused_by_aws_lc_as_well(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let mut key = provider.encapsulation_key(&[1; 64]);
    (key[0], key[1]) = (0xff, key[1] | 0x0f);

    let by_aws_lc = EncapsulationKey::new(&ML_KEM_768, &key).map(|key| key.encapsulate().is_ok());

    assert!(!by_aws_lc.unwrap_or(false));
    assert_eq!(provider.encapsulate(&key, &[2; 32]), Err(Refused));
}

proptest! {
    #[test]
    fn t62_aws_lc_finds_the_same_secret_by_the_expanded_key(
        seed: [u8; 64],
        randomness: [u8; 32],
        damage in prop::option::of((0_usize..1_088, 1_u8..)),
    ) {
        let (mut ciphertext, _) =
            RustCrypto.encapsulate(&RustCrypto.encapsulation_key(&seed), &randomness).unwrap();
        if let Some((position, bits)) = damage {
            ciphertext[position] ^= bits;
        }

        let expanded = mlkem768::generate_key_pair(seed);
        let key = DecapsulationKey::new(&ML_KEM_768, expanded.sk()).unwrap();
        let secret = key.decapsulate(ciphertext[..].into()).unwrap();

        prop_assert_eq!(secret.as_ref(), AwsLc.decapsulate(&seed, &ciphertext));
        prop_assert_eq!(secret.as_ref(), RustCrypto.decapsulate(&seed, &ciphertext));
    }
}
