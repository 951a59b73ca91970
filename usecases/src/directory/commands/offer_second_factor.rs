use causerie_chat::{Address, RecoveryCodes, SecondFactor, TotpSecret};
use thiserror::Error;

use super::{SecondFactorLedger, second_factor_ledger::Change};
use crate::{CommandHandler, ports::Unavailable};

/// Keep a second factor for an account, which counts once it is confirmed. Secret and codes are minted by whoever shows them to the person,
/// so that nothing here ever has to hand them out.
#[derive(Debug)]
pub struct OfferSecondFactor {
    /// Whose.
    pub who: Address,
    /// What their app is to have.
    pub secret: TotpSecret,
    /// What they are to write down.
    pub codes: RecoveryCodes,
}

/// Carries out [`OfferSecondFactor`].
pub struct OfferSecondFactorHandler {
    /// Keeps it.
    pub ledger: SecondFactorLedger,
}

impl CommandHandler<OfferSecondFactor> for OfferSecondFactorHandler {
    type Error = OfferSecondFactorError;

    async fn handle(&self, command: OfferSecondFactor) -> Result<(), OfferSecondFactorError> {
        let offered = SecondFactor::offered(command.secret, &command.codes);
        let step = |factor: Option<SecondFactor>| match factor {
            Some(factor) if factor.confirmed_at().is_some() => {
                (Change::Nothing, Err(OfferSecondFactorError::Enabled))
            }
            _ => (Change::Keep(offered.clone()), Ok(())),
        };
        self.ledger.change(&command.who, step).await
    }
}

/// Why a second factor was not kept.
#[derive(Debug, Error)]
pub enum OfferSecondFactorError {
    /// The account has one that counts: it is to be removed first, which takes a code of it.
    #[error("the account has a second factor")]
    Enabled,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
