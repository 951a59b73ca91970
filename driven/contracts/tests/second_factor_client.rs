//! The directory over HTTPS, where a person sets their second factor and signs in with it.

#![allow(clippy::unwrap_used)] // in helpers, where the lint does not know that this is a test

mod network;

use causerie_chat::{
    RecoveryCodes, SecondFactorCode, SecondFactorStanding, Timestamp, TotpCode, TotpSecret,
};
use causerie_edge::{now, recovery_codes, totp_secret};
use causerie_usecases::ports::{NotChanged, SecondFactorAnswers, SecondFactorDesk};
use network::{Member, Network};

/// What is answered, in a word.
fn word(outcome: &Result<(), NotChanged>) -> String {
    match outcome {
        Ok(()) => "done".to_owned(),
        Err(NotChanged::Refused(code)) => code.to_string(),
        Err(NotChanged::Unavailable(_)) => "unavailable".to_owned(),
    }
}

/// What the app shows now, or in half a minute.
fn shown(secret: &TotpSecret, seconds: u64) -> TotpCode {
    secret.code(now().plus(seconds * 1_000))
}

async fn standing(member: &Member) -> SecondFactorStanding {
    member.directory.standing(&member.device.person).await.unwrap()
}

async fn offered(member: &Member) -> (TotpSecret, RecoveryCodes) {
    let (secret, codes) = (totp_secret().unwrap(), recovery_codes().unwrap());
    member.directory.offer(&member.device.person, &secret, &codes).await.unwrap();
    (secret, codes)
}

#[tokio::test]
async fn a_second_factor_is_offered_confirmed_and_removed() {
    let network = Network::begin().await;
    let alice = network.member("alice").await;
    let (me, desk) = (&alice.device.person, &alice.directory);
    assert_eq!(standing(&alice).await, SecondFactorStanding::Off);

    let (secret, codes) = offered(&alice).await;
    assert_eq!(standing(&alice).await, SecondFactorStanding::Offered);
    desk.confirm(me, &shown(&secret, 0)).await.unwrap();
    desk.confirm(me, &shown(&secret, 0)).await.unwrap();
    let on = standing(&alice).await;
    assert!(
        matches!(on, SecondFactorStanding::On { since, recovery_codes_left: 10 } if since > Timestamp::from_millis(0))
    );
    assert_eq!(word(&desk.offer(me, &secret, &codes).await), "TOTP_ENABLED");

    let code = SecondFactorCode::Recovery(codes.as_slice()[0].clone());
    desk.remove(me, &code).await.unwrap();
    desk.remove(me, &code).await.unwrap();

    assert_eq!(standing(&alice).await, SecondFactorStanding::Off);
}

#[tokio::test]
async fn what_the_directory_refuses_comes_with_its_code() {
    let network = Network::begin().await;
    let alice = network.member("alice").await;
    let (me, desk) = (&alice.device.person, &alice.directory);
    let others = totp_secret().unwrap();

    let too_early = desk.confirm(me, &shown(&others, 0)).await;
    let (secret, _) = offered(&alice).await;
    let wrong = desk.confirm(me, &shown(&others, 0)).await;
    desk.confirm(me, &shown(&secret, 0)).await.unwrap();
    let guess = SecondFactorCode::Totp(shown(&others, 0));
    let mut guesses = Vec::new();
    for _ in 0..6 {
        guesses.push(word(&desk.remove(me, &guess).await));
    }

    assert_eq!(
        (word(&too_early).as_str(), word(&wrong).as_str()),
        ("TOTP_NOT_OFFERED", "TOTP_WRONG")
    );
    assert_eq!(guesses[..5], ["TOTP_WRONG"; 5]);
    assert_eq!(guesses[5], "TOTP_RATE_LIMITED");
}

#[tokio::test]
async fn t51_nobody_has_to_do_with_the_second_factor_of_somebody_else() {
    let network = Network::begin().await;
    let (alice, eve) = (network.member("alice").await, network.member("eve").await);
    let me = &alice.device.person;
    let (secret, codes) = offered(&alice).await;
    let code = shown(&secret, 0);

    let offered = eve.directory.offer(me, &secret, &codes).await;
    let confirmed = eve.directory.confirm(me, &code).await;
    let removed = eve.directory.remove(me, &SecondFactorCode::Totp(code)).await;

    for outcome in [offered, confirmed, removed] {
        assert_eq!(word(&outcome), "FORBIDDEN");
    }
    assert!(eve.directory.standing(me).await.is_err());
    assert_eq!(standing(&alice).await, SecondFactorStanding::Offered);
}
