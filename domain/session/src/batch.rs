use thiserror::Error;

use crate::{Identity, VerifiedBundle};

/// What a device publishes at once: the bundle of last resort, and bundles to be handed out once each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreKeyBatch {
    last_resort: VerifiedBundle,
    one_time: Vec<VerifiedBundle>,
}

impl PreKeyBatch {
    /// The most one-time bundles there are in one.
    pub const MAX_ONE_TIME: usize = 100;

    /// Bundles that belong together: of one identity and one generation, the one-time ones in the order of their numbers.
    pub fn new(
        last_resort: VerifiedBundle,
        one_time: Vec<VerifiedBundle>,
    ) -> Result<Self, InconsistentBatch> {
        let first = last_resort.bundle();
        let numbers: Option<Vec<_>> = one_time.iter().map(|it| it.bundle().one_time()).collect();
        let belongs = |it: &VerifiedBundle| {
            it.bundle().identity == first.identity && it.bundle().generation == first.generation
        };
        let consistent = first.one_time().is_none()
            && one_time.len() <= Self::MAX_ONE_TIME
            && one_time.iter().all(belongs)
            && numbers.is_some_and(|numbers| numbers.is_sorted_by(|a, b| a < b));
        if consistent { Ok(Self { last_resort, one_time }) } else { Err(InconsistentBatch) }
    }

    /// Whose they are.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.last_resort.bundle().identity
    }

    /// Which set of signed pre-keys they are from.
    #[must_use]
    pub fn generation(&self) -> u32 {
        self.last_resort.bundle().generation
    }

    /// The one to hand out when the others have run out.
    #[must_use]
    pub fn last_resort(&self) -> &VerifiedBundle {
        &self.last_resort
    }

    /// Those to be handed out once each, in the order of their numbers.
    #[must_use]
    pub fn one_time(&self) -> &[VerifiedBundle] {
        &self.one_time
    }
}

/// The bundles do not belong together, or are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the pre-key bundles do not belong together")]
pub struct InconsistentBatch;
