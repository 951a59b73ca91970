//! Both providers give the same bytes for the same input, whatever it is, and accept and refuse the same (T62).

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use proptest::{collection::vec, prelude::*};

proptest! {
    #[test]
    fn t62_of_x25519(secret: [u8; 32], other: [u8; 32], any: [u8; 32]) {
        let public = AwsLc.public_key(&other);

        prop_assert_eq!(public, RustCrypto.public_key(&other));
        prop_assert_eq!(AwsLc.agree(&secret, &public), RustCrypto.agree(&secret, &public));
        prop_assert_eq!(AwsLc.agree(&secret, &any), RustCrypto.agree(&secret, &any));
    }

    #[test]
    fn t62_of_chacha20_poly1305(
        key: [u8; 32],
        nonce: [u8; 12],
        associated in vec(any::<u8>(), 0..100),
        text in vec(any::<u8>(), 0..2_000),
    ) {
        let (mut by_aws_lc, mut by_rust_crypto) = (text.clone(), text.clone());

        let tag = AwsLc.seal(&key, &nonce, &associated, &mut by_aws_lc);
        let same_tag = RustCrypto.seal(&key, &nonce, &associated, &mut by_rust_crypto);
        prop_assert_eq!(tag, same_tag);
        prop_assert_eq!(&by_aws_lc, &by_rust_crypto);

        prop_assert!(RustCrypto.open(&key, &nonce, &associated, &mut by_aws_lc, &tag).is_ok());
        prop_assert!(AwsLc.open(&key, &nonce, &associated, &mut by_rust_crypto, &tag).is_ok());
        prop_assert_eq!(&by_aws_lc, &text);
        prop_assert_eq!(&by_rust_crypto, &text);
    }

    #[test]
    fn t62_of_hmac_and_hkdf(
        key: [u8; 32],
        message in vec(any::<u8>(), 0..300),
        info in vec(any::<u8>(), 0..100),
        length in 0_usize..=255 * 32,
    ) {
        let (mut by_aws_lc, mut by_rust_crypto) = (vec![0; length], vec![0; length]);

        AwsLc.derive(&key, &message, &info, &mut by_aws_lc);
        RustCrypto.derive(&key, &message, &info, &mut by_rust_crypto);

        prop_assert_eq!(by_aws_lc, by_rust_crypto);
        prop_assert_eq!(AwsLc.mac(&key, &message), RustCrypto.mac(&key, &message));
    }

    #[test]
    fn t62_of_ml_kem_768(
        seed: [u8; 64],
        randomness: [u8; 32],
        position in 0_usize..1_088,
        bits: u8,
    ) {
        let key = AwsLc.encapsulation_key(&seed);
        prop_assert_eq!(key, RustCrypto.encapsulation_key(&seed));

        let encapsulated = AwsLc.encapsulate(&key, &randomness);
        prop_assert_eq!(encapsulated, RustCrypto.encapsulate(&key, &randomness));

        let (mut ciphertext, _) = encapsulated.unwrap();
        ciphertext[position] ^= bits;
        let secret = AwsLc.decapsulate(&seed, &ciphertext);
        prop_assert_eq!(secret, RustCrypto.decapsulate(&seed, &ciphertext));
    }

    #[test]
    fn t62_of_ed25519(
        seed: [u8; 32],
        message in vec(any::<u8>(), 0..300),
        position in 0_usize..96,
        bits: u8,
    ) {
        let (mut key, mut signature) = (AwsLc.verifying_key(&seed), AwsLc.sign(&seed, &message));
        prop_assert_eq!(key, RustCrypto.verifying_key(&seed));
        prop_assert_eq!(signature, RustCrypto.sign(&seed, &message));

        match position {
            0..32 => key[position] ^= bits,
            _ => signature[position - 32] ^= bits,
        }
        let verified = AwsLc.verify(&key, &message, &signature);
        prop_assert_eq!(verified, RustCrypto.verify(&key, &message, &signature));
        prop_assert_eq!(verified.is_ok(), bits == 0);
    }

    #[test]
    fn t62_of_ed25519_for_any_bytes(
        key: [u8; 32],
        message in vec(any::<u8>(), 0..100),
        signature: [u8; 64],
    ) {
        let verified = AwsLc.verify(&key, &message, &signature);

        prop_assert_eq!(verified, RustCrypto.verify(&key, &message, &signature));
    }
}
