use std::sync::{Arc, LazyLock};

use causerie_chat::{
    CertificateRequest, Challenge, ChallengeId, CodeRefused, CodeUse, Credential, DeviceAddress,
    DeviceKey, DeviceSecret, DomainName, SecondFactorCode, SignInStatement, Signature, Term,
    Timestamp,
};
use thiserror::Error;

use super::{NotPassed, SecondFactorLedger};
use crate::{
    CommandHandler,
    ports::{
        Answer, Authority, ChallengeBook, Challenges, LastSignIn, NotIssued, NotRedeemed, People,
        Revocations, SignInLog, SignIns, Unavailable,
    },
};

/// Answer a challenge and earn a credential. Where the account has a second factor, a code of it is asked for at the first sign-in of a data
/// folder and after its sign-in has lapsed; not when a credential is merely renewed.
#[derive(Debug)]
pub struct RequestCredential {
    /// The challenge that is answered.
    pub challenge: ChallengeId,
    /// Who signs in.
    pub device: DeviceAddress,
    /// The TLS key to be certified.
    pub request: CertificateRequest,
    /// By the device's key, over [`SignInStatement`].
    pub signature: Signature,
    /// Where it is asked for; where it is not, it is not looked at, and stays unspent.
    pub code: Option<SecondFactorCode>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`RequestCredential`].
pub struct RequestCredentialHandler {
    /// The domain whose devices may sign in here.
    pub domain: DomainName,
    /// Knows the devices' keys.
    pub people: Arc<dyn People>,
    /// Knows those of devices that were revoked.
    pub revocations: Arc<dyn Revocations>,
    /// Knows the nonces.
    pub book: Arc<dyn ChallengeBook>,
    /// Spends the challenge.
    pub challenges: Arc<dyn Challenges>,
    /// Knows the second factors.
    pub ledger: SecondFactorLedger,
    /// Notes who signed in.
    pub sign_ins: Arc<dyn SignIns>,
    /// Knows when they last did.
    pub sign_in_log: Arc<dyn SignInLog>,
    /// After how many milliseconds without a credential a sign-in lapses.
    pub sign_in_lapse: u64,
    /// Signs the certificate.
    pub authority: Arc<dyn Authority>,
}

impl CommandHandler<RequestCredential> for RequestCredentialHandler {
    type Error = RequestCredentialError;

    async fn handle(&self, command: RequestCredential) -> Result<(), RequestCredentialError> {
        let challenge = self.open(&command).await?;
        // A device nobody knows takes the same steps and fails at the same one as a forged signature.
        let key = self.key_of(&command.device).await?;
        let statement = SignInStatement {
            nonce: &challenge.nonce,
            device: &command.device,
            request: &command.request,
        };
        let verified = statement.verify(&key.unwrap_or(*NOBODY), &command.signature);
        if verified.is_err() || key.is_none() {
            return Err(self.refusal(&command, &statement).await?);
        }
        let statement = statement.digest();
        match self.book.answer(&command.challenge).await? {
            Some(answer) if answer.statement == statement => return Ok(()),
            Some(_) => return Err(RequestCredentialError::Spent),
            None => {}
        }
        let sign_in = LastSignIn { installation: command.request.digest(), at: command.at };
        self.admit(&command, statement.into(), sign_in).await?;

        // Five minutes back, for peers whose clocks run behind.
        let from = Timestamp::from_millis(command.at.millis().saturating_sub(300_000));
        let term = Term { from, until: command.at.plus(Credential::LIFETIME) };
        let credential = self.authority.issue(&command.device, &command.request, term).await?;
        self.sign_ins.note(&command.device, sign_in).await?;
        // It is read within moments; the device keeps it from then on.
        let readable_until = challenge.expires.plus(Challenge::LIFETIME);
        let answer = Answer { statement, credential };
        Ok(self.challenges.redeem(&command.challenge, &answer, readable_until).await?)
    }
}

impl RequestCredentialHandler {
    async fn open(&self, command: &RequestCredential) -> Result<Challenge, RequestCredentialError> {
        let challenge = self.book.challenge(&command.challenge).await?;
        challenge
            .filter(|challenge| command.at < challenge.expires)
            .ok_or(RequestCredentialError::NoSuchChallenge)
    }

    async fn key_of(&self, device: &DeviceAddress) -> Result<Option<DeviceKey>, Unavailable> {
        if device.person.domain != self.domain {
            return Ok(None);
        }
        let person = self.people.person(&device.person).await?;
        Ok(person
            .and_then(|p| p.devices.into_iter().find(|d| d.id == device.device))
            .map(|d| d.key))
    }

    /// Only a device that was revoked itself is told that it was.
    async fn refusal(
        &self,
        command: &RequestCredential,
        statement: &SignInStatement<'_>,
    ) -> Result<RequestCredentialError, Unavailable> {
        let revoked = self.revocations.revoked(&command.device).await?;
        let signed = statement.verify(&revoked.unwrap_or(*NOBODY), &command.signature);
        let is_theirs = revoked.is_some() && signed.is_ok();
        Ok(if is_theirs {
            RequestCredentialError::Revoked
        } else {
            RequestCredentialError::BadSignature
        })
    }

    /// Only whoever has the device's key comes this far, so that nobody else learns of second factors, or uses guesses up.
    async fn admit(
        &self,
        command: &RequestCredential,
        spent_on: CodeUse,
        sign_in: LastSignIn,
    ) -> Result<(), RequestCredentialError> {
        let last = self.sign_in_log.last(&command.device).await?;
        let is_renewal = last.is_some_and(|last| {
            last.installation == sign_in.installation
                && sign_in.at < last.at.plus(self.sign_in_lapse)
        });
        if is_renewal {
            return Ok(());
        }
        let who = &command.device.person;
        Ok(self.ledger.pass(who, command.code.as_ref(), spent_on, command.at).await?)
    }
}

/// A key that stands in for one that does not exist, so that verification takes its time all the same.
static NOBODY: LazyLock<DeviceKey> = LazyLock::new(|| DeviceSecret::from_seed(&[0; 32]).public());

/// Why no credential was earned.
#[derive(Debug, Error)]
pub enum RequestCredentialError {
    /// It was never opened, or it expired.
    #[error("there is no such challenge, or it expired")]
    NoSuchChallenge,
    /// It answered another request before.
    #[error("the challenge is spent")]
    Spent,
    /// The signature is not that device's over this challenge and this request; or there is no such device.
    #[error("the signature does not fit")]
    BadSignature,
    /// The person took that device away from their account.
    #[error("the device was revoked")]
    Revoked,
    /// The code of the second factor is missing, or was not taken.
    #[error(transparent)]
    SecondFactor(CodeRefused),
    /// The request is unusable.
    #[error("not a usable certificate request")]
    BadRequest,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotPassed> for RequestCredentialError {
    fn from(refused: NotPassed) -> Self {
        match refused {
            NotPassed::Refused(why) => Self::SecondFactor(why),
            NotPassed::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotRedeemed> for RequestCredentialError {
    fn from(refused: NotRedeemed) -> Self {
        match refused {
            NotRedeemed::Spent => Self::Spent,
            NotRedeemed::Unavailable(cause) => cause.into(),
        }
    }
}

impl From<NotIssued> for RequestCredentialError {
    fn from(refused: NotIssued) -> Self {
        match refused {
            NotIssued::BadRequest => Self::BadRequest,
            NotIssued::Unavailable(cause) => cause.into(),
        }
    }
}
