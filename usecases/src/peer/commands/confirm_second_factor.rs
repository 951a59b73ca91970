use std::sync::Arc;

use causerie_chat::{Address, TotpCode};

use crate::{
    CommandHandler,
    ports::{NotChanged, SecondFactorDesk},
};

/// Have the second factor that was handed over count from now on.
#[derive(Debug)]
pub struct ConfirmSecondFactor {
    /// What the authenticator app shows.
    pub code: TotpCode,
}

/// Carries out [`ConfirmSecondFactor`].
pub struct ConfirmSecondFactorHandler {
    /// Whose.
    pub me: Address,
    /// The directory's.
    pub desk: Arc<dyn SecondFactorDesk>,
}

impl CommandHandler<ConfirmSecondFactor> for ConfirmSecondFactorHandler {
    type Error = NotChanged;

    async fn handle(&self, command: ConfirmSecondFactor) -> Result<(), NotChanged> {
        self.desk.confirm(&self.me, &command.code).await
    }
}
