use causerie_chat::{Address, CodeUse, SecondFactor, SecondFactorCode, Timestamp};

use super::{NotPassed, SecondFactorLedger, second_factor_ledger::Change};
use crate::CommandHandler;

/// Remove the second factor of an account, by one of its codes. One that was never confirmed takes none.
#[derive(Debug)]
pub struct RemoveSecondFactor {
    /// Whose.
    pub who: Address,
    /// What they show.
    pub code: SecondFactorCode,
    /// When.
    pub at: Timestamp,
}

/// Carries out [`RemoveSecondFactor`].
pub struct RemoveSecondFactorHandler {
    /// Keeps it.
    pub ledger: SecondFactorLedger,
}

impl CommandHandler<RemoveSecondFactor> for RemoveSecondFactorHandler {
    type Error = NotPassed;

    async fn handle(&self, command: RemoveSecondFactor) -> Result<(), NotPassed> {
        let RemoveSecondFactor { who, code, at } = command;
        let step = |factor: Option<SecondFactor>| match factor {
            None => (Change::Nothing, Ok(())),
            Some(factor) if factor.confirmed_at().is_none() => (Change::Remove, Ok(())),
            Some(factor) => match factor.check(&code, CodeUse::of("removal"), at) {
                (_, Ok(())) => (Change::Remove, Ok(())),
                (next, Err(why)) => (Change::Keep(next), Err(NotPassed::Refused(why))),
            },
        };
        self.ledger.change(&who, step).await
    }
}
