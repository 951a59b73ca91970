//! Signing in to an account that has a second factor.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot set its scene has failed"
)]

mod given;

use std::sync::Arc;

use async_trait::async_trait;
use causerie_chat::{
    CertificateRequest, Challenge, ChallengeId, CodeRefused, Credential, DeviceAddress, Nonce,
    RecoveryCode, SecondFactor, SecondFactorCode, SignInStatement, Term, TotpSecret,
};
use causerie_memory::MemoryDirectory;
use causerie_usecases::{
    CommandHandler,
    directory::commands::{
        RequestCredential, RequestCredentialError, RequestCredentialHandler, SecondFactorLedger,
    },
    ports::{
        Authority, ChallengeBook, Challenges, NotIssued, Registry, SecondFactorBook, SecondFactors,
    },
};
use given::{address, at, device, enrolment, secrets};

const DAY: u64 = 86_400;
const LAPSE: u64 = 30 * DAY;

/// Certifies everybody.
struct Notary;

#[async_trait]
impl Authority for Notary {
    async fn issue(
        &self,
        _: &DeviceAddress,
        _: &CertificateRequest,
        _: Term,
    ) -> Result<Credential, NotIssued> {
        Ok(Credential::try_from(vec![vec![1]]).unwrap())
    }
}

/// A directory where Bob is on record, and since second 60 has a second factor.
struct Desk {
    store: Arc<MemoryDirectory>,
    request: RequestCredentialHandler,
}

fn secret() -> TotpSecret {
    TotpSecret::from_random([9; 20])
}

fn shown(second: u64) -> SecondFactorCode {
    SecondFactorCode::Totp(secret().code(at(second)))
}

fn written_down(n: u8) -> SecondFactorCode {
    SecondFactorCode::Recovery(RecoveryCode::from_random([n; 10]))
}

impl Desk {
    async fn without_second_factor() -> Self {
        let store = Arc::new(MemoryDirectory::default());
        store.register(&enrolment("bob"), at(1)).await.unwrap();
        let request = RequestCredentialHandler {
            domain: "example.org".parse().unwrap(),
            people: store.clone(),
            revocations: store.clone(),
            book: store.clone(),
            challenges: store.clone(),
            ledger: SecondFactorLedger { book: store.clone(), factors: store.clone() },
            sign_ins: store.clone(),
            sign_in_log: store.clone(),
            sign_in_lapse: LAPSE * 1_000,
            authority: Arc::new(Notary),
        };
        Self { store, request }
    }

    async fn new() -> Self {
        let desk = Self::without_second_factor().await;
        desk.enable().await;
        desk
    }

    async fn enable(&self) {
        let codes = std::array::from_fn(|n| RecoveryCode::from_random([n.try_into().unwrap(); 10]));
        let offered = SecondFactor::offered(secret(), &codes.into());
        let factor = offered.confirm(&secret().code(at(60)), at(60)).ok().unwrap();
        self.store.replace(&address("bob"), 0, Some(&factor)).await.unwrap();
    }

    /// Bob signs in under challenge `n`, from the data folder with that TLS key.
    async fn sign_in(&self, n: u8, key: u8, code: Option<SecondFactorCode>, at: u64) -> Outcome {
        self.sign_in_as("bob", "bob", n, key, code, at).await
    }

