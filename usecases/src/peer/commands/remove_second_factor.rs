use std::sync::Arc;

use causerie_chat::{Address, SecondFactorCode};

use crate::{
    CommandHandler,
    ports::{NotChanged, SecondFactorDesk},
};

/// Have the directory forget the second factor.
#[derive(Debug)]
pub struct RemoveSecondFactor {
    /// Of the authenticator app, or for recovery.
    pub code: SecondFactorCode,
}

/// Carries out [`RemoveSecondFactor`].
pub struct RemoveSecondFactorHandler {
    /// Whose.
    pub me: Address,
    /// The directory's.
    pub desk: Arc<dyn SecondFactorDesk>,
}

impl CommandHandler<RemoveSecondFactor> for RemoveSecondFactorHandler {
    type Error = NotChanged;

    async fn handle(&self, command: RemoveSecondFactor) -> Result<(), NotChanged> {
        self.desk.remove(&self.me, &command.code).await
    }
}
