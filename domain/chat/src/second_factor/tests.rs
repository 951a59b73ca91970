//! What the second factor of an account takes, and what it refuses.

use proptest::prelude::*;

use super::{
    CodeRefused, CodeUse, MalformedSecondFactor, RecoveryCode, RecoveryCodes, SecondFactor,
    SecondFactorCode, TotpSecret,
};
use crate::Timestamp;

fn at(second: u64) -> Timestamp {
    Timestamp::from_millis(second * 1_000)
}

fn secret() -> TotpSecret {
    TotpSecret::from_random([77; 20])
}

fn recovery(n: u8) -> SecondFactorCode {
    SecondFactorCode::Recovery(RecoveryCode::from_random([n; 10]))
}

fn offered() -> SecondFactor {
    let codes = std::array::from_fn(|n| RecoveryCode::from_random([u8::try_from(n).unwrap(); 10]));
    SecondFactor::offered(secret(), &RecoveryCodes::from(codes))
}

/// One that counts since second 3,000.
fn confirmed() -> SecondFactor {
    offered().confirm(&secret().code(at(3_000)), at(3_000)).ok().unwrap()
}

/// What the app shows at that second.
fn shown(second: u64) -> SecondFactorCode {
    SecondFactorCode::Totp(secret().code(at(second)))
}

fn purpose(n: u8) -> CodeUse {
    CodeUse::from([n; 32])
}

#[test]
fn it_counts_once_a_first_code_confirms_it() {
    assert_eq!(offered().confirmed_at(), None);
    assert_eq!(confirmed().confirmed_at(), Some(at(3_000)));
    let another = TotpSecret::from_random([8; 20]).code(at(3_000));
    assert_eq!(offered().confirm(&another, at(3_000)).err(), Some(CodeRefused::Wrong));
}

#[test]
fn a_code_is_taken_once_and_again_for_the_same_use() {
    let (factor, first) = confirmed().check(&shown(3_030), purpose(1), at(3_030));
    let (factor, again) = factor.check(&shown(3_030), purpose(1), at(3_031));
    let (factor, replayed) = factor.check(&shown(3_030), purpose(2), at(3_031));
    let (_, next) = factor.check(&shown(3_060), purpose(2), at(3_061));

    assert_eq!((first, again), (Ok(()), Ok(())));
    assert_eq!(replayed, Err(CodeRefused::Wrong));
    assert_eq!(next, Ok(()));
}

#[test]
fn the_code_that_confirmed_it_is_spent() {
    let (_, replayed) = confirmed().check(&shown(3_000), purpose(1), at(3_010));

    assert_eq!(replayed, Err(CodeRefused::Wrong));
}

#[test]
fn a_code_of_an_earlier_step_than_the_last_one_taken_is_refused() {
    let (factor, ahead) = confirmed().check(&shown(3_090), purpose(1), at(3_060));
    let (_, behind) = factor.check(&shown(3_060), purpose(2), at(3_061));

    assert_eq!(ahead, Ok(()));
    assert_eq!(behind, Err(CodeRefused::Wrong));
}

#[test]
fn clocks_may_differ_by_a_step_and_no_more() {
    for (clock, taken) in [(3_989, false), (3_990, true), (4_079, true), (4_080, false)] {
        let (_, outcome) = confirmed().check(&shown(4_020), purpose(1), at(clock));

        assert_eq!(outcome.is_ok(), taken, "{clock}");
    }
}

#[test]
fn a_recovery_code_is_taken_once_and_again_for_the_same_use() {
    let (factor, first) = confirmed().check(&recovery(3), purpose(1), at(4_000));
    assert_eq!(factor.recovery_codes_left(), 9);
    let (factor, again) = factor.check(&recovery(3), purpose(1), at(4_001));
    let (factor, twice) = factor.check(&recovery(3), purpose(2), at(4_002));
    let (factor, other) = factor.check(&recovery(4), purpose(2), at(4_003));

    assert_eq!((first, again, other), (Ok(()), Ok(()), Ok(())));
    assert_eq!(twice, Err(CodeRefused::Wrong));
    assert_eq!(factor.recovery_codes_left(), 8);
}

#[test]
fn a_code_of_another_account_is_wrong() {
    let theirs = SecondFactorCode::Totp(TotpSecret::from_random([8; 20]).code(at(4_000)));

    for code in [theirs, recovery(99)] {
        let (factor, outcome) = confirmed().check(&code, purpose(1), at(4_000));
        assert_eq!(outcome, Err(CodeRefused::Wrong));
        assert_eq!(factor.recovery_codes_left(), 10);
    }
}

#[test]
fn after_five_wrong_codes_not_even_a_right_one_is_taken_for_a_quarter_of_an_hour() {
    let mut factor = confirmed();
    for _ in 0..5 {
        let (next, outcome) = factor.check(&recovery(99), purpose(1), at(4_000));
        assert_eq!(outcome, Err(CodeRefused::Wrong));
        factor = next;
    }

    let until = at(4_900);
    for code in [shown(4_899), recovery(1), recovery(99)] {
        let (same, outcome) = factor.clone().check(&code, purpose(1), at(4_899));
        assert_eq!(outcome, Err(CodeRefused::Closed { until }));
        assert!(same == factor);
    }
    let (factor, outcome) = factor.check(&shown(4_900), purpose(1), at(4_900));
    assert_eq!(outcome, Ok(()));
    let (_, outcome) = factor.check(&recovery(99), purpose(1), at(4_901));
    assert_eq!(outcome, Err(CodeRefused::Wrong), "the count begins anew");
}

#[test]
fn it_reads_back_with_all_that_was_spent() {
    let (factor, _) = confirmed().check(&recovery(3), purpose(1), at(4_000));
    let (factor, _) = factor.check(&shown(4_030), purpose(2), at(4_030));
    let (factor, _) = factor.check(&recovery(99), purpose(1), at(4_031));

    for factor in [offered(), confirmed(), factor] {
        assert!(SecondFactor::decode(&factor.encode()).ok() == Some(factor));
    }
}

#[test]
fn no_recovery_code_stands_in_what_is_kept() {
    let kept = confirmed().encode();

    for n in 1..10 {
        assert!(!kept.windows(10).any(|window| window == [n; 10]));
    }
}

#[test]
fn the_bytes_are_fixed() {
    let codes = RecoveryCodes::from(std::array::from_fn(|_| RecoveryCode::from_random([0; 10])));
    let bytes = SecondFactor::offered(secret(), &codes).encode();

    // The hash was computed by another implementation of HMAC.
    let hash = "747fce92e63a8d9b31dd6c64a1ace57b545ddaf60571e56f95389188b011bc2e";
    let code = format!("825820{hash}f6");
    let secret = "4d".repeat(20);
    let hex = bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    assert_eq!(hex, format!("880154{secret}f6f6f600008a{}", code.repeat(10)));
}

proptest! {
    #[test]
    fn any_bytes_are_a_second_factor_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = SecondFactor::decode(&bytes);
    }

    #[test]
    fn what_is_cut_or_changed_is_no_panic(cut in 0_usize..400, flip in 0_usize..400) {
        let bytes = confirmed().encode();

        let outcome = SecondFactor::decode(&bytes[..cut.min(bytes.len() - 1)]);
        let mut changed = bytes.to_vec();
        let place = flip % changed.len();
        changed[place] ^= 0xff;
        let _ = SecondFactor::decode(&changed);

        prop_assert_eq!(outcome.err(), Some(MalformedSecondFactor));
    }
}
