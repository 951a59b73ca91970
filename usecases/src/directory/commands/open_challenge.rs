use std::sync::Arc;

use causerie_chat::{Challenge, ChallengeId, Nonce, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{Challenges, NotOpened, Unavailable},
};

/// Open a challenge for whoever knows its id. It names nobody, so it tells nothing of who is on record.
#[derive(Debug)]
pub struct OpenChallenge {
    /// Minted by the device.
    pub id: ChallengeId,
    /// Minted by the directory's edge, at random.
    pub nonce: Nonce,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`OpenChallenge`].
pub struct OpenChallengeHandler {
    /// Keeps the challenge.
    pub challenges: Arc<dyn Challenges>,
}

impl CommandHandler<OpenChallenge> for OpenChallengeHandler {
    type Error = OpenChallengeError;

    async fn handle(&self, command: OpenChallenge) -> Result<(), OpenChallengeError> {
        let OpenChallenge { id, nonce, at } = command;
        let challenge = Challenge { id, nonce, expires: at.plus(Challenge::LIFETIME) };
        self.challenges.open(&challenge, at).await.map_err(|refused| match refused {
            NotOpened::TooMany => OpenChallengeError::TooMany,
            NotOpened::Unavailable(cause) => cause.into(),
        })
    }
}

/// Why no challenge was opened.
#[derive(Debug, Error)]
pub enum OpenChallengeError {
    /// The directory has too many open; later there are fewer.
    #[error("too many challenges are open")]
    TooMany,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
