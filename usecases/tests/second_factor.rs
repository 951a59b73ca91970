//! The second factor of an account, at its directory.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod given;

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    Address, CodeRefused, CodeUse, RecoveryCode, RecoveryCodes, SecondFactor, SecondFactorCode,
    SecondFactorStanding, TotpSecret,
};
use causerie_memory::MemoryDirectory;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{
            ConfirmSecondFactor, ConfirmSecondFactorError, ConfirmSecondFactorHandler, NotPassed,
            OfferSecondFactor, OfferSecondFactorError, OfferSecondFactorHandler,
            RemoveSecondFactor, RemoveSecondFactorHandler, SecondFactorLedger,
        },
        queries::{ReadSecondFactor, ReadSecondFactorHandler},
    },
    ports::{NotReplaced, Registry, SecondFactors},
};
use given::{address, at, enrolment};

struct Accounts {
    ledger: SecondFactorLedger,
}

impl Accounts {
    /// Alice and Bob are on record.
    async fn new() -> Self {
        let store = Arc::new(MemoryDirectory::default());
        for name in ["alice", "bob"] {
            store.register(&enrolment(name), at(0)).await.unwrap();
        }
        Self { ledger: SecondFactorLedger { book: store.clone(), factors: store } }
    }

    async fn offer(&self, who: &str) -> Result<(), OfferSecondFactorError> {
        let (secret, codes) = (secret(who), codes(who));
        let command = OfferSecondFactor { who: address(who), secret, codes };
        OfferSecondFactorHandler { ledger: self.ledger.clone() }.handle(command).await
    }

    async fn confirm(&self, who: &str, with: &str) -> Result<(), ConfirmSecondFactorError> {
        let command =
            ConfirmSecondFactor { who: address(who), code: secret(with).code(at(60)), at: at(60) };
        ConfirmSecondFactorHandler { ledger: self.ledger.clone() }.handle(command).await
    }

    async fn enable(&self, who: &str) {
        self.offer(who).await.unwrap();
        self.confirm(who, who).await.unwrap();
    }

    async fn remove(&self, code: SecondFactorCode, second: u64) -> Result<(), NotPassed> {
        let command = RemoveSecondFactor { who: address("alice"), code, at: at(second) };
        RemoveSecondFactorHandler { ledger: self.ledger.clone() }.handle(command).await
    }

    /// What Alice is answered who shows that code for something that has this number.
    async fn pass(&self, code: Option<SecondFactorCode>, purpose: u8, second: u64) -> Outcome {
        let purpose = CodeUse::from([purpose; 32]);
        match self.ledger.pass(&address("alice"), code.as_ref(), purpose, at(second)).await {
            Ok(()) => Ok(()),
            Err(NotPassed::Refused(why)) => Err(why),
            Err(NotPassed::Unavailable(cause)) => panic!("{cause}"),
        }
    }

    async fn standing(&self, who: &str) -> SecondFactorStanding {
        let read = ReadSecondFactorHandler { book: self.ledger.book.clone() };
        read.handle(ReadSecondFactor { who: address(who) }).await.unwrap()
    }
}

type Outcome = Result<(), CodeRefused>;

fn secret(who: &str) -> TotpSecret {
    let mut bytes = [1; 20];
    bytes[..who.len()].copy_from_slice(who.as_bytes());
    TotpSecret::from_random(bytes)
}

fn recovery(who: &str, n: usize) -> RecoveryCode {
    let mut bytes = [u8::try_from(n).unwrap(); 10];
    bytes[..who.len()].copy_from_slice(who.as_bytes());
    RecoveryCode::from_random(bytes)
}

fn codes(who: &str) -> RecoveryCodes {
    std::array::from_fn(|n| recovery(who, n)).into()
}

fn shown(who: &str, second: u64) -> SecondFactorCode {
    SecondFactorCode::Totp(secret(who).code(at(second)))
}

fn written_down(who: &str, n: usize) -> SecondFactorCode {
    SecondFactorCode::Recovery(recovery(who, n))
}

const WRONG: Outcome = Err(CodeRefused::Wrong);

#[tokio::test]
async fn without_a_second_factor_everybody_passes() {
    let accounts = Accounts::new().await;

    assert_eq!(accounts.pass(None, 1, 100).await, Ok(()));
    assert_eq!(accounts.standing("alice").await, SecondFactorStanding::Off);
}

#[tokio::test]
async fn what_was_offered_counts_for_nothing_until_a_first_code_confirms_it() {
    let accounts = Accounts::new().await;
    accounts.offer("alice").await.unwrap();

    assert_eq!(accounts.standing("alice").await, SecondFactorStanding::Offered);
    assert_eq!(accounts.pass(None, 1, 100).await, Ok(()));
    let wrong = accounts.confirm("alice", "bob").await;
    assert!(matches!(wrong, Err(ConfirmSecondFactorError::WrongCode)));
    assert_eq!(accounts.pass(None, 1, 100).await, Ok(()));

    accounts.confirm("alice", "alice").await.unwrap();

    let since = at(60);
    let on = SecondFactorStanding::On { since, recovery_codes_left: 10 };
    assert_eq!(accounts.standing("alice").await, on);
    assert_eq!(accounts.pass(None, 1, 100).await, Err(CodeRefused::Required));
    assert_eq!(accounts.pass(Some(shown("alice", 100)), 1, 100).await, Ok(()));
}

