//! Where a device signs in, answering from memory.

use std::{collections::HashMap, sync::Mutex};

use async_trait::async_trait;
use causerie_chat::{
    Address, CertificateRequest, ChallengeId, Credential, DeviceAddress, Nonce, RecoveryCodes,
    SecondFactorCode, SecondFactorStanding, Signature, TotpCode, TotpSecret,
};
use causerie_usecases::ports::{
    NotChanged, NotSignedIn, SecondFactorAnswers, SecondFactorDesk, SignInAnswers, SignInDesk,
    Unavailable,
};

/// What can be asked of a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Open,
    ReadNonce,
    Request,
    ReadCredential,
}

/// What a desk can do wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Refuses,
    Forgets,
    Fails,
}

/// What a device asked for.
pub(crate) struct Asked {
    pub(crate) device: DeviceAddress,
    pub(crate) request: CertificateRequest,
    pub(crate) signature: Signature,
    pub(crate) code: Option<SecondFactorCode>,
}

/// Numbers the nonces and the credentials it hands out, one to a challenge.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) nonces: Mutex<HashMap<ChallengeId, Nonce>>,
    pub(crate) earned: Mutex<HashMap<ChallengeId, Credential>>,
    pub(crate) asked: Mutex<Vec<Asked>>,
    pub(crate) trouble: Mutex<Option<(Step, Fault)>>,
}

impl Desk {
    fn has(&self, step: Step, fault: Fault) -> bool {
        *self.trouble.lock().unwrap() == Some((step, fault))
    }

    fn let_in(&self, step: Step) -> Result<(), NotSignedIn> {
        self.hear(step)?;
        if self.has(step, Fault::Refuses) {
            return Err(NotSignedIn::Refused("NO_ENTRY".parse().unwrap()));
        }
        Ok(())
    }

    fn hear(&self, step: Step) -> Result<(), Unavailable> {
        if self.has(step, Fault::Fails) {
            Err(Unavailable::new("the line is dead"))
        } else {
            Ok(())
        }
    }
}

#[async_trait]
impl SignInDesk for Desk {
    async fn open(&self, id: &ChallengeId) -> Result<(), NotSignedIn> {
        self.let_in(Step::Open)?;
        let mut nonces = self.nonces.lock().unwrap();
        let next = u8::try_from(nonces.len()).unwrap();
        nonces.entry(*id).or_insert([next; 32].into());
        Ok(())
    }

    async fn request(
        &self,
        id: &ChallengeId,
        device: &DeviceAddress,
        request: &CertificateRequest,
        signature: &Signature,
        code: Option<&SecondFactorCode>,
    ) -> Result<(), NotSignedIn> {
        self.let_in(Step::Request)?;
        let (device, request, signature) = (device.clone(), request.clone(), *signature);
        self.asked.lock().unwrap().push(Asked { device, request, signature, code: code.cloned() });
        let mut earned = self.earned.lock().unwrap();
        let next = u8::try_from(earned.len()).unwrap();
        earned.entry(*id).or_insert(credential(next));
        Ok(())
    }
}

#[async_trait]
impl SignInAnswers for Desk {
    async fn nonce(&self, id: &ChallengeId) -> Result<Option<Nonce>, Unavailable> {
        self.hear(Step::ReadNonce)?;
        let nonce = self.nonces.lock().unwrap().get(id).copied();
        Ok(nonce.filter(|_| !self.has(Step::ReadNonce, Fault::Forgets)))
    }

    async fn credential(&self, id: &ChallengeId) -> Result<Option<Credential>, Unavailable> {
        self.hear(Step::ReadCredential)?;
        let credential = self.earned.lock().unwrap().get(id).cloned();
        Ok(credential.filter(|_| !self.has(Step::ReadCredential, Fault::Forgets)))
    }
}

#[async_trait]
impl SecondFactorDesk for Desk {
    async fn offer(
        &self,
        _: &Address,
        _: &TotpSecret,
        _: &RecoveryCodes,
    ) -> Result<(), NotChanged> {
        Ok(self.hear(Step::Open)?)
    }

    async fn confirm(&self, _: &Address, _: &TotpCode) -> Result<(), NotChanged> {
        Ok(self.hear(Step::Open)?)
    }

    async fn remove(&self, _: &Address, _: &SecondFactorCode) -> Result<(), NotChanged> {
        Ok(self.hear(Step::Open)?)
    }
}

#[async_trait]
impl SecondFactorAnswers for Desk {
    async fn standing(&self, _: &Address) -> Result<SecondFactorStanding, Unavailable> {
        self.hear(Step::Open)?;
        Ok(SecondFactorStanding::Off)
    }
}

pub(crate) fn credential(n: u8) -> Credential {
    Credential::try_from(vec![vec![n]]).unwrap()
}
