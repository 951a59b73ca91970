use std::sync::Arc;

use causerie_chat::{Address, CodeRefused, CodeUse, SecondFactor, SecondFactorCode, Timestamp};
use thiserror::Error;

use crate::ports::{NotReplaced, SecondFactorBook, SecondFactors, Unavailable};

/// The second factors of a directory's people. Whatever changes an account asks [`SecondFactorLedger::pass`] first.
#[derive(Clone)]
pub struct SecondFactorLedger {
    /// Knows them.
    pub book: Arc<dyn SecondFactorBook>,
    /// Keeps them.
    pub factors: Arc<dyn SecondFactors>,
}

/// What becomes of a second factor.
pub(super) enum Change {
    Nothing,
    Keep(SecondFactor),
    Remove,
}

impl SecondFactorLedger {
    /// How often a change is tried that others get ahead of.
    const TRIES: usize = 20;

    /// Lets whoever shows a good code through, and everybody where the account has no second factor that counts. That the code is spent, or
    /// was wrong, is kept before anybody is told: who guesses in parallel guesses no more often.
    pub async fn pass(
        &self,
        who: &Address,
        code: Option<&SecondFactorCode>,
        spent_on: CodeUse,
        at: Timestamp,
    ) -> Result<(), NotPassed> {
        let step = |factor: Option<SecondFactor>| match (factor, code) {
            (Some(factor), Some(code)) if factor.confirmed_at().is_some() => {
                let (next, outcome) = factor.check(code, spent_on, at);
                (Change::Keep(next), outcome.map_err(NotPassed::Refused))
            }
            (Some(factor), None) if factor.confirmed_at().is_some() => {
                (Change::Nothing, Err(NotPassed::Refused(CodeRefused::Required)))
            }
            _ => (Change::Nothing, Ok(())),
        };
        self.change(who, step).await
    }

    /// Takes `step` with what is kept for `who`, as often as others get ahead of it.
    pub(super) async fn change<E: From<Unavailable>>(
        &self,
        who: &Address,
        step: impl Fn(Option<SecondFactor>) -> (Change, Result<(), E>) + Sync,
    ) -> Result<(), E> {
        for _ in 0..Self::TRIES {
            let kept = self.book.second_factor(who).await?;
            let (change, outcome) = step(kept.factor.clone());
            let next = match change {
                Change::Nothing => return outcome,
                Change::Keep(next) if kept.factor.as_ref() == Some(&next) => return outcome,
                Change::Keep(next) => Some(next),
                Change::Remove => None,
            };
            match self.factors.replace(who, kept.revision, next.as_ref()).await {
                Ok(()) => return outcome,
                Err(NotReplaced::Stale) => {}
                Err(NotReplaced::Unavailable(cause)) => return Err(cause.into()),
            }
        }
        Err(Unavailable::new("the second factor is changed by too many at once").into())
    }
}

/// Why somebody was not let through.
#[derive(Debug, Error)]
pub enum NotPassed {
    /// For want of a good code.
    #[error(transparent)]
    Refused(CodeRefused),
    /// A port failed.
    #[error(transparent)]
    Unavailable(#[from] Unavailable),
}
