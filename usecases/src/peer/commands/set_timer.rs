use std::sync::Arc;

use causerie_chat::{Address, Choice, Timer, Timestamp};
use thiserror::Error;

use crate::{
    CommandHandler,
    peer::Choosing,
    ports::{Identities, Unavailable},
};

/// Decide after how long disappears what this person says to somebody from now on.
#[derive(Debug)]
pub struct SetTimer {
    /// To whom.
    pub with: Address,
    /// After how long; nothing if it stays.
    pub timer: Option<Timer>,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`SetTimer`].
pub struct SetTimerHandler {
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Has it hold, on all devices.
    pub choosing: Arc<Choosing>,
}

impl CommandHandler<SetTimer> for SetTimerHandler {
    type Error = SetTimerError;

    async fn handle(&self, SetTimer { with, timer, at }: SetTimer) -> Result<(), SetTimerError> {
        if self.identities.identity(&with).await?.is_none() {
            return Err(SetTimerError::Unknown);
        }
        Ok(self.choosing.choose(&with, &[Choice::Timer(timer)], at).await?)
    }
}

/// Why it was not decided.
#[derive(Debug, Error)]
pub enum SetTimerError {
    /// This device knows nobody by that name.
    #[error("nobody is known by that name")]
    Unknown,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
