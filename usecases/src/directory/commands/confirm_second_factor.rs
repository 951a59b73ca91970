use causerie_chat::{Address, SecondFactor, Timestamp, TotpCode};
use thiserror::Error;

use super::{SecondFactorLedger, second_factor_ledger::Change};
use crate::{CommandHandler, ports::Unavailable};

/// Have the second factor that was offered count from now on. One that counts already stays as it is, whatever the code.
#[derive(Debug)]
pub struct ConfirmSecondFactor {
    /// Whose.
    pub who: Address,
    /// Shows that their app has the secret.
    pub code: TotpCode,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`ConfirmSecondFactor`].
pub struct ConfirmSecondFactorHandler {
    /// Keeps it.
    pub ledger: SecondFactorLedger,
}

impl CommandHandler<ConfirmSecondFactor> for ConfirmSecondFactorHandler {
    type Error = ConfirmSecondFactorError;

    async fn handle(&self, command: ConfirmSecondFactor) -> Result<(), ConfirmSecondFactorError> {
        let ConfirmSecondFactor { who, code, at } = command;
        // Guesses are not counted: whoever may confirm it has just offered it, and knows the secret.
        let step = |factor: Option<SecondFactor>| match factor {
            None => (Change::Nothing, Err(ConfirmSecondFactorError::NotOffered)),
            Some(factor) if factor.confirmed_at().is_some() => (Change::Nothing, Ok(())),
            Some(factor) => match factor.confirm(&code, at) {
                Ok(confirmed) => (Change::Keep(confirmed), Ok(())),
                Err(_) => (Change::Nothing, Err(ConfirmSecondFactorError::WrongCode)),
            },
        };
        self.ledger.change(&who, step).await
    }
}

/// Why a second factor was not confirmed.
#[derive(Debug, Error)]
pub enum ConfirmSecondFactorError {
    /// There is none.
    #[error("no second factor was offered")]
    NotOffered,
    /// The code is not of its secret at this time.
    #[error("the code of the second factor is wrong")]
    WrongCode,
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
