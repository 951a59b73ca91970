use std::sync::Mutex;

use async_trait::async_trait;
use causerie_chat::{CertificateRequest, Credential, Term};
use causerie_usecases::ports::{CredentialStatus, Credentials, Unavailable};

use super::{at, desk::credential};

/// Holds any credential, without looking.
#[derive(Default)]
pub(super) struct Wallet(Mutex<Option<Credential>>);

#[async_trait]
impl Credentials for Wallet {
    async fn request(&self) -> Result<CertificateRequest, Unavailable> {
        CertificateRequest::try_from(vec![1]).map_err(Unavailable::new)
    }

    async fn install(&self, credential: Credential) -> Result<(), Unavailable> {
        *self.0.lock().unwrap() = Some(credential);
        Ok(())
    }
}

#[async_trait]
impl CredentialStatus for Wallet {
    async fn term(&self) -> Result<Option<Term>, Unavailable> {
        let held = self.0.lock().unwrap().as_ref() == Some(&credential(0));
        Ok(held.then_some(Term { from: at(1), until: at(2) }))
    }
}
