//! Second factors: set by their person alone, asked for at a first sign-in, guessed by nobody.

use axum::{Router, http::header};
use causerie_chat::{CertificateRequest, ChallengeId, RecoveryCodes, SignInStatement, TotpSecret};
use causerie_edge::{now, recovery_codes, totp_secret};
use causerie_wire::{
    Base64, Challenge, CredentialRequest, Hidden, OfferSecondFactor, SecondFactor, SecondFactorCode,
};
use rstest::rstest;

use crate::support::{
    Asking, BobsPeer, Reply, alice, ask, device, directory, enrol, get, put, put_json, secrets,
};

const ALICES: &str = "/v1/people/alice/second-factor";

/// A directory where Alice is on record.
async fn with_alice() -> Router {
    let directory = directory();
    enrol(&directory, "alice").await;
    directory
}

/// The same, where she has a second factor.
async fn with_second_factor() -> (Router, TotpSecret, RecoveryCodes) {
    let directory = with_alice().await;
    let (secret, codes) = (totp_secret().unwrap(), recovery_codes().unwrap());
    let offered = ask(&directory, put_json(ALICES, &offer(&secret, &codes)).by(&alice())).await;
    let path = format!("{ALICES}/confirmation");
    let confirmed = ask(&directory, put_json(&path, &shown(&secret, 0)).by(&alice())).await;
    assert_eq!((offered.outcome().as_str(), confirmed.outcome().as_str()), ("204", "204"));
    (directory, secret, codes)
}

fn offer(secret: &TotpSecret, codes: &RecoveryCodes) -> OfferSecondFactor {
    let codes = codes.as_slice().iter().map(|code| Hidden(code.expose().to_string()));
    OfferSecondFactor {
        secret: Hidden(secret.expose().to_string()),
        recovery_codes: codes.collect(),
    }
}

fn code(text: &str) -> SecondFactorCode {
    SecondFactorCode { code: Hidden(text.to_owned()) }
}

/// What the app shows so many seconds from now.
fn shown(secret: &TotpSecret, seconds: u64) -> SecondFactorCode {
    code(secret.code(now().plus(seconds * 1_000)).expose())
}

fn recovery(codes: &RecoveryCodes, n: usize) -> SecondFactorCode {
    code(&codes.as_slice()[n].expose())
}

/// Alice's device, or whoever signs as she, signs in from a new data folder under challenge `n`.
async fn sign_in(directory: &Router, n: u8, as_by: (&str, &str), code: Option<Hidden>) -> Reply {
    let path = format!("/v1/challenges/{}", ChallengeId::from([n; 32]).expose());
    assert_eq!(ask(directory, put(&path)).await.outcome(), "204");
    let opened: Challenge = ask(directory, get(&path)).await.json();
    let nonce = opened.nonce.array::<32>().unwrap().into();
    let (device, request) = (device(as_by.0), CertificateRequest::try_from(vec![n]).unwrap());
    let statement = SignInStatement { nonce: &nonce, device: &device, request: &request };
    let body = CredentialRequest {
        device: device.to_string(),
        request: Base64(vec![n]),
        signature: statement.sign(&secrets(as_by.1).1).as_bytes().into(),
        code,
    };
    ask(directory, put_json(&format!("{path}/credential"), &body)).await
}

const ALICE: (&str, &str) = ("alice", "alice");

