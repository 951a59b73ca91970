//! Signing in, from both ends: the peer's command over the directory's handlers.

#![allow(clippy::unwrap_used, reason = "a test that cannot set its scene has failed")]

mod given;

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use async_trait::async_trait;
use causerie_chat::{
    CertificateRequest, ChallengeId, Credential, DeviceAddress, DeviceSecret, Nonce,
    SignInStatement, Term, Timestamp,
};
use causerie_memory::MemoryDirectory;
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{
            OpenChallenge, OpenChallengeHandler, RequestCredential, RequestCredentialError,
            RequestCredentialHandler, SecondFactorLedger,
        },
        queries::{ReadChallenge, ReadChallengeHandler, ReadCredential, ReadCredentialHandler},
    },
    ports::{Authority, LastSignIn, NotIssued, Registry},
};
use given::{at, device, secrets};

/// Numbers the certificates it hands out.
#[derive(Default)]
struct Notary(AtomicU8);

#[async_trait]
impl Authority for Notary {
    async fn issue(
        &self,
        _: &DeviceAddress,
        request: &CertificateRequest,
        term: Term,
    ) -> Result<Credential, NotIssued> {
        assert_eq!(term.until, at(110).plus(48 * 3_600_000));
        if request.as_der().is_empty() {
            return Err(NotIssued::BadRequest);
        }
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        Ok(Credential::try_from(vec![vec![number]]).unwrap())
    }
}

struct Desk {
    open: OpenChallengeHandler,
    request: RequestCredentialHandler,
    challenge: ReadChallengeHandler,
    credential: ReadCredentialHandler,
}

const ID: [u8; 32] = [4; 32];

/// A directory where Bob is on record and has a challenge open since second 100.
async fn desk() -> Desk {
    let store = Arc::new(MemoryDirectory::default());
    let (account, own) = secrets("bob");
    let enrolment = causerie_chat::Enrolment::sign(device("bob"), &account, &own);
    store.register(&enrolment.verify().unwrap(), at(1)).await.unwrap();
    let desk = Desk {
        open: OpenChallengeHandler { challenges: store.clone() },
        request: RequestCredentialHandler {
            domain: "example.org".parse().unwrap(),
            people: store.clone(),
            revocations: store.clone(),
            book: store.clone(),
            challenges: store.clone(),
            ledger: SecondFactorLedger { book: store.clone(), factors: store.clone() },
            sign_ins: store.clone(),
            sign_in_log: store.clone(),
            sign_in_lapse: LastSignIn::LAPSE,
            authority: Arc::new(Notary::default()),
        },
        challenge: ReadChallengeHandler { book: store.clone() },
        credential: ReadCredentialHandler { book: store },
    };
    desk.open
        .handle(OpenChallenge { id: ID.into(), nonce: [5; 32].into(), at: at(100) })
        .await
        .unwrap();
    desk
}

fn answer(who: &str, own: &DeviceSecret, csr: u8, at: Timestamp) -> RequestCredential {
    let request = CertificateRequest::try_from(vec![csr]).unwrap();
    let nonce = Nonce::from([5; 32]);
    let statement = SignInStatement { nonce: &nonce, device: &device(who), request: &request };
    let signature = statement.sign(own);
    RequestCredential {
        challenge: ID.into(),
        device: device(who),
        request,
        signature,
        code: None,
        at,
    }
}

async fn earned(desk: &Desk) -> Option<Credential> {
    let challenge = ChallengeId::from(ID);
    desk.credential.handle(ReadCredential { challenge }).await.unwrap()
}

#[tokio::test]
async fn an_answered_challenge_earns_one_credential() {
    let desk = desk().await;
    let (_, own) = secrets("bob");

    desk.request.handle(answer("bob", &own, 1, at(110))).await.unwrap();
    desk.request.handle(answer("bob", &own, 1, at(111))).await.unwrap();

    assert_eq!(earned(&desk).await.unwrap().chain(), [[0]]);
}

#[tokio::test]
async fn a_challenge_is_not_answered_twice() {
    let desk = desk().await;
    let (_, own) = secrets("bob");
    desk.request.handle(answer("bob", &own, 1, at(110))).await.unwrap();

    let refused = desk.request.handle(answer("bob", &own, 2, at(111))).await;

    assert!(matches!(refused, Err(RequestCredentialError::Spent)));
    assert_eq!(earned(&desk).await.unwrap().chain(), [[0]]);
}

#[tokio::test]
async fn a_challenge_expires() {
    let desk = desk().await;
    let (_, own) = secrets("bob");
    let id = ChallengeId::from(ID);

    let refused = desk.request.handle(answer("bob", &own, 1, at(160))).await;

    assert!(matches!(refused, Err(RequestCredentialError::NoSuchChallenge)));
    assert!(desk.challenge.handle(ReadChallenge { id, at: at(159) }).await.unwrap().is_some());
    assert!(desk.challenge.handle(ReadChallenge { id, at: at(160) }).await.unwrap().is_none());
}

#[tokio::test]
async fn opening_a_challenge_again_keeps_its_nonce() {
    let desk = desk().await;
    let id = ChallengeId::from(ID);

    desk.open.handle(OpenChallenge { id, nonce: [6; 32].into(), at: at(101) }).await.unwrap();

    let challenge =
        desk.challenge.handle(ReadChallenge { id, at: at(102) }).await.unwrap().unwrap();
    assert_eq!(challenge.nonce, [5; 32].into());
    assert_eq!(challenge.expires, at(160));
}

#[tokio::test]
async fn t51_nobody_signs_in_as_somebody_else() {
    let desk = desk().await;
    let (_, eve) = secrets("eve");

    let forged = desk.request.handle(answer("bob", &eve, 1, at(110))).await;
    let unknown = desk.request.handle(answer("eve", &eve, 1, at(110))).await;

    assert!(matches!(forged, Err(RequestCredentialError::BadSignature)));
    assert!(matches!(unknown, Err(RequestCredentialError::BadSignature)));
    assert_eq!(earned(&desk).await, None);
}

#[tokio::test]
async fn a_signature_by_the_stand_in_for_nobody_earns_nothing() {
    let desk = desk().await;

    let refused =
        desk.request.handle(answer("eve", &DeviceSecret::from_seed(&[0; 32]), 1, at(110))).await;

    assert!(matches!(refused, Err(RequestCredentialError::BadSignature)));
    assert_eq!(earned(&desk).await, None);
}

#[tokio::test]
async fn a_signature_for_another_nonce_earns_nothing() {
    let desk = desk().await;
    let (_, own) = secrets("bob");
    let other = ChallengeId::from([9; 32]);
    desk.open
        .handle(OpenChallenge { id: other, nonce: [6; 32].into(), at: at(100) })
        .await
        .unwrap();
    let replayed = RequestCredential { challenge: other, ..answer("bob", &own, 1, at(110)) };

    let refused = desk.request.handle(replayed).await;

    assert!(matches!(refused, Err(RequestCredentialError::BadSignature)));
}
