use async_trait::async_trait;
use causerie_chat::{
    Address, CertificateRequest, ChallengeId, Credential, DeviceAddress, Envelope, NetworkAddress,
    Nonce, Person, Signature, Term, Timestamp,
};
use causerie_usecases::ports::{
    Announcements, Authority, Challenges, CredentialStatus, Credentials, Deliveries, Inbox,
    NotIssued, NotOpened, NotRedeemed, NotSignedIn, NotTaken, Opening, Outgoing, People,
    SignInAnswers, SignInDesk, Unavailable, Undelivered,
};

/// What a router's tests never reach, and what is broken where they do.
pub(crate) struct Broken;

/// What breaks; it stays in the log.
pub(crate) const FAULT: &str = "no space left on device";

fn broken() -> Unavailable {
    Unavailable::new(FAULT)
}

#[async_trait]
impl Inbox for Broken {
    async fn take(
        &self,
        _: &DeviceAddress,
        _: Vec<Envelope>,
        _: std::sync::Arc<dyn Opening>,
        _: Timestamp,
    ) -> Result<(), NotTaken> {
        Err(broken().into())
    }
}

#[async_trait]
impl People for Broken {
    async fn person(&self, _: &Address) -> Result<Option<Person>, Unavailable> {
        Err(broken())
    }
}

#[async_trait]
impl Challenges for Broken {
    async fn open(&self, _: &causerie_chat::Challenge, _: Timestamp) -> Result<(), NotOpened> {
        Err(broken().into())
    }

    async fn redeem(
        &self,
        _: &ChallengeId,
        _: &causerie_usecases::ports::Answer,
        _: Timestamp,
    ) -> Result<(), NotRedeemed> {
        Err(broken().into())
    }
}

#[async_trait]
impl Announcements for Broken {
    async fn announce(
        &self,
        _: &DeviceAddress,
        _: &NetworkAddress,
        _: u64,
    ) -> Result<(), Unavailable> {
        Err(broken())
    }

    async fn retract(&self, _: &DeviceAddress) -> Result<(), Unavailable> {
        Err(broken())
    }
}

#[async_trait]
impl Credentials for Broken {
    async fn request(&self) -> Result<CertificateRequest, Unavailable> {
        Err(broken())
    }

    async fn install(&self, _: Credential) -> Result<(), Unavailable> {
        Err(broken())
    }
}

#[async_trait]
impl SignInDesk for Broken {
    async fn open(&self, _: &ChallengeId) -> Result<(), NotSignedIn> {
        Err(broken().into())
    }

    async fn request(
        &self,
        _: &ChallengeId,
        _: &DeviceAddress,
        _: &CertificateRequest,
        _: &Signature,
    ) -> Result<(), NotSignedIn> {
        Err(broken().into())
    }
}

#[async_trait]
impl SignInAnswers for Broken {
    async fn nonce(&self, _: &ChallengeId) -> Result<Option<Nonce>, Unavailable> {
        Err(broken())
    }

    async fn credential(&self, _: &ChallengeId) -> Result<Option<Credential>, Unavailable> {
        Err(broken())
    }
}

#[async_trait]
impl Deliveries for Broken {
    async fn deliver(
        &self,
        _: &DeviceAddress,
        _: &NetworkAddress,
        _: &[Outgoing],
    ) -> Result<(), Undelivered> {
        Err(Undelivered::NotNow { cause: causerie_chat::Cause::UNREACHABLE, source: FAULT.into() })
    }

    fn capacity(&self) -> (usize, usize) {
        (1, 1)
    }
}

/// Signs whatever it is shown, as one certificate that says for whom; refuses an empty request.
pub(crate) struct Stamp;

#[async_trait]
impl Authority for Stamp {
    async fn issue(
        &self,
        device: &DeviceAddress,
        request: &CertificateRequest,
        _: Term,
    ) -> Result<Credential, NotIssued> {
        if request.as_der().is_empty() {
            return Err(NotIssued::BadRequest);
        }
        Ok(Credential::try_from(vec![device.to_string().into_bytes()]).unwrap())
    }
}

/// A credential that is valid for a long time.
pub(crate) struct Valid;

#[async_trait]
impl CredentialStatus for Valid {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        let at = Timestamp::from_millis;
        Ok(Some(Term { from: at(0), until: at(u64::MAX) }))
    }
}
