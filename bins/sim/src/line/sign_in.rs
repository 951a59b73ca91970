use async_trait::async_trait;
use causerie_chat::{
    Cause, CertificateRequest, ChallengeId, CodeRefused, Credential, DeviceAddress, Nonce,
    SecondFactorCode, Signature,
};
use causerie_usecases::{
    CommandHandler, QueryHandler,
    directory::{
        commands::{OpenChallenge, OpenChallengeError, RequestCredential, RequestCredentialError},
        queries::{ReadChallenge, ReadCredential},
    },
    ports::{NotSignedIn, SignInAnswers, SignInDesk, Unavailable},
};

use super::Line;
use crate::{
    machine::{machine, parsed},
    task::DIRECTORY,
};

#[async_trait]
impl SignInDesk for Line {
    async fn open(&self, id: &ChallengeId) -> Result<(), NotSignedIn> {
        let id = *id;
        let answer = Line::ask(self, "open challenge", move |directory, world| {
            let nonce = Nonce::from(world.chance.bytes::<32>());
            let command = OpenChallenge { id, nonce, at: world.clock(DIRECTORY) };
            async move { directory.open_challenge.handle(command).await }
        });
        answer.await.map_err(Unavailable::from)?.map_err(|refused| match refused {
            OpenChallengeError::Unavailable(cause) => cause.into(),
            OpenChallengeError::TooMany => NotSignedIn::Refused(parsed("TOO_MANY")),
        })
    }

    async fn request(
        &self,
        id: &ChallengeId,
        device: &DeviceAddress,
        request: &CertificateRequest,
        signature: &Signature,
        code: Option<&SecondFactorCode>,
    ) -> Result<(), NotSignedIn> {
        let (challenge, device, request) = (*id, device.clone(), request.clone());
        let (signature, code) = (*signature, code.cloned());
        let answer = Line::ask(self, "request credential", move |directory, world| {
            let (device, request, code) = (device.clone(), request.clone(), code.clone());
            async move {
                let at = world.clock(DIRECTORY);
                let by = machine(&device).unwrap_or_default();
                let what = *challenge.as_bytes();
                let visit = world.comes(by, what, code.as_ref(), Some(request.digest()), at);
                let command = RequestCredential { challenge, device, request, signature, code, at };
                let done = directory.request_credential.handle(command).await;
                let refused = match &done {
                    Err(RequestCredentialError::SecondFactor(why)) => Some(*why),
                    _ => None,
                };
                world.goes(visit, refused);
                done
            }
        });
        answer.await.map_err(Unavailable::from)?.map_err(|refused| match refused {
            RequestCredentialError::Unavailable(cause) => cause.into(),
            RequestCredentialError::SecondFactor(why) => NotSignedIn::Refused(told(why)),
            RequestCredentialError::Revoked => NotSignedIn::Refused(Cause::DEVICE_REVOKED),
            // A new challenge is to be opened.
            _ => NotSignedIn::Unavailable(Unavailable::new(refused)),
        })
    }
}

#[async_trait]
impl SignInAnswers for Line {
    async fn nonce(&self, id: &ChallengeId) -> Result<Option<Nonce>, Unavailable> {
        let id = *id;
        let answer = Line::ask(self, "read challenge", move |directory, world| {
            let query = ReadChallenge { id, at: world.clock(DIRECTORY) };
            async move { directory.read_challenge.handle(query).await }
        });
        Ok(answer.await??.map(|challenge| challenge.nonce))
    }

    async fn credential(&self, id: &ChallengeId) -> Result<Option<Credential>, Unavailable> {
        let challenge = *id;
        let answer = Line::ask(self, "read credential", move |directory, _| async move {
            directory.read_credential.handle(ReadCredential { challenge }).await
        });
        answer.await?
    }
}

/// By which code it is told that one was refused.
pub(super) fn told(why: CodeRefused) -> Cause {
    parsed(match why {
        CodeRefused::Required => "TOTP_REQUIRED",
        CodeRefused::Wrong => "TOTP_WRONG",
        CodeRefused::Closed { .. } => "TOTP_RATE_LIMITED",
    })
}