#[tokio::test]
async fn what_was_not_offered_is_not_confirmed() {
    let accounts = Accounts::new().await;

    let refused = accounts.confirm("alice", "alice").await;

    assert!(matches!(refused, Err(ConfirmSecondFactorError::NotOffered)));
}

#[tokio::test]
async fn one_that_counts_is_replaced_by_no_other_and_confirmed_again_at_will() {
    let accounts = Accounts::new().await;
    accounts.enable("alice").await;

    let refused = accounts.offer("alice").await;

    assert!(matches!(refused, Err(OfferSecondFactorError::Enabled)));
    accounts.confirm("alice", "bob").await.unwrap();
    assert_eq!(accounts.pass(Some(shown("bob", 100)), 1, 100).await, WRONG);
}

#[tokio::test]
async fn a_code_that_was_overheard_is_worth_nothing_for_anything_else() {
    let accounts = Accounts::new().await;
    accounts.enable("alice").await;
    let heard = shown("alice", 100);
    accounts.pass(Some(heard.clone()), 1, 100).await.unwrap();

    assert_eq!(accounts.pass(Some(heard.clone()), 1, 101).await, Ok(()), "the same again");
    assert_eq!(accounts.pass(Some(heard.clone()), 2, 101).await, WRONG);
    assert!(matches!(
        accounts.remove(heard, 101).await,
        Err(NotPassed::Refused(CodeRefused::Wrong))
    ));
}

#[tokio::test]
async fn a_recovery_code_is_good_once() {
    let accounts = Accounts::new().await;
    accounts.enable("alice").await;

    assert_eq!(accounts.pass(Some(written_down("alice", 3)), 1, 100).await, Ok(()));
    assert_eq!(accounts.pass(Some(written_down("alice", 3)), 2, 9_000).await, WRONG);

    let on = SecondFactorStanding::On { since: at(60), recovery_codes_left: 9 };
    assert_eq!(accounts.standing("alice").await, on);
}

#[tokio::test]
async fn t51_the_codes_of_another_account_are_worth_nothing() {
    let accounts = Accounts::new().await;
    accounts.enable("alice").await;
    accounts.enable("bob").await;

    assert_eq!(accounts.pass(Some(shown("bob", 100)), 1, 100).await, WRONG);
    assert_eq!(accounts.pass(Some(written_down("bob", 1)), 1, 100).await, WRONG);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_guesses_in_parallel_guesses_no_more_often() {
    let accounts = Arc::new(Accounts::new().await);
    accounts.enable("alice").await;

    let guesses: Vec<_> = (0..100_u8)
        .map(|n| {
            let accounts = accounts.clone();
            let guess = shown("bob", u64::from(n) * 30);
            tokio::spawn(async move { accounts.pass(Some(guess), n, 100).await })
        })
        .collect();
    let mut wrong = 0;
    for guess in guesses {
        match guess.await {
            Ok(WRONG) => wrong += 1,
            Ok(Err(CodeRefused::Closed { until })) => assert_eq!(until, at(1_000)),
            other => panic!("{other:?}"),
        }
    }

    assert_eq!(wrong, 5);
    let right = accounts.pass(Some(shown("alice", 120)), 1, 120).await;
    assert_eq!(right, Err(CodeRefused::Closed { until: at(1_000) }));
}

#[tokio::test]
async fn the_second_factor_is_removed_by_a_code_of_it_and_again_at_will() {
    let accounts = Accounts::new().await;
    accounts.enable("alice").await;

    let refused = accounts.remove(shown("bob", 100), 100).await;
    assert!(matches!(refused, Err(NotPassed::Refused(CodeRefused::Wrong))));
    assert_eq!(accounts.pass(None, 1, 100).await, Err(CodeRefused::Required));
    accounts.remove(written_down("alice", 1), 101).await.unwrap();
    accounts.remove(written_down("alice", 1), 102).await.unwrap();

    assert_eq!(accounts.standing("alice").await, SecondFactorStanding::Off);
    assert_eq!(accounts.pass(None, 1, 103).await, Ok(()));
}

#[tokio::test]
async fn one_that_was_merely_offered_is_removed_by_any_code() {
    let accounts = Accounts::new().await;
    accounts.offer("alice").await.unwrap();

    accounts.remove(shown("bob", 100), 100).await.unwrap();

    assert_eq!(accounts.standing("alice").await, SecondFactorStanding::Off);
}

/// Says each time that somebody else was faster.
struct Crowded;

#[async_trait]
impl SecondFactors for Crowded {
    async fn replace(
        &self,
        _: &Address,
        _: u64,
        _: Option<&SecondFactor>,
    ) -> Result<(), NotReplaced> {
        Err(NotReplaced::Stale)
    }
}

#[tokio::test]
async fn nobody_passes_whose_code_could_not_be_kept_as_spent() {
    let accounts = Accounts::new().await;
    accounts.enable("alice").await;
    let ledger = SecondFactorLedger { factors: Arc::new(Crowded), ..accounts.ledger };

    let code = Some(shown("alice", 100));
    let outcome =
        ledger.pass(&address("alice"), code.as_ref(), CodeUse::from([1; 32]), at(100)).await;

    assert!(matches!(outcome, Err(NotPassed::Unavailable(_))));
}