#[tokio::test]
async fn who_has_a_second_factor_is_asked_for_it_at_a_first_sign_in() {
    let (directory, secret, codes) = with_second_factor().await;

    let without = sign_in(&directory, 1, ALICE, None).await;
    let wrong = sign_in(&directory, 2, ALICE, Some(Hidden("abcd-efgh-ijkl-mnop".into()))).await;
    let right = sign_in(&directory, 3, ALICE, Some(shown(&secret, 30).code)).await;
    let again = sign_in(&directory, 4, ALICE, Some(shown(&secret, 30).code)).await;
    let recovered = sign_in(&directory, 5, ALICE, Some(recovery(&codes, 0).code)).await;
    let twice = sign_in(&directory, 6, ALICE, Some(recovery(&codes, 0).code)).await;

    assert_eq!(without.outcome(), "401 TOTP_REQUIRED");
    assert_eq!(wrong.outcome(), "401 TOTP_WRONG");
    assert_eq!(right.outcome(), "204");
    assert_eq!(again.outcome(), "401 TOTP_WRONG");
    assert_eq!(recovered.outcome(), "204");
    assert_eq!(twice.outcome(), "401 TOTP_WRONG");
    let standing: SecondFactor = ask(&directory, get(ALICES).by(&alice())).await.json();
    assert_eq!((standing.standing.as_str(), standing.recovery_codes_left), ("on", Some(9)));
}

#[tokio::test]
async fn t43_to_a_stranger_a_name_with_a_second_factor_looks_like_a_name_nobody_has() {
    let (directory, secret, _) = with_second_factor().await;
    let codes = || [None, Some(shown(&secret, 30).code), Some(Hidden("000000".into()))];

    for (n, code) in (10..).zip(codes()) {
        let hers = sign_in(&directory, n, ("alice", "eve"), code.clone()).await;
        let nobodys = sign_in(&directory, n + 20, ("nobody", "eve"), code).await;

        assert_eq!(hers.outcome(), "401 INVALID_SIG");
        assert_eq!((hers.status, hers.body), (nobodys.status, nobodys.body));
    }
}

#[tokio::test]
async fn who_guesses_is_put_off_and_told_for_how_long() {
    let (directory, secret, codes) = with_second_factor().await;
    let path = format!("{ALICES}/removal");
    let remove =
        |code| ask(&directory, put_json(&path, code).by("d1.alice.peers.chat.example.org"));

    let wrong = code("abcd-efgh-ijkl-mnop");
    for _ in 0..5 {
        assert_eq!(remove(&wrong).await.outcome(), "401 TOTP_WRONG");
    }

    for code in [&wrong, &shown(&secret, 30), &recovery(&codes, 1)] {
        let reply = remove(code).await;
        assert_eq!(reply.outcome(), "429 TOTP_RATE_LIMITED");
        assert!(reply.problem().retry);
        let wait: u64 = reply.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
        assert!((890..=900).contains(&wait), "{wait}");
    }
    let elsewhere = sign_in(&directory, 1, ALICE, Some(shown(&secret, 30).code)).await;
    assert_eq!(elsewhere.outcome(), "429 TOTP_RATE_LIMITED");
    let standing: SecondFactor = ask(&directory, get(ALICES).by(&alice())).await.json();
    assert_eq!(standing.standing, "on");
}

#[rstest]
#[case::another_person("d1.mallory.peers.chat.example.org", "403 FORBIDDEN")]
#[case::her_namesake_elsewhere("d1.alice.peers.elsewhere.example", "401 CREDENTIAL_REQUIRED")]
#[tokio::test]
async fn t51_nobody_sees_sets_or_removes_the_second_factor_of_another(
    #[case] caller: &str,
    #[case] outcome: &str,
) {
    let (directory, secret, codes) = with_second_factor().await;
    enrol(&directory, "mallory").await;

    let path = |beneath: &str| format!("{ALICES}{beneath}");
    for request in [
        get(ALICES),
        put_json(ALICES, &offer(&secret, &codes)),
        put_json(&path("/confirmation"), &shown(&secret, 30)),
        put_json(&path("/removal"), &recovery(&codes, 0)),
    ] {
        assert_eq!(ask(&directory, request.by(caller)).await.outcome(), outcome);
    }

    let standing: SecondFactor = ask(&directory, get(ALICES).by(&alice())).await.json();
    assert_eq!((standing.standing.as_str(), standing.recovery_codes_left), ("on", Some(10)));
}

