use async_trait::async_trait;
use causerie_chat::{
    CertificateRequest, ChallengeId, Credential, DeviceAddress, Nonce, SecondFactorCode, Signature,
};
use causerie_usecases::ports::{NotSignedIn, SignInAnswers, SignInDesk, Unavailable};
use causerie_wire::{Challenge, CredentialChain, CredentialRequest, Hidden};
use reqwest::{Method, StatusCode};

use super::DirectoryClient;
use crate::call::NoAnswer;

#[async_trait]
impl SignInDesk for DirectoryClient {
    async fn open(&self, id: &ChallengeId) -> Result<(), NotSignedIn> {
        let path = format!("challenges/{}", id.expose());
        let answer = self.call("directory.open_challenge", self.request(Method::PUT, &path)).await;
        answer.map(drop).map_err(refused)
    }

    async fn request(
        &self,
        id: &ChallengeId,
        device: &DeviceAddress,
        request: &CertificateRequest,
        signature: &Signature,
        code: Option<&SecondFactorCode>,
    ) -> Result<(), NotSignedIn> {
        let path = format!("challenges/{}/credential", id.expose());
        let body = CredentialRequest {
            device: device.to_string(),
            request: request.as_der().into(),
            signature: signature.as_bytes().into(),
            code: code.map(|code| Hidden((*code.expose()).clone())),
        };
        let request = DirectoryClient::request(self, Method::PUT, &path).json(&body);
        self.call("directory.request_credential", request).await.map(drop).map_err(refused)
    }
}

#[async_trait]
impl SignInAnswers for DirectoryClient {
    async fn nonce(&self, id: &ChallengeId) -> Result<Option<Nonce>, Unavailable> {
        let path = format!("challenges/{}", id.expose());
        let request = DirectoryClient::request(self, Method::GET, &path);
        match self.call("directory.read_challenge", request).await {
            Ok(answer) => {
                let nonce = answer.json::<Challenge>()?.nonce.array::<32>();
                Ok(Some(nonce.ok_or(NoAnswer::Nonsense(StatusCode::OK))?.into()))
            }
            Err(refused) if refused.is_absence() => Ok(None),
            Err(failed) => Err(failed.into()),
        }
    }

    async fn credential(&self, id: &ChallengeId) -> Result<Option<Credential>, Unavailable> {
        let path = format!("challenges/{}/credential", id.expose());
        let request = DirectoryClient::request(self, Method::GET, &path);
        match self.call("directory.read_credential", request).await {
            Ok(answer) => {
                let chain = answer.json::<CredentialChain>()?.chain;
                let chain = chain.into_iter().map(|der| der.0).collect::<Vec<_>>();
                Ok(Some(Credential::try_from(chain).map_err(Unavailable::new)?))
            }
            Err(refused) if refused.is_absence() => Ok(None),
            Err(failed) => Err(failed.into()),
        }
    }
}

fn refused(answer: NoAnswer) -> NotSignedIn {
    match answer.refusal().or_else(|| answer.closed()) {
        Some(code) => NotSignedIn::Refused(code),
        None => NotSignedIn::Unavailable(answer.into()),
    }
}
