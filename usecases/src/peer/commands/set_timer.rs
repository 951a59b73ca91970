use std::sync::Arc;

use causerie_chat::{Address, Timer};
use thiserror::Error;

use crate::{
    CommandHandler,
    ports::{Identities, Timers, Unavailable},
};

/// Decide after how long disappears what this person says to somebody from now on.
#[derive(Debug)]
pub struct SetTimer {
    /// To whom.
    pub with: Address,
    /// After how long; nothing if it stays.
    pub timer: Option<Timer>,
}

/// Carries out [`SetTimer`].
pub struct SetTimerHandler {
    /// Knows whom this device has to do with.
    pub identities: Arc<dyn Identities>,
    /// Keeps it.
    pub timers: Arc<dyn Timers>,
}

impl CommandHandler<SetTimer> for SetTimerHandler {
    type Error = SetTimerError;

    async fn handle(&self, SetTimer { with, timer }: SetTimer) -> Result<(), SetTimerError> {
        if self.identities.identity(&with).await?.is_none() {
            return Err(SetTimerError::Unknown);
        }
        Ok(self.timers.set_timer(&with, timer).await?)
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