#[rstest]
#[case::a_short_secret(|o: &mut OfferSecondFactor| o.secret = Hidden("GEZDGNBV".into()))]
#[case::no_base32(|o: &mut OfferSecondFactor| o.secret = Hidden("1".repeat(32)))]
#[case::nine_codes(|o: &mut OfferSecondFactor| drop(o.recovery_codes.pop()))]
#[case::eleven_codes(|o: &mut OfferSecondFactor| o.recovery_codes.push(Hidden("abcd-efgh-ijkl-mnop".into())))]
#[case::a_long_code(|o: &mut OfferSecondFactor| o.recovery_codes[3] = Hidden("a".repeat(10_000)))]
#[tokio::test]
async fn an_offer_that_is_none_is_refused(#[case] spoil: fn(&mut OfferSecondFactor)) {
    let directory = with_alice().await;
    let mut offer = offer(&totp_secret().unwrap(), &recovery_codes().unwrap());

    spoil(&mut offer);
    let reply = ask(&directory, put_json(ALICES, &offer).by(&alice())).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
    let standing: SecondFactor = ask(&directory, get(ALICES).by(&alice())).await.json();
    assert_eq!(standing.standing, "off");
}

#[rstest]
#[tokio::test]
async fn what_is_no_code_is_refused_and_counts_as_no_guess(
    #[values("", "12345", "abcd-efgh", "٣٣٣٣٣٣")] none: &str,
) {
    let (directory, secret, _) = with_second_factor().await;
    let path = format!("{ALICES}/removal");

    for n in 0..6 {
        let reply = ask(&directory, put_json(&path, &code(none)).by(&alice())).await;
        assert_eq!(reply.outcome(), "400 BAD_REQUEST");
        let signing_in = sign_in(&directory, n, ALICE, Some(Hidden(none.to_owned()))).await;
        assert_eq!(signing_in.outcome(), "400 BAD_REQUEST");
    }

    let removed = ask(&directory, put_json(&path, &shown(&secret, 30)).by(&alice())).await;
    assert_eq!(removed.outcome(), "204");
}

#[tokio::test]
async fn a_recovery_code_confirms_nothing() {
    let directory = with_alice().await;
    let (secret, codes) = (totp_secret().unwrap(), recovery_codes().unwrap());
    ask(&directory, put_json(ALICES, &offer(&secret, &codes)).by(&alice())).await;

    let path = format!("{ALICES}/confirmation");
    let reply = ask(&directory, put_json(&path, &recovery(&codes, 0)).by(&alice())).await;

    assert_eq!(reply.outcome(), "400 BAD_REQUEST");
}

#[tokio::test]
async fn at_the_local_api_a_directory_that_is_away_is_told_and_nonsense_is_refused_first() {
    let bob = BobsPeer::new().await.for_bob();
    let good = offer(&totp_secret().unwrap(), &recovery_codes().unwrap());
    let bad = OfferSecondFactor { recovery_codes: Vec::new(), ..good.clone() };

    for (request, outcome) in [
        (get("/v1/second-factor"), "503 UNAVAILABLE"),
        (put_json("/v1/second-factor", &good), "503 UNAVAILABLE"),
        (put_json("/v1/second-factor", &bad), "400 BAD_REQUEST"),
        (put_json("/v1/second-factor/confirmation", &code("123456")), "503 UNAVAILABLE"),
        (
            put_json("/v1/second-factor/confirmation", &code("abcd-efgh-ijkl-mnop")),
            "400 BAD_REQUEST",
        ),
        (put_json("/v1/second-factor/removal", &code("123456")), "503 UNAVAILABLE"),
        (put_json("/v1/second-factor/removal", &code("1")), "400 BAD_REQUEST"),
        (put_json("/v1/second-factor/sign-in", &code("123456")), "503 UNAVAILABLE"),
        (put_json("/v1/second-factor/sign-in", &code("1")), "400 BAD_REQUEST"),
    ] {
        assert_eq!(ask(&bob, request.own()).await.outcome(), outcome);
    }
}
