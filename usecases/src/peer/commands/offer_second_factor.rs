use std::sync::Arc;

use causerie_chat::{Address, RecoveryCodes, TotpSecret};

use crate::{
    CommandHandler,
    ports::{NotChanged, SecondFactorDesk},
};

/// Hand a second factor over to the directory. It counts once it is confirmed.
#[derive(Debug)]
pub struct OfferSecondFactor {
    /// Minted at random; shown to the person for their authenticator app.
    pub secret: TotpSecret,
    /// Minted at random; shown to the person to write down.
    pub codes: RecoveryCodes,
}

/// Carries out [`OfferSecondFactor`].
pub struct OfferSecondFactorHandler {
    /// Whose.
    pub me: Address,
    /// The directory's.
    pub desk: Arc<dyn SecondFactorDesk>,
}

impl CommandHandler<OfferSecondFactor> for OfferSecondFactorHandler {
    type Error = NotChanged;

    async fn handle(&self, command: OfferSecondFactor) -> Result<(), NotChanged> {
        self.desk.offer(&self.me, &command.secret, &command.codes).await
    }
}
