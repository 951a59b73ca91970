use std::sync::Arc;

use causerie_chat::{
    Cause, ChallengeId, DeviceAddress, DeviceSecret, SecondFactorCode, SignInStatement,
};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{Credentials, NotSignedIn, SignInAnswers, SignInDesk, Unavailable},
};

/// Obtain a credential from the directory and use it from now on.
#[derive(Debug)]
pub struct SignIn {
    /// Minted at random; the same one takes up where a broken attempt left off.
    pub challenge: ChallengeId,
    /// Of the account's second factor, for a directory that asks for one. It is spent at most once, whatever is repeated.
    pub code: Option<SecondFactorCode>,
}

/// Carries out [`SignIn`].
pub struct SignInHandler {
    /// This device.
    pub device: DeviceAddress,
    /// Signs as the device.
    pub own: Arc<DeviceSecret>,
    /// Asks the directory.
    pub desk: Arc<dyn SignInDesk>,
    /// Hears its answers.
    pub answers: Arc<dyn SignInAnswers>,
    /// Keeps the credential.
    pub credentials: Arc<dyn Credentials>,
}

impl CommandHandler<SignIn> for SignInHandler {
    type Error = SignInError;

    async fn handle(&self, SignIn { challenge, code }: SignIn) -> Result<(), SignInError> {
        self.desk.open(&challenge).await?;
        let nonce = self.answers.nonce(&challenge).await?.ok_or(SignInError::NoAnswer)?;

        let request = self.credentials.request().await?;
        let statement = SignInStatement { nonce: &nonce, device: &self.device, request: &request };
        let signature = statement.sign(&self.own);
        let code = code.as_ref();
        self.desk.request(&challenge, &self.device, &request, &signature, code).await?;

        let credential = self.answers.credential(&challenge).await?;
        Ok(self.credentials.install(credential.ok_or(SignInError::NoAnswer)?).await?)
    }
}

/// Why the device did not sign in.
#[derive(Debug, Error)]
pub enum SignInError {
    /// The directory said no, by this code.
    #[error("the directory refused: {0}")]
    Refused(Cause),
    /// The directory knows nothing of what it was just told; a new attempt needs a new challenge.
    #[error("the directory forgot the challenge")]
    NoAnswer,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}

impl From<NotSignedIn> for SignInError {
    fn from(refused: NotSignedIn) -> Self {
        match refused {
            NotSignedIn::Refused(code) => Self::Refused(code),
            NotSignedIn::Unavailable(cause) => cause.into(),
        }
    }
}
