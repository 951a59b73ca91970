use subtle::ConstantTimeEq;
use thiserror::Error;

use super::{
    CodeUse, RecoveryCode, RecoveryCodes, SecondFactorCode, TotpCode, TotpSecret, guesses::Guesses,
};
use crate::Timestamp;

/// The second factor of one account, as its directory keeps it.
///
/// It counts once it was confirmed. Then a code is good for one use: of the authenticator app only those of a later step than the last that
/// was taken (RFC 6238 §5.2), of the recovery codes those that were not taken yet.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    pub(super) secret: TotpSecret,
    pub(super) recovery: Vec<Recovery>,
    pub(super) confirmed_at: Option<Timestamp>,
    pub(super) last: Option<LastStep>,
    pub(super) guesses: Guesses,
}

/// The step whose code was taken last, and for what.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct LastStep {
    pub(super) step: u64,
    pub(super) spent_on: CodeUse,
}

/// What is kept of a recovery code, and what it was taken for, if it was.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Recovery {
    pub(super) hash: [u8; 32],
    pub(super) spent_on: Option<CodeUse>,
}

impl SecondFactor {
    /// One that does not count yet. Of the recovery codes only hashes are kept.
    #[must_use]
    pub fn offered(secret: TotpSecret, codes: &RecoveryCodes) -> Self {
        let hashed = codes.as_slice().iter().map(|code| code.hash(&secret));
        let recovery = hashed.map(|hash| Recovery { hash, spent_on: None }).collect();
        Self { secret, recovery, confirmed_at: None, last: None, guesses: Guesses::default() }
    }

    /// Since when it counts; nothing before it was confirmed.
    #[must_use]
    pub fn confirmed_at(&self) -> Option<Timestamp> {
        self.confirmed_at
    }

    /// How many recovery codes were not used yet.
    #[must_use]
    pub fn recovery_codes_left(&self) -> usize {
        self.recovery.iter().filter(|code| code.spent_on.is_none()).count()
    }

    /// It counts from `at` on, since `code` shows that the app has the secret. That code is spent.
    pub fn confirm(self, code: &TotpCode, at: Timestamp) -> Result<Self, CodeRefused> {
        let step = self.secret.step(code, at).ok_or(CodeRefused::Wrong)?;
        let last = Some(LastStep { step, spent_on: CodeUse::of("confirmation") });
        Ok(Self { confirmed_at: Some(at), last, ..self })
    }

    /// Whether `code` is taken for `spent_on`, and what is to be kept before anybody is told: that it is spent, or that it was wrong.
    pub fn check(
        self,
        code: &SecondFactorCode,
        spent_on: CodeUse,
        at: Timestamp,
    ) -> (Self, Result<(), CodeRefused>) {
        if let Some(until) = self.guesses.closed_until(at) {
            return (self, Err(CodeRefused::Closed { until }));
        }
        let (next, is_good) = match code {
            SecondFactorCode::Totp(code) => self.spend_step(code, spent_on, at),
            SecondFactorCode::Recovery(code) => self.spend_recovery(code, spent_on),
        };
        if is_good {
            (Self { guesses: Guesses::default(), ..next }, Ok(()))
        } else {
            (Self { guesses: next.guesses.and_another(at), ..next }, Err(CodeRefused::Wrong))
        }
    }

    fn spend_step(self, code: &TotpCode, spent_on: CodeUse, at: Timestamp) -> (Self, bool) {
        let Some(step) = self.secret.step(code, at) else { return (self, false) };
        let next = LastStep { step, spent_on };
        match self.last {
            Some(last) if last != next && step <= last.step => (self, false),
            _ => (Self { last: Some(next), ..self }, true),
        }
    }

    fn spend_recovery(mut self, code: &RecoveryCode, spent_on: CodeUse) -> (Self, bool) {
        let hash = code.hash(&self.secret);
        let known = self.recovery.iter_mut().find(|known| known.hash.ct_eq(&hash).into());
        let is_good =
            known.is_some_and(|known| *known.spent_on.get_or_insert(spent_on) == spent_on);
        (self, is_good)
    }
}

/// Why a code was not taken, or none was enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CodeRefused {
    /// The account has a second factor, and no code was shown.
    #[error("a code of the second factor is required")]
    Required,
    /// It is not one of the account's, or was used before.
    #[error("the code of the second factor is wrong")]
    Wrong,
    /// Too many were wrong: until then none is taken, right or not.
    #[error("too many codes of the second factor were wrong")]
    Closed {
        /// When the next one is taken.
        until: Timestamp,
    },
}
