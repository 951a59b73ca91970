use async_trait::async_trait;
use causerie_chat::{
    Address, Cause, CertificateRequest, ChallengeId, Credential, DeviceAddress, Envelope,
    NetworkAddress, Nonce, RecoveryCodes, SecondFactorCode, SecondFactorStanding, Signature, Term,
    TotpCode, TotpSecret,
};
use causerie_usecases::ports::{
    Authority, CredentialStatus, Credentials, HistoryDesk, NotChanged, NotIssued, NotSignedIn,
    SecondFactorAnswers, SecondFactorDesk, SignInAnswers, SignInDesk, Unavailable, Undelivered,
};

/// Signing in, which nobody does here: the network knows who everybody is.
pub(crate) struct NoSignIn;

fn none() -> Unavailable {
    Unavailable::new("nobody signs in here")
}

#[async_trait]
impl Authority for NoSignIn {
    async fn issue(
        &self,
        _: &DeviceAddress,
        _: &CertificateRequest,
        _: Term,
    ) -> Result<Credential, NotIssued> {
        Err(none().into())
    }
}

#[async_trait]
impl SignInDesk for NoSignIn {
    async fn open(&self, _: &ChallengeId) -> Result<(), NotSignedIn> {
        Err(none().into())
    }

    async fn request(
        &self,
        _: &ChallengeId,
        _: &DeviceAddress,
        _: &CertificateRequest,
        _: &Signature,
        _: Option<&SecondFactorCode>,
    ) -> Result<(), NotSignedIn> {
        Err(none().into())
    }
}

#[async_trait]
impl SignInAnswers for NoSignIn {
    async fn nonce(&self, _: &ChallengeId) -> Result<Option<Nonce>, Unavailable> {
        Err(none())
    }

    async fn credential(&self, _: &ChallengeId) -> Result<Option<Credential>, Unavailable> {
        Err(none())
    }
}

#[async_trait]
impl Credentials for NoSignIn {
    async fn request(&self) -> Result<CertificateRequest, Unavailable> {
        Err(none())
    }

    async fn install(&self, _: Credential) -> Result<(), Unavailable> {
        Err(none())
    }
}

#[async_trait]
impl CredentialStatus for NoSignIn {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        Ok(None)
    }
}

#[async_trait]
impl SecondFactorDesk for NoSignIn {
    async fn offer(
        &self,
        _: &Address,
        _: &TotpSecret,
        _: &RecoveryCodes,
    ) -> Result<(), NotChanged> {
        Err(none().into())
    }

    async fn confirm(&self, _: &Address, _: &TotpCode) -> Result<(), NotChanged> {
        Err(none().into())
    }

    async fn remove(&self, _: &Address, _: &SecondFactorCode) -> Result<(), NotChanged> {
        Err(none().into())
    }
}

#[async_trait]
impl SecondFactorAnswers for NoSignIn {
    async fn standing(&self, _: &Address) -> Result<SecondFactorStanding, Unavailable> {
        Err(none())
    }
}

/// Nobody has history to give here either.
#[async_trait]
impl HistoryDesk for NoSignIn {
    async fn ask(
        &self,
        _: &DeviceAddress,
        _: &NetworkAddress,
        _: &Envelope,
    ) -> Result<Vec<u8>, Undelivered> {
        Err(Undelivered::NotNow { cause: Cause::UNREACHABLE, source: none().into() })
    }
}
