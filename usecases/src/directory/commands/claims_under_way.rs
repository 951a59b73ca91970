use std::sync::{Mutex, MutexGuard, PoisonError};

use causerie_chat::DeviceAddress;

use crate::ports::{Claim, ClaimCount};

/// The claims that are being made at this moment. They are not on record yet and count all the same: otherwise many at once
/// would each be the first (T13).
#[derive(Default)]
pub struct ClaimsUnderWay(Mutex<Vec<Parties>>);

impl ClaimsUnderWay {
    /// Counts `claim` from now until what this returns is dropped.
    pub(super) fn enter(&self, claim: &Claim) -> ClaimUnderWay<'_> {
        let parties = (claim.requester.clone(), claim.target.clone());
        let mut all = self.lock();
        let count = |same: fn(&Parties, &Parties) -> bool| {
            all.iter().filter(|other| same(other, &parties)).count() as u64
        };
        let others = ClaimCount {
            by_requester: count(|(requester, _), (own, _)| requester == own),
            of_target: count(|(_, target), (_, own)| target == own),
            of_target_by_requester: count(|other, own| other == own),
        };
        all.push(parties.clone());
        ClaimUnderWay { all: self, parties, others }
    }

    /// Each change is made in one piece, whatever became of the last one to hold it.
    fn lock(&self) -> MutexGuard<'_, Vec<Parties>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Requester and target.
type Parties = (DeviceAddress, DeviceAddress);

/// One claim that is being made.
pub(super) struct ClaimUnderWay<'a> {
    all: &'a ClaimsUnderWay,
    parties: Parties,
    others: ClaimCount,
}

impl ClaimUnderWay<'_> {
    /// How many others were on the way when it came. Each of the others is either on record when it is dropped, or came to nothing.
    pub(super) fn others(&self) -> ClaimCount {
        self.others
    }
}

impl Drop for ClaimUnderWay<'_> {
    fn drop(&mut self) {
        let mut all = self.all.lock();
        if let Some(own) = all.iter().position(|parties| *parties == self.parties) {
            all.swap_remove(own);
        }
    }
}
