use async_trait::async_trait;
use causerie_chat::{
    Address, Cause, CertificateRequest, ChallengeId, Credential, DeviceAddress, DeviceList,
    Envelope, EnvelopeId, NetworkAddress, Nonce, Path, Person, RecoveryCodes, SecondFactorCode,
    SecondFactorStanding, Signature, Term, Timestamp, TotpCode, TotpSecret,
};
use causerie_memory::MemoryDirectory;
use causerie_usecases::ports::{
    Acknowledgements, Announcements, Authority, Challenges, CredentialStatus, Credentials,
    Deliveries, Deposits, DeviceListDesk, HistoryDesk, Inbox, MailItem, MailNumber, MailTerms,
    Mailbox, Mailboxes, NotAcknowledged, NotAnnounced, NotChanged, NotDeposited, NotIssued,
    NotOpened, NotRedeemed, NotSignedIn, NotTaken, Opening, Outgoing, People, SecondFactorAnswers,
    SecondFactorDesk, SignInAnswers, SignInDesk, Unavailable, Undelivered,
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
        _: Path,
        _: Timestamp,
    ) -> Result<(), NotTaken> {
        Err(broken().into())
    }

    async fn put_off(
        &self,
        _: &DeviceAddress,
        _: &[EnvelopeId],
        _: Timestamp,
    ) -> Result<(), Unavailable> {
        Err(broken())
    }

    async fn missed(
        &self,
        _: &DeviceAddress,
        _: EnvelopeId,
        _: Timestamp,
    ) -> Result<(), Unavailable> {
        Err(broken())
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
    ) -> Result<(), NotAnnounced> {
        Err(broken().into())
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
        _: Option<&SecondFactorCode>,
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
        Err(Undelivered::NotNow { cause: Cause::UNREACHABLE, source: FAULT.into() })
    }

    fn capacity(&self) -> (usize, usize) {
        (1, 1)
    }
}

#[async_trait]
impl HistoryDesk for Broken {
    async fn ask(
        &self,
        _: &DeviceAddress,
        _: &NetworkAddress,
        _: &Envelope,
    ) -> Result<Vec<u8>, Undelivered> {
        Err(Undelivered::NotNow { cause: Cause::UNREACHABLE, source: FAULT.into() })
    }
}

#[async_trait]
impl Deposits for Broken {
    async fn deposit(&self, _: &[Outgoing]) -> Result<(), Undelivered> {
        let cause = Cause::DIRECTORY_UNREACHABLE;
        Err(Undelivered::NotNow { cause, source: FAULT.into() })
    }
}

#[async_trait]
impl Mailboxes for Broken {
    async fn deposit(
        &self,
        _: &DeviceAddress,
        _: Vec<Outgoing>,
        _: &MailTerms,
        _: Timestamp,
    ) -> Result<(), NotDeposited> {
        Err(broken().into())
    }

    async fn expire(&self, _: Timestamp, _: Timestamp) -> Result<(), Unavailable> {
        Err(broken())
    }
}

#[async_trait]
impl Mailbox for Broken {
    async fn pending(
        &self,
        _: &DeviceAddress,
        _: MailNumber,
        _: usize,
        _: usize,
    ) -> Result<Vec<MailItem>, Unavailable> {
        Err(broken())
    }
}

#[async_trait]
impl Acknowledgements for Broken {
    async fn acknowledge(&self, _: &DeviceAddress, _: MailNumber) -> Result<(), NotAcknowledged> {
        Err(broken().into())
    }
}

/// Takes its time to remove what is kept.
pub(crate) struct Slow(pub(crate) std::sync::Arc<MemoryDirectory>);

#[async_trait]
impl Acknowledgements for Slow {
    async fn acknowledge(
        &self,
        of: &DeviceAddress,
        up_to: MailNumber,
    ) -> Result<(), NotAcknowledged> {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        self.0.acknowledge(of, up_to).await
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

#[async_trait]
impl DeviceListDesk for Broken {
    async fn publish(
        &self,
        _: &DeviceList,
        _: Option<&SecondFactorCode>,
    ) -> Result<(), NotChanged> {
        Err(broken().into())
    }
}

#[async_trait]
impl SecondFactorDesk for Broken {
    async fn offer(
        &self,
        _: &Address,
        _: &TotpSecret,
        _: &RecoveryCodes,
    ) -> Result<(), NotChanged> {
        Err(broken().into())
    }

    async fn confirm(&self, _: &Address, _: &TotpCode) -> Result<(), NotChanged> {
        Err(broken().into())
    }

    async fn remove(&self, _: &Address, _: &SecondFactorCode) -> Result<(), NotChanged> {
        Err(broken().into())
    }
}

#[async_trait]
impl SecondFactorAnswers for Broken {
    async fn standing(&self, _: &Address) -> Result<SecondFactorStanding, Unavailable> {
        Err(broken())
    }
}
