//! The working group's vectors for the suite (mlswg/mls-implementations, `crypto-basics.json`, suite 3), on the primitives as rooms have them.

use std::sync::Arc;

use causerie_aws_lc::AwsLc;
use causerie_chat::DeviceSecret;
use causerie_session::{Provider, RustCrypto};
use mls_rs::{CipherSuiteProvider, CryptoProvider, crypto::HpkeCiphertext};
use rstest::rstest;

use super::{Entropy, OneSuite, SUITE, provider::SuiteProvider};

fn hex(text: &str) -> Vec<u8> {
    assert!(text.is_ascii() && text.len().is_multiple_of(2));
    let digits = (0..text.len()).step_by(2);
    digits.map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Bytes with their length in front (RFC 9420 §2.1.2), of which there are less than 64.
fn opaque(bytes: &[u8]) -> Vec<u8> {
    assert!(bytes.len() < 64);
    [&[u8::try_from(bytes.len()).unwrap()], bytes].concat()
}

/// A label as most functions have it (RFC 9420 §5.1.2, §5.1.3, §8), and what it is put before.
fn labelled(label: &str, context: &[u8]) -> Vec<u8> {
    [opaque(format!("MLS 1.0 {label}").as_bytes()), opaque(context)].concat()
}

fn suite(primitives: Arc<dyn Provider>, signs_with: &[u8]) -> SuiteProvider {
    let device = DeviceSecret::from_seed(signs_with.try_into().unwrap());
    let suite = OneSuite::new(primitives, Arc::new(device), Entropy::default());
    suite.cipher_suite_provider(SUITE).unwrap()
}

/// `ExpandWithLabel` (RFC 9420 §8).
fn expand(suite: &SuiteProvider, secret: &str, label: &str, context: &[u8]) -> Vec<u8> {
    let info = [vec![0, 32], labelled(label, context)].concat();
    suite.kdf_expand(&hex(secret), &info, 32).unwrap().to_vec()
}

#[rstest]
fn t31_what_is_derived_is_what_others_derive(
    #[values(Arc::new(RustCrypto), Arc::new(AwsLc))] primitives: Arc<dyn Provider>,
) {
    let suite = suite(primitives, &[1; 32]);

    let expanded = expand(
        &suite,
        "fca0057fbcbc257a219ca00eda7b932c19cd284666666d73da7d2e9ba0050b85",
        "ExpandWithLabel",
        &hex("e5da8bb590c7736fc27a1f634cb8ac2884ff242ad174fb715a3a261953522a8f"),
    );
    let secret = expand(
        &suite,
        "9dafd47e71e2133cb115f22d77931c70fd819db20710dd90abe8509f5da36c52",
        "DeriveSecret",
        &[],
    );
    let tree_secret = expand(
        &suite,
        "168b187171d90947aedac49980939b2dd71041e40350b046e540e0191cf99e0f",
        "DeriveTreeSecret",
        &2_694_881_440_u32.to_be_bytes(),
    );
    let value = hex("73020b3d087e7b5471a3f0b7aff803fd5085161d7fd0138dc41deb1a2a93ea12");
    let reference = suite.hash(&[opaque(b"RefHash"), opaque(&value)].concat()).unwrap();

    assert_eq!(expanded, hex("7fbb9f71ba33733f875935644d430916eac8c20a3d358015ad536aad295d5a03"));
    assert_eq!(secret, hex("0c73ea9a78c55d60aa7e7754593f7fef44a1052a43067f82f363f01fdec37b3a"));
    assert_eq!(
        tree_secret,
        hex("a59537e982b032f55b8f00eb853ca1200cf7c1ff7ce2898da85ccaf0ac9c0d69")
    );
    assert_eq!(reference, hex("354e71224cd883d8994ab553e2c88a50fb4df2432cc871fe87caa92b945524ac"));
}

#[rstest]
fn t31_what_is_signed_is_what_others_sign(
    #[values(Arc::new(RustCrypto), Arc::new(AwsLc))] primitives: Arc<dyn Provider>,
) {
    let secret = hex("4cc2127e86b88ef7799ce235fc1cbff6391a29b56df0ec0f27cd4007d953ae66");
    let public = hex("0060dd83fadcb2055773a74f4f1f0cc6ebffc47d5eadcb036a960495169da50f").into();
    let content = hex("e310c8359a2858fb77e91ddab46e94d5dac71914a631c0f80a3efa495033d0f9");
    let suite = suite(primitives, &secret);
    let content = labelled("SignWithLabel", &content);

    let signature = suite.sign(&Vec::new().into(), &content).unwrap();

    assert_eq!(
        signature,
        hex(concat!(
            "27c24992dd39e24b7bbca1164b430f67d0508a96b0c59e153b27d68313d31b57",
            "226a6c939f2c8e80c58947d926167498514b4ba7ba6c8441418cef32b360700d"
        ))
    );
    suite.verify(&public, &signature, &content).unwrap();
    assert!(suite.verify(&public, &signature, &labelled("SignWithLabel", b"other")).is_err());
}

#[rstest]
fn t31_what_others_sealed_is_opened(
    #[values(Arc::new(RustCrypto), Arc::new(AwsLc))] primitives: Arc<dyn Provider>,
) {
    let suite = suite(primitives, &[1; 32]);
    let secret = hex("a4583e93da26fbed2aefa063952c791925a868944314ea99542b58a1b72c5fe2").into();
    let public = hex("fd3a01a2472d56c985870efce6ec9b84ea8dfc4ae772d26b4c63ccca2cc71e4f").into();
    let context = hex("12b0c535b1e5f4f40fabf70c1bd780080a2223d9d090be9bdeca1935497e489d");
    let info = labelled("EncryptWithLabel", &context);
    let sealed = HpkeCiphertext {
        kem_output: hex("8ab65d6b6311b64b850bad990e50763083c5b9f45ea3de2d97a0defd0799f61f"),
        ciphertext: hex(concat!(
            "9bc51f706abe79109fcf89e9b6fb3d44222b07509a105e4f2740bfeeee01f3b1",
            "6d3f5b8cd8e38925335ea12ec99348ca"
        )),
    };

    let opened = suite.hpke_open(&sealed, &secret, &public, &info, None).unwrap();

    assert_eq!(
        opened.to_vec(),
        hex("0eb9423b4c8e4b6b31c8987be66d7af96458e93d8539150d093b750dfeab7058")
    );
    let other = labelled("EncryptWithLabel", b"other");
    assert!(suite.hpke_open(&sealed, &secret, &public, &other, None).is_err());
}