    async fn sign_in_as(
        &self,
        who: &str,
        signer: &str,
        n: u8,
        key: u8,
        code: Option<SecondFactorCode>,
        second: u64,
    ) -> Outcome {
        let (id, nonce) = (ChallengeId::from([n; 32]), Nonce::from([n; 32]));
        let challenge = Challenge { id, nonce, expires: at(second + 60) };
        self.store.open(&challenge, at(second)).await.unwrap();
        let request = CertificateRequest::try_from(vec![key]).unwrap();
        let statement = SignInStatement { nonce: &nonce, device: &device(who), request: &request };
        let signature = statement.sign(&secrets(signer).1);
        let (device, at) = (device(who), at(second));
        let command = RequestCredential { challenge: id, device, request, signature, code, at };
        match self.request.handle(command).await {
            Ok(()) => {
                assert!(self.store.answer(&id).await.unwrap().is_some());
                Outcome::In
            }
            Err(refused) => {
                assert!(self.store.answer(&id).await.unwrap().is_none());
                match refused {
                    RequestCredentialError::SecondFactor(why) => Outcome::Out(why),
                    RequestCredentialError::BadSignature => Outcome::Stranger,
                    other => panic!("{other}"),
                }
            }
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    In,
    Out(CodeRefused),
    Stranger,
}

const ASKED: Outcome = Outcome::Out(CodeRefused::Required);
const WRONG: Outcome = Outcome::Out(CodeRefused::Wrong);

#[tokio::test]
async fn a_first_sign_in_takes_a_code_and_renewing_takes_none() {
    let desk = Desk::new().await;

    assert_eq!(desk.sign_in(1, 7, None, 100).await, ASKED);
    assert_eq!(desk.sign_in(2, 7, Some(shown(100)), 100).await, Outcome::In);
    for day in 1..100 {
        assert_eq!(desk.sign_in(2 + day, 7, None, 100 + u64::from(day) * DAY).await, Outcome::In);
    }
}

#[tokio::test]
async fn who_was_signed_in_before_there_was_a_second_factor_just_renews() {
    let desk = Desk::without_second_factor().await;
    assert_eq!(desk.sign_in(1, 7, None, 10).await, Outcome::In);

    desk.enable().await;

    assert_eq!(desk.sign_in(2, 7, None, DAY).await, Outcome::In);
}

#[tokio::test]
async fn a_sign_in_that_lapsed_takes_a_code() {
    let desk = Desk::new().await;
    assert_eq!(desk.sign_in(1, 7, Some(shown(100)), 100).await, Outcome::In);

    assert_eq!(desk.sign_in(2, 7, None, 100 + LAPSE - 1).await, Outcome::In);
    let later = 100 + LAPSE - 1 + LAPSE;
    assert_eq!(desk.sign_in(3, 7, None, later).await, ASKED);
    assert_eq!(desk.sign_in(4, 7, Some(shown(later)), later).await, Outcome::In);
    assert_eq!(desk.sign_in(5, 7, None, later + DAY).await, Outcome::In);
}

#[tokio::test]
async fn a_device_that_turns_up_in_another_folder_takes_a_code() {
    let desk = Desk::new().await;
    assert_eq!(desk.sign_in(1, 7, Some(shown(100)), 100).await, Outcome::In);

    assert_eq!(desk.sign_in(2, 8, None, DAY).await, ASKED);
    assert_eq!(desk.sign_in(3, 8, Some(shown(DAY)), DAY).await, Outcome::In);
    assert_eq!(desk.sign_in(4, 8, None, DAY + 1).await, Outcome::In);
    assert_eq!(desk.sign_in(5, 7, None, DAY + 2).await, ASKED, "the first one was given up");
}

#[tokio::test]
async fn a_request_that_is_repeated_spends_its_code_once() {
    let desk = Desk::new().await;
    let code = Some(shown(100));

    assert_eq!(desk.sign_in(1, 7, code.clone(), 100).await, Outcome::In);
    assert_eq!(desk.sign_in(1, 7, code.clone(), 101).await, Outcome::In);
    assert_eq!(desk.sign_in(2, 8, code, 102).await, WRONG);
}

#[tokio::test]
async fn a_code_is_good_for_one_sign_in() {
    let desk = Desk::new().await;
    for (n, code) in [(1, shown(100)), (3, written_down(4))] {
        assert_eq!(desk.sign_in(n, n, Some(code.clone()), 100).await, Outcome::In);

        assert_eq!(desk.sign_in(n + 1, n + 1, Some(code), 101).await, WRONG);
    }
}

#[tokio::test]
async fn where_no_code_is_asked_for_one_that_is_shown_stays_unspent() {
    let desk = Desk::new().await;
    assert_eq!(desk.sign_in(1, 7, Some(written_down(1)), 100).await, Outcome::In);

    assert_eq!(desk.sign_in(2, 7, Some(written_down(2)), 101).await, Outcome::In);
    assert_eq!(desk.sign_in(3, 7, Some(shown(0)), 102).await, Outcome::In);

    assert_eq!(desk.sign_in(4, 8, Some(written_down(2)), 103).await, Outcome::In);
}

#[tokio::test]
async fn t43_whoever_has_not_the_key_learns_nothing_and_uses_up_no_guesses() {
    let desk = Desk::new().await;

    for n in 1..20 {
        for who in ["bob", "nobody"] {
            for code in [None, Some(shown(0)), Some(shown(100))] {
                let outcome = desk.sign_in_as(who, "eve", n, 7, code, 100).await;
                assert_eq!(outcome, Outcome::Stranger);
            }
        }
    }

    assert_eq!(desk.sign_in(20, 7, Some(shown(100)), 100).await, Outcome::In);
}

#[tokio::test]
async fn after_five_wrong_codes_the_right_one_has_to_wait_too() {
    let desk = Desk::new().await;
    for n in 1..=5 {
        assert_eq!(desk.sign_in(n, 7, Some(shown(50_000)), 100).await, WRONG);
    }

    let closed = Outcome::Out(CodeRefused::Closed { until: at(1_000) });
    assert_eq!(desk.sign_in(6, 7, Some(shown(999)), 999).await, closed);
    assert_eq!(desk.sign_in(7, 7, None, 999).await, ASKED);
    assert_eq!(desk.sign_in(8, 7, Some(shown(1_000)), 1_000).await, Outcome::In);
}

#[tokio::test]
async fn a_sign_in_that_is_refused_leaves_the_second_factor_on() {
    let desk = Desk::new().await;
    assert_eq!(desk.sign_in(1, 7, Some(shown(50_000)), 100).await, WRONG);

    let kept = desk.store.second_factor(&address("bob")).await.unwrap();

    assert_eq!(kept.factor.unwrap().confirmed_at(), Some(at(60)));
}
