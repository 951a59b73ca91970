//! X25519, by the vectors of RFC 7748.

use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use rstest::rstest;

use crate::hex::array;

#[rstest]
#[case::of_alice(
    "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a"
)]
#[case::of_bob(
    "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
    "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"
)]
fn a_secret_has_the_public_key_of_rfc_7748(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[case] secret: &str,
    #[case] public: &str,
) {
    assert_eq!(provider.public_key(&array(secret)), array(public));
}

#[rstest]
#[case::section_5_2_first(
    "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
    "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
    "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
)]
#[case::section_5_2_second(
    "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
    "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
    "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
)]
#[case::section_6_1(
    "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
    "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
    "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
)]
fn two_keys_agree_on_the_secret_of_rfc_7748(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
    #[case] secret: &str,
    #[case] public: &str,
    #[case] shared: &str,
) {
    assert_eq!(provider.agree(&array(secret), &array(public)), Ok(array(shared)));
}

#[rstest]
fn a_thousand_agreements_in_a_row_end_as_in_rfc_7748(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let mut base = [0; 32];
    base[0] = 9;
    let (mut secret, mut public) = (base, base);

    for _ in 0..1_000 {
        (secret, public) = (provider.agree(&secret, &public).unwrap(), secret);
    }

    assert_eq!(secret, array("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51"));
}

#[rstest]
fn both_sides_agree_on_one_secret_and_others_on_another(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let (alice, bob, eve) = ([1; 32], [2; 32], [3; 32]);

    let of_alice = provider.agree(&alice, &provider.public_key(&bob)).unwrap();
    let of_bob = provider.agree(&bob, &provider.public_key(&alice)).unwrap();
    let of_eve = provider.agree(&eve, &provider.public_key(&alice)).unwrap();

    assert_eq!(of_alice, of_bob);
    assert_ne!(of_alice, of_eve);
}
