//! Signing in: the peer's command over a desk that answers from memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use causerie_chat::{
    Cause, CertificateRequest, Credential, Nonce, SecondFactorCode, SignInStatement,
};
use causerie_usecases::{
    CommandHandler,
    peer::commands::{SignIn, SignInError, SignInHandler},
    ports::{Credentials, Unavailable},
};
use given::{
    desk::{Desk, Fault, Step, credential},
    device, secrets,
};
use rstest::rstest;

/// Keeps what it is given, or nothing if it is full.
#[derive(Default)]
struct Wallet {
    installed: Mutex<Vec<Credential>>,
    full: bool,
}

#[async_trait]
impl Credentials for Wallet {
    async fn request(&self) -> Result<CertificateRequest, Unavailable> {
        Ok(request())
    }

    async fn install(&self, credential: Credential) -> Result<(), Unavailable> {
        if self.full {
            return Err(Unavailable::new("the disk is full"));
        }
        self.installed.lock().unwrap().push(credential);
        Ok(())
    }
}

fn request() -> CertificateRequest {
    CertificateRequest::try_from(vec![1, 2, 3]).unwrap()
}

struct Bob {
    desk: Arc<Desk>,
    wallet: Arc<Wallet>,
    sign_in: SignInHandler,
}

impl Bob {
    async fn sign_in(&self, challenge: u8) -> Result<(), SignInError> {
        self.sign_in.handle(SignIn { challenge: [challenge; 32].into(), code: None }).await
    }

    fn desk_has(&self, trouble: Option<(Step, Fault)>) {
        *self.desk.trouble.lock().unwrap() = trouble;
    }

    fn installed(&self) -> Vec<Credential> {
        self.wallet.installed.lock().unwrap().clone()
    }
}

fn bob(wallet: Wallet) -> Bob {
    let (desk, wallet) = (Arc::new(Desk::default()), Arc::new(wallet));
    let (_, own) = secrets("bob");
    let sign_in = SignInHandler {
        device: device("bob"),
        own: Arc::new(own),
        desk: desk.clone(),
        answers: desk.clone(),
        credentials: wallet.clone(),
    };
    Bob { desk, wallet, sign_in }
}

#[tokio::test]
async fn what_a_challenge_earned_is_installed() {
    let bob = bob(Wallet::default());

    bob.sign_in(1).await.unwrap();
    bob.sign_in(2).await.unwrap();

    assert_eq!(bob.installed(), [credential(0), credential(1)]);
}

#[tokio::test]
async fn the_device_signs_the_nonce_of_its_challenge_for_its_own_name_and_request() {
    let bob = bob(Wallet::default());
    let (_, own) = secrets("bob");

    bob.sign_in(1).await.unwrap();
    bob.sign_in(2).await.unwrap();

    for (n, asked) in (0..).zip(bob.desk.asked.lock().unwrap().iter()) {
        assert_eq!((&asked.device, &asked.request), (&device("bob"), &request()));
        let nonce = Nonce::from([n; 32]);
        let signed = SignInStatement { nonce: &nonce, device: &device("bob"), request: &request() };
        assert_eq!(signed.verify(&own.public(), &asked.signature), Ok(()));
    }
    assert_eq!(bob.desk.asked.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_code_of_the_second_factor_is_shown_to_the_directory_where_there_is_one() {
    let bob = bob(Wallet::default());
    let code: SecondFactorCode = "123456".parse().unwrap();

    bob.sign_in(1).await.unwrap();
    let command = SignIn { challenge: [2; 32].into(), code: Some(code.clone()) };
    bob.sign_in.handle(command).await.unwrap();

    let asked = bob.desk.asked.lock().unwrap();
    assert_eq!([&asked[0].code, &asked[1].code], [&None, &Some(code)]);
}

#[rstest]
#[case::before_it_heard_the_nonce(Step::ReadNonce)]
#[case::before_it_answered(Step::Request)]
#[case::before_it_heard_the_answer(Step::ReadCredential)]
#[tokio::test]
async fn the_same_challenge_takes_up_where_a_broken_attempt_left_off(#[case] broken: Step) {
    let bob = bob(Wallet::default());
    bob.desk_has(Some((broken, Fault::Fails)));
    bob.sign_in(1).await.unwrap_err();
    bob.desk_has(None);

    bob.sign_in(1).await.unwrap();

    assert_eq!(bob.installed(), [credential(0)]);
    assert_eq!(bob.desk.nonces.lock().unwrap().len(), 1);
    assert_eq!(bob.desk.earned.lock().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_refusal_carries_its_code_and_installs_nothing(
    #[values(Step::Open, Step::Request)] at: Step,
) {
    let bob = bob(Wallet::default());
    bob.desk_has(Some((at, Fault::Refuses)));

    let refused = bob.sign_in(1).await;

    let code: Cause = "NO_ENTRY".parse().unwrap();
    assert!(matches!(refused, Err(SignInError::Refused(cause)) if cause == code));
    assert!(bob.installed().is_empty());
}

#[rstest]
#[case::before_it_is_answered(Step::ReadNonce, 0)]
#[case::after_it_was_answered(Step::ReadCredential, 1)]
#[tokio::test]
async fn a_challenge_that_the_directory_forgot_has_no_answer(
    #[case] at: Step,
    #[case] asked: usize,
) {
    let bob = bob(Wallet::default());
    bob.desk_has(Some((at, Fault::Forgets)));

    let outcome = bob.sign_in(1).await;

    assert!(matches!(outcome, Err(SignInError::NoAnswer)));
    assert_eq!(bob.desk.asked.lock().unwrap().len(), asked);
    assert!(bob.installed().is_empty());
}

#[rstest]
#[tokio::test]
async fn a_directory_that_is_away_installs_nothing(
    #[values(Step::Open, Step::ReadNonce, Step::Request, Step::ReadCredential)] at: Step,
) {
    let bob = bob(Wallet::default());
    bob.desk_has(Some((at, Fault::Fails)));

    let outcome = bob.sign_in(1).await;

    assert!(matches!(outcome, Err(SignInError::Unavailable(_))));
    assert!(bob.installed().is_empty());
}

#[tokio::test]
async fn a_credential_that_cannot_be_kept_is_not_a_sign_in() {
    let bob = bob(Wallet { full: true, ..Wallet::default() });

    let outcome = bob.sign_in(1).await;

    assert!(matches!(outcome, Err(SignInError::Unavailable(_))));
}
